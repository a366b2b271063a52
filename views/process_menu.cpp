// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/process_menu.h"

#include <QLocale>
#include <QMenu>

#include "views/process_actions.h"

namespace views {

void showProcessMenu(const ProcessActions& actions, const QList<QAction*>& without,
                     QWidget* parent, const QPoint& globalPosition) {
  auto* menu = new QMenu(parent);
  menu->setObjectName(QStringLiteral("processMenu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const ProcessActions::Target& target = actions.target();
  menu->addSection(target.count > 1 ? ProcessActions::tr("%1 processes")
                                          .arg(QLocale().toString(qulonglong{target.count}))
                                    : target.name);
  for (QAction* action : actions.menuOrder()) {
    if (action == nullptr) {
      menu->addSeparator();
    } else if (!without.contains(action)) {
      menu->addAction(action);
    }
  }
  menu->popup(globalPosition);
}

}  // namespace views
