# SPDX-License-Identifier: GPL-3.0-or-later
add_project_test(app bulk_action LIBRARIES test_support observer_app)
add_project_test(app command_line LIBRARIES observer_command_line)
add_project_test(app diagram_export LIBRARIES test_support observer_app)
add_project_test(app event_loop_gap LIBRARIES test_support observer_app)
add_project_test(app held_processes LIBRARIES test_support observer_app)
add_project_test(app load_test LIBRARIES observer_load_test)
add_project_test(app load_test_controller LIBRARIES test_support observer_windowed)
add_project_test(app manual LIBRARIES test_support observer_app)
add_project_test(app process_window LIBRARIES test_support observer_app)
add_project_test(app report LIBRARIES observer_headless)
add_project_test(app settings LIBRARIES test_support observer_app)
add_project_test(app state_edit LIBRARIES test_support observer_app)
add_project_test(app table_export LIBRARIES test_support observer_app)
add_project_test(app tour LIBRARIES test_support observer_app)
add_project_test(app translation LIBRARIES test_support observer_app)
add_project_test(app step_run LIBRARIES test_support observer_app)
add_project_test(app watches LIBRARIES test_support observer_app)

# The program from outside.
add_project_test(app headless LIBRARIES Qt6::Gui genmsg::genmsg)
add_dependencies(tst_app_headless genmsg-observer)
target_compile_definitions(tst_app_headless PRIVATE
  OBSERVER_PROGRAM="$<TARGET_FILE:genmsg-observer>")

# The window on a runtime under load, used as a person does.
add_project_test(app end_to_end LIBRARIES test_support observer_app observer_load_test)
set_tests_properties(app.end_to_end PROPERTIES LABELS "app;end_to_end")

# What many processes cost the observer. By hand with a million of them; here with few, and bounds
# that only another order of growth exceeds: of few, what does not grow counts for each.
add_executable(bench_gui benchmark/gui/bench_gui.cpp benchmark/gui/parts.cpp)
target_include_directories(bench_gui PRIVATE ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(bench_gui PRIVATE project_options Qt6::Test test_support observer_app)
if(NOT GENMSG_SANITIZERS)
  add_test(NAME app.bench_gui COMMAND bench_gui --processes 50000 --steps 10 --bound-ms 250 --bound-bytes 800)
  set_tests_properties(app.bench_gui PROPERTIES LABELS "app;bench" TIMEOUT 120
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_LOGGING_RULES=qt.qpa.fonts=false")
endif()
# What the README promises, by mouse alone and by keyboard alone.
add_project_test(app slow_consumer LIBRARIES test_support observer_app observer_load_test)
set_tests_properties(app.slow_consumer PROPERTIES LABELS "app;end_to_end")
