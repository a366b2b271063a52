# SPDX-License-Identifier: GPL-3.0-or-later
add_project_test(runtime describe LIBRARIES genmsg::genmsg)
add_project_test(runtime term LIBRARIES genmsg::genmsg)
add_project_test(runtime term_atom LIBRARIES genmsg::genmsg)
add_project_test(runtime term_parse LIBRARIES genmsg::genmsg)
add_project_test(runtime term_print LIBRARIES genmsg::genmsg)
add_project_test(runtime term_round_trip LIBRARIES genmsg::genmsg)
