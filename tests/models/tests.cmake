# SPDX-License-Identifier: GPL-3.0-or-later
add_library(test_support STATIC
  support/fake_node.cpp
  support/snapshot_builder.cpp
  support/unit_test.h)
set_target_properties(test_support PROPERTIES AUTOMOC ON)
target_include_directories(test_support PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(test_support PUBLIC models Qt6::Test PRIVATE project_options)

foreach(unit IN ITEMS
    collector
    node_client
    process_table_model)
  add_project_test(models ${unit} LIBRARIES test_support)
endforeach()
