// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "genmsg/term/term.h"

namespace models {

/// What `mine`, an edit of `base`, is on `theirs`, which `base` has become meanwhile: each part that
/// only one side has changed is as that side has it; what both have changed is as in `mine`. Parts
/// are the entries of maps and, where nothing was added or removed, the elements of lists and
/// tuples.
genmsg::Term merged(const genmsg::Term& base, const genmsg::Term& mine,
                    const genmsg::Term& theirs);

}  // namespace models
