// SPDX-License-Identifier: Apache-2.0
#include "genmsg/scheduler/stacktrace.h"

#include <dlfcn.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "genmsg/scheduler/erlang.h"

namespace genmsg {

namespace {

bool is_hooked() noexcept {
#if defined(GENMSG_STACKTRACES)
  return true;
#else
  return &frames_of_throw != nullptr;
#endif
}

/// The object that was thrown; null if it is not a C++ exception.
const void* current_exception_object() noexcept {
  const std::exception_ptr current = std::current_exception();
  const void* object = nullptr;
  static_assert(sizeof(current) == sizeof(object));  // libstdc++ and libc++: a pointer to it
  std::memcpy(&object, &current, sizeof(object));
  return object;
}

/// The function around a return address.
Term frame(void* address) {
  Dl_info info{};
  // One before: the call may be the last instruction of its function.
  void* const call = static_cast<char*>(address) - 1;
  if (dladdr(call, &info) != 0 && info.dli_sname != nullptr) {
    return Term::binary(demangled(info.dli_sname));
  }
  std::string_view file = info.dli_fname != nullptr ? info.dli_fname : "?";
  file = file.substr(file.rfind('/') + 1);
  const auto offset = reinterpret_cast<std::uintptr_t>(call) -
                      reinterpret_cast<std::uintptr_t>(info.dli_fbase);
  return Term::binary(fmt::format("{}+0x{:x}", file, offset));
}

}  // namespace

Term stacktrace_of_current_exception() {
  if (!is_hooked()) return Term::list({});
  std::array<void*, max_stack_frames> frames;
  const int depth = frames_of_throw(current_exception_object(), frames.data());
  std::vector<Term> stack;
  constexpr int own_frames = 1;  // __cxa_throw
  for (int i = own_frames; i < depth; ++i) stack.push_back(frame(frames[static_cast<std::size_t>(i)]));
  return Term::list(std::move(stack));
}

}  // namespace genmsg
