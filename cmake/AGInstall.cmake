# Defines the installed package: headers, TableGen files, libraries, tools, and AGConfig.cmake. The latter has the
# target AG::AG, which links every library of ag; the tools, such as AG::ag-compile; and ag_add_program.
include(CMakePackageConfigHelpers)

add_library(AG INTERFACE)
get_property(libraries GLOBAL PROPERTY AG_LIBRARIES)
target_link_libraries(AG INTERFACE ${libraries})
# Every binary that links ag contains its version.
target_link_options(AG INTERFACE LINKER:--undefined=agLibraryVersion)
install(TARGETS AG EXPORT AGTargets)

install(DIRECTORY include/ ${PROJECT_BINARY_DIR}/include/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN *.h PATTERN *.def PATTERN *.td PATTERN *.inc)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/AG)
configure_package_config_file(cmake/AGConfig.cmake.in ${PROJECT_BINARY_DIR}/cmake/AGConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/AGConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES cmake/AGPrograms.cmake ${PROJECT_BINARY_DIR}/cmake/AGConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/AGConfigVersion.cmake
  DESTINATION ${package})
install(EXPORT AGTargets NAMESPACE AG:: DESTINATION ${package})
install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
