# SPDX-License-Identifier: GPL-3.0-or-later
# What tests/bench runs: a program for the runtime, and one for each of its peers that there is.
# Not built with the tests.
file(GLOB genmsg_workloads CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/genmsg/*.cpp)
add_executable(bench_genmsg EXCLUDE_FROM_ALL ${genmsg_workloads})
target_include_directories(bench_genmsg PRIVATE ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(bench_genmsg PRIVATE project_options genmsg::genmsg)

add_executable(bench_limit EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/limit_bench.cpp)
target_link_libraries(bench_limit PRIVATE project_options Threads::Threads)

find_package(Boost 1.81 REQUIRED) # headers only
find_package(Threads REQUIRED)
add_executable(bench_asio EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/asio_bench.cpp)
target_link_libraries(bench_asio PRIVATE Boost::headers Threads::Threads)
target_compile_features(bench_asio PRIVATE cxx_std_20)

# Its headers are no system headers to Debian's package, and warn.
find_path(CAF_INCLUDE caf/all.hpp)
find_library(CAF_CORE caf_core)
if(CAF_INCLUDE AND CAF_CORE)
  add_executable(bench_caf EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/caf_bench.cpp)
  target_include_directories(bench_caf SYSTEM PRIVATE ${CAF_INCLUDE})
  target_link_libraries(bench_caf PRIVATE ${CAF_CORE} Threads::Threads)
  target_compile_features(bench_caf PRIVATE cxx_std_20)
endif()
