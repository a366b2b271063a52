# SPDX-License-Identifier: Apache-2.0
# Installs the library as a CMake package: find_package(genmsg) gives the target genmsg::genmsg.
# A component of its own, so that the observer can be installed without it:
# cmake --install build --component genmsg
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/genmsg)

install(TARGETS genmsg EXPORT genmsg-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT genmsg)
install(DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/genmsg
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  COMPONENT genmsg
  FILES_MATCHING PATTERN "*.h")
install(EXPORT genmsg-targets
  NAMESPACE genmsg::
  DESTINATION ${package_folder}
  COMPONENT genmsg)

configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/genmsg-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/genmsg-config.cmake
  INSTALL_DESTINATION ${package_folder})
# Before 1.0 a minor version may break what it likes.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/genmsg-config-version.cmake
  VERSION ${PROJECT_VERSION}
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/genmsg-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/genmsg-config-version.cmake
  DESTINATION ${package_folder}
  COMPONENT genmsg)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/LICENSE
  DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/genmsg
  COMPONENT genmsg)
