// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/close_question.h"

#include <QLocale>
#include <QPushButton>

#include "models/node_client.h"
#include "views/icons.h"

namespace app {

CloseQuestion::CloseQuestion(std::size_t held, QWidget* window) : QMessageBox(window) {
  setObjectName(QStringLiteral("closeQuestion"));
  setAttribute(Qt::WA_DeleteOnClose);
  setIcon(QMessageBox::Question);
  setWindowTitle(tr("Close the observer"));
  setTextFormat(Qt::PlainText);
  setText(held == 1 ? tr("A process is suspended by this observer.")
                    : tr("%1 processes are suspended by this observer.")
                          .arg(QLocale().toString(qulonglong{held})));
  setInformativeText(
      tr("Nobody renews their lease when the observer is gone: if they are left, and the node lives "
         "on, they resume by themselves within %1 s.")
          .arg(models::NodeClient::suspensionLease.count()));
  QPushButton* resume = addButton(tr("&Resume them"), QMessageBox::AcceptRole);
  resume->setObjectName(QStringLiteral("closeResume"));
  resume->setIcon(views::icon(views::IconId::Resume));
  QPushButton* leave = addButton(tr("&Leave them"), QMessageBox::DestructiveRole);
  leave->setObjectName(QStringLiteral("closeLeave"));
  addButton(QMessageBox::Cancel);
  setDefaultButton(resume);
  connect(resume, &QPushButton::clicked, this, &CloseQuestion::resumeChosen);
  connect(leave, &QPushButton::clicked, this, &CloseQuestion::leaveChosen);
}

}  // namespace app
