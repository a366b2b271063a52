// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "runtime/model/link_world.h"

namespace test::links {

/// What holds of any run, in whatever order processes ran and signals crossed; the rules that are
/// broken, in words. Brings the world to rest first.
/// @pre `traps` are those that the world was made with
std::vector<std::string> broken_rules(LinkWorld& world, const std::vector<bool>& traps);

}  // namespace test::links
