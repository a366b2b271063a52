# SPDX-License-Identifier: GPL-3.0-or-later
add_project_test(app command_line LIBRARIES observer_command_line)
add_project_test(app load_test LIBRARIES observer_load_test)
