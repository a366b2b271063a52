// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/process/name.h"

namespace genmsg::sys {

/// A process by pid or by any kind of name.
using Name = genmsg::Name;

/// How a system message is sent.
struct Options {
  /// Taken at the next message boundary instead of after the messages that are queued already.
  /// In the sense of EEP 76; OTP's sys has no such choice.
  bool priority = false;
};

}  // namespace genmsg::sys
