// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "genmsg/observe/node.h"

namespace models {

/// Why a node did not do what it was asked, for a person: to stand behind what was asked and a
/// colon, so without a capital and without the process's name. The node's own sentence is for what
/// only it can tell: what is wrong with a state, what a callback raised.
QString errorText(const genmsg::NodeError& error);

}  // namespace models
