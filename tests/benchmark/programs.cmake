# SPDX-License-Identifier: GPL-3.0-or-later
# What tests/bench runs: a program for the runtime, and one for each of its peers that there is.
file(GLOB genmsg_workloads CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/genmsg/*.cpp)
add_executable(bench_genmsg ${genmsg_workloads})
target_include_directories(bench_genmsg PRIVATE ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(bench_genmsg PRIVATE project_options genmsg::genmsg)
