# SPDX-License-Identifier: Apache-2.0
# What every target of the project compiles with: the language level, the warnings, and the
# sanitizers that a preset chose. Linked PRIVATE, so that none of it reaches a program that
# embeds the runtime.
option(GENMSG_WARNINGS_AS_ERRORS "Stop at warnings" OFF)
set(GENMSG_SANITIZERS "" CACHE STRING "What to pass to -fsanitize=, for example address,undefined")

add_library(project_options INTERFACE)
target_compile_features(project_options INTERFACE cxx_std_20)
target_compile_options(project_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wformat=2
  $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  $<$<BOOL:${GENMSG_WARNINGS_AS_ERRORS}>:-Werror>)
if(GENMSG_SANITIZERS)
  target_compile_options(project_options INTERFACE
    -fsanitize=${GENMSG_SANITIZERS} -fno-omit-frame-pointer -fno-sanitize-recover=all
    # gcc 12's instrumentation makes it take whole values for uninitialized ones.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(project_options INTERFACE -fsanitize=${GENMSG_SANITIZERS})
endif()
