# mcpcc_add_image(<target> SERVER <server> TAG <name:tag> [PLATFORM <platform>...] [FORMAT <format>] [OUTPUT <path>]
#                 [REGISTER] [OPTIONS <option>...])
#
# Adds the target <target>, which is not part of `all`: a container image of <server>, a target that mcpcc_add_server() made in
# this folder. The server is built again for it, static, from what was generated and from its HOOKS; libraries that they need
# besides the runtime are not known there (give a program of your own: OPTIONS --program linux/amd64=<file>).
#   PLATFORM  linux/amd64, linux/arm64; by default that of this machine
#   FORMAT    oci (the default), oci-archive or docker-archive
#   OUTPUT    where the image is written; by default <target>.oci or <target>.tar in the current binary folder
#   REGISTER  records the image when it is built, in the registry that MCPCC_REGISTRY names then, or in that of the user
#   OPTIONS   further options of `mcpcc image build`
# Needs CMake 3.20, and Ninja or Make.
function(mcpcc_add_image target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "REGISTER" "SERVER;TAG;FORMAT;OUTPUT" "PLATFORM;OPTIONS")
  if(NOT arg_SERVER OR NOT arg_TAG OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mcpcc_add_image(${target}): want SERVER <server> TAG <name:tag> [PLATFORM <platform>...] "
                        "[FORMAT <format>] [OUTPUT <path>] [REGISTER] [OPTIONS <option>...]; did not understand: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  get_target_property(folder ${arg_SERVER} MCPCC_FOLDER)
  get_target_property(generated ${arg_SERVER} MCPCC_GENERATED)
  get_target_property(hooks ${arg_SERVER} MCPCC_HOOKS)
  if(NOT folder)
    message(FATAL_ERROR "mcpcc_add_image(${target}): ${arg_SERVER} is no server that mcpcc_add_server() made")
  endif()
  if(NOT arg_FORMAT)
    set(arg_FORMAT oci)
  endif()
  if(NOT arg_OUTPUT)
    set(arg_OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${target}.tar")
    if(arg_FORMAT STREQUAL oci)
      set(arg_OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${target}.oci")
    endif()
  endif()
  cmake_path(ABSOLUTE_PATH arg_OUTPUT BASE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}")
  set(made "${arg_OUTPUT}")
  if(arg_FORMAT STREQUAL oci)
    set(made "${arg_OUTPUT}/index.json")
  endif()
  set(platforms)
  if(arg_PLATFORM)
    string(REPLACE ";" "," platforms "${arg_PLATFORM}")
    set(platforms --platform "${platforms}")
  endif()
  if(arg_REGISTER)
    list(APPEND arg_OPTIONS --register)
  endif()
  # A project around what was generated; its name is known when that is there.
  file(CONFIGURE OUTPUT "${folder}/CMakeLists.txt" @ONLY CONTENT [=[
cmake_minimum_required(VERSION 3.20)
project(mcpcc_server_of_image LANGUAGES CXX)
find_package(mcpcc REQUIRED)
file(READ "${CMAKE_CURRENT_SOURCE_DIR}/generated/surface.json" surface)
string(JSON name GET "${surface}" name)
set(sources "@MCPCC_SERVER_SOURCES@/server_main.cpp;@hooks@")
add_executable(${name}-mcp generated/tools.cpp ${sources})
target_include_directories(${name}-mcp PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(${name}-mcp PRIVATE mcpcc::runtime)
]=])
  add_custom_command(OUTPUT "${made}"
    COMMAND mcpcc::mcpcc image build "${folder}" --tag "${arg_TAG}" --format "${arg_FORMAT}" --output "${arg_OUTPUT}"
            ${platforms} ${arg_OPTIONS}
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
    DEPENDS ${generated} ${hooks} mcpcc::mcpcc
    COMMENT "Building image ${arg_TAG}" VERBATIM)
  add_custom_target(${target} DEPENDS "${made}")
endfunction()
