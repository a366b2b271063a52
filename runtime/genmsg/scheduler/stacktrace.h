// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/term/term.h"

namespace genmsg {

/// The stack of the throw of the exception that is being handled: [<<"function(types)">>, ...],
/// innermost first; [] unless the runtime was built with GENMSG_STACKTRACES.
/// That option takes the stack of every throw of the program in __cxa_throw, some microseconds each.
/// Limits: max_stack_frames. A function is named if the dynamic linker knows it: those of a program
/// that is linked with -rdynamic, as the option has it, but not those in anonymous namespaces, which
/// come as `program+0x1234`, to be looked up with addr2line.
/// @pre called from a catch block, on the thread that threw
Term stacktrace_of_current_exception();

inline constexpr int max_stack_frames = 32;

#if defined(GENMSG_STACKTRACES)
#define GENMSG_IF_HOOKED
#else
#define GENMSG_IF_HOOKED __attribute__((weak))
#endif
/// Of throw_hook.cpp; null in a program without it. Gives how many frames it wrote.
GENMSG_IF_HOOKED int frames_of_throw(const void* exception, void** frames) noexcept;
#undef GENMSG_IF_HOOKED

}  // namespace genmsg
