// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/help_window.h"

#include <QVBoxLayout>

#include "app/manual.h"

namespace app {

HelpWindow::HelpWindow(QWidget* parent)
    : QDialog(parent), m_view(new views::HelpView(manualPages(), this)) {
  setObjectName(QStringLiteral("helpWindow"));
  setWindowTitle(tr("Manual"));
  setModal(false);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_view);
  resize(fontMetrics().averageCharWidth() * 120, fontMetrics().lineSpacing() * 34);
}

void HelpWindow::showTopic(const QString& topic) {
  if (!m_view->showTopic(topic)) m_view->showTopic(QStringLiteral("start"));
  show();
  raise();
  activateWindow();
}

}  // namespace app
