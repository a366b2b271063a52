// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace genmsg {

/// Of the runtime, as CHANGELOG.md counts.
inline constexpr const char* version = "0.1.0";

}  // namespace genmsg
