// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace models {

/// The resident memory of this operating system process, in bytes; nothing where it cannot be told.
/// Threads: any. Reads one small file of /proc.
std::optional<std::uint64_t> residentBytes();

}  // namespace models
