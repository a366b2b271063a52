// SPDX-License-Identifier: Apache-2.0
// Takes the stack of every throw, for crash reports: see stacktrace.h. Compiled only with
// GENMSG_STACKTRACES.
#include <dlfcn.h>
#include <execinfo.h>

#include <array>
#include <cstdlib>

#include "genmsg/scheduler/stacktrace.h"

namespace {

struct Throw {
  void* exception = nullptr;
  int depth = 0;
  std::array<void*, genmsg::max_stack_frames> frames;
};

/// The last throws of this thread: destructors may throw and catch while an exception is on its way.
constexpr std::size_t kept_throws = 4;
thread_local constinit std::array<Throw, kept_throws> throws{};
thread_local constinit std::size_t next_throw = 0;

using CxaThrow = void (*)(void*, void*, void (*)(void*));

CxaThrow real_throw() {
  static const auto real = reinterpret_cast<CxaThrow>(dlsym(RTLD_NEXT, "__cxa_throw"));
  return real;
}

}  // namespace

int genmsg::frames_of_throw(const void* exception, void** frames) noexcept {
  for (const Throw& one : throws) {
    if (one.exception != exception || exception == nullptr) continue;
    for (int i = 0; i < one.depth; ++i) frames[i] = one.frames[static_cast<std::size_t>(i)];
    return one.depth;
  }
  return 0;
}

/// In place of the C++ runtime's, which it calls. See: Itanium C++ ABI, Exception Handling.
extern "C" [[noreturn]] void __cxa_throw(void* exception, void* type,
                                         void (*destroy)(void*)) {
  // A new exception may lie where one of the others lay.
  for (Throw& one : throws) {
    if (one.exception == exception) one.exception = nullptr;
  }
  Throw& mine = throws[next_throw++ % kept_throws];
  mine.exception = exception;
  mine.depth = backtrace(mine.frames.data(), static_cast<int>(mine.frames.size()));
  real_throw()(exception, type, destroy);
  std::abort();  // it does not return
}
