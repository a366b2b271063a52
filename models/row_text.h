// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

#include <QString>

#include "models/node_view.h"

namespace models {

/// More rows are no text that anybody pastes.
inline constexpr std::size_t mostRowsAsText = 100'000;

/// Processes for a spreadsheet: a line each, cells with tabs between them, numbers as a program
/// reads them. Several have a line of titles, with units, before them. What the view does not know
/// is left out.
/// @pre pids.size() <= mostRowsAsText
QString rowsAsTsv(const NodeView& view, std::span<const genmsg::Pid> pids);

/// The same as JSON: an object for one process, an array of them for several. What is not known is
/// null. Likewise.
QString rowsAsJson(const NodeView& view, std::span<const genmsg::Pid> pids);

}  // namespace models
