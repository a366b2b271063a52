// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace app {

/// A line on stdout, at once. That it could not be written is remembered for endOutput().
void printLine(std::string_view line);
/// Without an end of line.
void printText(std::string_view text);

/// A line on stderr; gives the exit status of a failure.
int fail(std::string_view line);

/// The last word about stdout: `status`, or that of a failure, with its reason on stderr, if some
/// of it could not be written. A full disk is no success.
int endOutput(int status);

}  // namespace app
