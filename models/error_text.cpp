// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/error_text.h"

#include <QCoreApplication>

namespace models {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::ErrorText)
};

}  // namespace

QString errorText(const genmsg::NodeError& error) {
  using Code = genmsg::NodeError::Code;
  switch (error.code) {
    case Code::NoProc: return Text::tr("the process has exited");
    case Code::Timeout: return Text::tr("no answer in time; it is still to be done");
    case Code::NotSuspended: return Text::tr("the process is not suspended");
    case Code::EmptyMailbox: return Text::tr("its mailbox is empty: there is no message to step");
    case Code::NotSupported: return Text::tr("the process does not support this");
    case Code::StaleState: return Text::tr("the state has changed meanwhile");
    case Code::Disconnected: return Text::tr("the node is gone");
    case Code::Busy:
    case Code::BadState:
    case Code::BadMessage:
    case Code::CallbackFailed:
    case Code::Other: break;
  }
  return QString::fromStdString(error.message);
}

}  // namespace models
