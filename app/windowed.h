// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace app {

/// Opens the observer's window on an embedded runtime with the load test of the command line;
/// gives the exit status when it is closed. With --screenshot or --report it closes by itself after
/// --duration (5 s if none is given).
/// Errors: without a display, or one that does not answer, one line on stderr that names
/// --headless, and status 1.
int runWindowed(const Options& options, int argc, char** argv);

}  // namespace app
