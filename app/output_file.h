// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "app/command_line.h"

namespace app {

/// Writes a file as a whole: into one beside it, that takes its place once all is on it. On failure
/// what was there before stays, and nothing that is cut. A device or pipe is written directly.
/// Errors: the system's reason.
tl::expected<void, std::string> writeFile(const std::string& path, std::string_view content);

/// Whether --report and --screenshot can be written, as far as that can be told before the run.
/// Errors: one line that names the option, the file and the reason.
tl::expected<void, std::string> checkOutputFiles(const Options& options);

/// genmsg-observer: --report: cannot write a.json: No space left on device
std::string cannotWrite(std::string_view option, std::string_view path, std::string_view reason);

}  // namespace app
