// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace app {

/// Runs the load test of a command line without a window, printing its results; gives the exit
/// status. Uses no Qt. Ends early, as if its time were up, on SIGINT and SIGTERM.
int runHeadless(const Options& options);

}  // namespace app
