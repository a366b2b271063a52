// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace app {

ShortcutsDialog::ShortcutsDialog(QWidget& window) : QDialog(&window) {
  setObjectName(QStringLiteral("shortcutsDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Keyboard shortcuts"));
  auto* list = new QTreeWidget(this);
  list->setObjectName(QStringLiteral("shortcutsList"));
  list->setAccessibleName(tr("Keyboard shortcuts"));
  list->setRootIsDecorated(false);
  list->setUniformRowHeights(true);
  list->setHeaderLabels({tr("Keys"), tr("Action"), tr("What it does")});
  for (const QAction* action : window.findChildren<QAction*>()) {
    if (action->shortcut().isEmpty() || action->objectName().isEmpty()) continue;
    const QString keys = QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText);
    const QString text = QString(action->text()).remove(QLatin1Char('&'));
    new QTreeWidgetItem(list, {keys, text, action->whatsThis()});
  }
  list->sortItems(1, Qt::AscendingOrder);
  const int letter = fontMetrics().averageCharWidth();
  list->header()->resizeSection(0, letter * 18);
  list->header()->resizeSection(1, letter * 28);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(list);
  layout->addWidget(buttons);
  resize(letter * 130, fontMetrics().lineSpacing() * 30);
}

}  // namespace app
