// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/held_badge.h"

#include <QEvent>
#include <QLocale>
#include <QMenu>
#include <QScopedValueRollback>

#include "app/held_processes.h"
#include "app/selection.h"
#include "views/icons.h"
#include "views/theme.h"

namespace app {

HeldBadge::HeldBadge(const HeldProcesses* held, const Selection* selection, QAction* resumeAll,
                     QWidget* parent)
    : QToolButton(parent), m_held(held), m_selection(selection), m_resumeAll(resumeAll) {
  setObjectName(QStringLiteral("heldBadge"));
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setIcon(views::icon(views::IconId::Suspend));
  setAutoRaise(true);
  setPopupMode(QToolButton::InstantPopup);
  setToolTip(tr("Processes that this observer, or a watch of it, has suspended: they wait for it"));
  auto* menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("heldMenu"));
  setMenu(menu);
  connect(menu, &QMenu::aboutToShow, this, &HeldBadge::fillMenu);
  connect(m_held, &HeldProcesses::changed, this, &HeldBadge::refresh);
  applyTheme();
  refresh();
}

void HeldBadge::refresh() {
  const QString count = QLocale().toString(qulonglong{m_held->count()});
  //: processes that this observer has suspended
  setText(tr("%1 held by you").arg(count));
  setAccessibleName(text());
  setVisible(m_held->count() > 0);
}

void HeldBadge::fillMenu() {
  menu()->clear();
  menu()->addAction(m_resumeAll);
  menu()->addSeparator();
  for (const genmsg::Pid pid : m_held->first(mostNamed)) {
    // A name may have an ampersand in it, which is no mnemonic.
    QString name = m_selection->nameOf(pid);
    name.replace(QLatin1Char('&'), QStringLiteral("&&"));
    connect(menu()->addAction(name), &QAction::triggered, this,
            [this, pid] { emit showRequested(pid); });
  }
  if (m_held->count() > mostNamed) {
    const auto more = qulonglong{m_held->count() - mostNamed};
    menu()->addAction(tr("and %1 more").arg(QLocale().toString(more)))->setEnabled(false);
  }
}

void HeldBadge::changeEvent(QEvent* event) {
  QToolButton::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !m_applyingTheme) applyTheme();
}

void HeldBadge::applyTheme() {
  const QScopedValueRollback applying(m_applyingTheme, true);
  setPalette(QPalette());
  QPalette colors = palette();
  colors.setColor(QPalette::ButtonText, views::statusColor(colors, genmsg::Status::Suspended));
  setPalette(colors);
}

}  // namespace app
