# Installation: the runtime, the compiler, and a package that find_package(mcpcc) finds.
include(CMakePackageConfigHelpers)

set(mcpcc_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/mcpcc")
install(TARGETS mcpcc_runtime EXPORT mcpcc-targets
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
if(MCPCC_BUILD_GENERATOR)
  install(TARGETS mcpcc EXPORT mcpcc-targets RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(FILES cmake/McpccAddServer.cmake cmake/McpccAddImage.cmake cmake/server_main.cpp cmake/no_hooks.cpp
    DESTINATION "${mcpcc_package_dir}")
endif()
install(EXPORT mcpcc-targets NAMESPACE mcpcc:: DESTINATION "${mcpcc_package_dir}")

configure_package_config_file(cmake/mcpcc-config.cmake.in mcpcc-config.cmake
  INSTALL_DESTINATION "${mcpcc_package_dir}")
# Generated tables carry a format version, so a project made for one minor version may need that very one.
write_basic_package_version_file(mcpcc-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  "${CMAKE_CURRENT_BINARY_DIR}/mcpcc-config.cmake"
  "${CMAKE_CURRENT_BINARY_DIR}/mcpcc-config-version.cmake"
  DESTINATION "${mcpcc_package_dir}")
install(DIRECTORY schemas/ DESTINATION "${CMAKE_INSTALL_DATADIR}/mcpcc/schemas" FILES_MATCHING PATTERN "*.json"
  PATTERN migrations EXCLUDE)
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/mcpcc")
