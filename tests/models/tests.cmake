# SPDX-License-Identifier: GPL-3.0-or-later
add_library(test_support STATIC
  support/fake_node.cpp
  support/snapshot_builder.cpp
  support/unit_test.h)
set_target_properties(test_support PROPERTIES AUTOMOC ON)
target_include_directories(test_support PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(test_support PUBLIC models Qt6::Test PRIVATE project_options)

foreach(unit IN ITEMS
    alarm_file
    alarm_model
    alarm_rules
    collector
    error_text
    filter
    format
    group_model
    log_model
    mailbox_history
    mailbox_model
    node_client
    node_summary
    operation_log
    pid_index
    pid_selection
    process_branches
    pinned_processes
    process_column
    process_exit
    process_finder
    process_forest
    process_groups
    process_info_model
    process_series
    process_relations
    process_table_model
    process_trace_model
    process_tree_model
    row_order
    row_text
    scale
    statistics_series
    step_model
    suspension_text
    term_changes
    term_input
    term_merge
    term_tree_model
    time_series
    trace_file
    trace_file_loader
    trace_filter_model
    trace_latency_model
    trace_model
    trace_sequence
    trace_session_model
    watch_input
    watch_model)
  add_project_test(models ${unit} LIBRARIES test_support)
endforeach()
