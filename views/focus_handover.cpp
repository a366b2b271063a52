// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/focus_handover.h"

#include <QAction>
#include <QEvent>
#include <QToolBar>

namespace views {
namespace {

/// Sees the focus leave a button because it is disabled, which is before its counterpart is enabled.
class Handover final : public QObject {
 public:
  Handover(QWidget* from, QWidget* to) : QObject(from), m_from(from), m_to(to) {
    m_from->installEventFilter(this);
    m_to->installEventFilter(this);
  }

  bool eventFilter(QObject* watched, QEvent* event) override {
    if (watched == m_from && event->type() == QEvent::FocusOut) {
      m_handsOver = !m_from->isEnabled();
      takeOver();
    } else if (watched == m_to && event->type() == QEvent::EnabledChange) {
      takeOver();
    }
    return false;
  }

 private:
  void takeOver() {
    if (!m_handsOver || !m_to->isEnabled()) return;
    m_handsOver = false;
    // Not in the middle of the focus's move.
    QMetaObject::invokeMethod(m_to, [to = m_to] { to->setFocus(Qt::OtherFocusReason); },
                              Qt::QueuedConnection);
  }

  QWidget* m_from;
  QWidget* m_to;
  bool m_handsOver = false;
};

}  // namespace

void handFocusOver(QToolBar& bar, QAction& one, QAction& other) {
  QWidget* const first = bar.widgetForAction(&one);
  QWidget* const second = bar.widgetForAction(&other);
  new Handover(first, second);
  new Handover(second, first);
}

}  // namespace views
