# SPDX-License-Identifier: GPL-3.0-or-later
target_sources(test_support PRIVATE support/widget_test.h)

foreach(unit IN ITEMS
    alarms_page
    chart_widget
    column_sets
    exit_dialog
    filter_bar
    load_test_page
    log_page
    overview_page
    process_diagram
    process_page
    send_message_dialog
    state_editor
    term_text
    theme
    timeline
    tidy_layout
    trace_page
    tree_page
    watch_dialog)
  add_project_test(views ${unit} LIBRARIES test_support views)
endforeach()
add_project_test(views main_window LIBRARIES test_support observer_app)
