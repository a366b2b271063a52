# SPDX-License-Identifier: GPL-3.0-or-later
add_project_test(app command_line LIBRARIES observer_command_line)
