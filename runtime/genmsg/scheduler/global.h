// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "genmsg/scheduler/runtime.h"
#include "genmsg/term/term.h"

/// Names of any term, in a registry of the runtime's own. One runtime is one node here, so these are
/// local names that need not be atoms, and of which a process may have several.
/// A name is free when its process ends, before anybody hears of that.
/// Threads: any. See: kernel, global.
namespace genmsg::global {

/// False (OTP: `no`) if the name is taken or the process has ended.
bool register_name(Runtime& runtime, const Term& name, Pid pid);
/// No effect if nobody has it.
void unregister_name(Runtime& runtime, const Term& name);
/// A default pid (OTP: `undefined`) if nobody has it.
Pid whereis_name(const Runtime& runtime, const Term& name);
/// In no order.
std::vector<Term> registered_names(const Runtime& runtime);

}  // namespace genmsg::global
