// SPDX-License-Identifier: Apache-2.0
#include "genmsg/term/pid.h"

#include <fmt/format.h>

namespace genmsg {

std::string to_string(Pid pid) {
  return fmt::format("<0.{}.{}>", pid.index, pid.serial);
}

}  // namespace genmsg
