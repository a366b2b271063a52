// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace app {

/// The window's pages, in their order on screen. Settings know them by name, see settings.cpp.
enum class Page : int { Overview, Processes, Tree, Charts, LoadTest, Trace, Alarms, Log };
inline constexpr int pageCount = 8;

}  // namespace app
