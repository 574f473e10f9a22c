# mcpcc_add_server(<target> SPEC <document> [NAME <name>] [REGISTER] [HOOKS <source>...] [OPTIONS <option>...])
#
# Adds the executable <target>: an MCP server for the API that <document>, a file or a URL, describes. It is generated again when
# the document or a file that it refers to changes. A build fetches nothing: of what lies on other hosts it reads the copies in
# .mcpcc/remote/, which `mcpcc check <document>` makes; those of a document that is a URL stand in the current source folder.
#   NAME     name of the server; by default it comes from the document's title
#   REGISTER also adds <target>-register, which records the API and the server in the registry that MCPCC_REGISTRY names when
#            it is built, or in that of the user
#   HOOKS    your sources; one of them must define `extern const mcp::Hooks hooks` (see <mcp/hooks.h>)
#   OPTIONS  further options of `mcpcc generate`; paths in them are relative to the current source folder
# Needs CMake 3.20, and Ninja or Make.
set(MCPCC_SERVER_SOURCES "${CMAKE_CURRENT_LIST_DIR}")

function(mcpcc_add_server target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "REGISTER" "SPEC;NAME" "HOOKS;OPTIONS")
  if(NOT arg_SPEC OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "mcpcc_add_server(${target}): want SPEC <document> [NAME <name>] [REGISTER] "
                        "[HOOKS <source>...] [OPTIONS <option>...]; did not understand: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(document)
  if(NOT arg_SPEC MATCHES "^[Hh][Tt][Tt][Pp][Ss]?://")
    cmake_path(ABSOLUTE_PATH arg_SPEC)
    set(document "${arg_SPEC}")
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${target}.mcpcc")
  set(generated
    "${folder}/generated/tools.cpp" "${folder}/generated/operations.h" "${folder}/generated/surface.json"
    "${folder}/mcpcc.lock")
  set(options ${arg_OPTIONS})
  if(arg_NAME)
    list(APPEND options --name "${arg_NAME}")
  endif()
  # --force: the folder is the build's own, so nothing in it is worth keeping.
  # Warnings are shown: a build is where a loss must be seen.
  add_custom_command(OUTPUT ${generated}
    COMMAND mcpcc::mcpcc generate "${arg_SPEC}" -o "${folder}" --generated-only --force --offline
            --depfile "${folder}.d" ${options}
    WORKING_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}"
    DEPENDS ${document} mcpcc::mcpcc
    DEPFILE "${folder}.d"
    COMMENT "Generating MCP server ${target}" VERBATIM)
  if(NOT arg_HOOKS)
    set(arg_HOOKS "${MCPCC_SERVER_SOURCES}/no_hooks.cpp")
  endif()
  add_executable(${target} ${generated} "${MCPCC_SERVER_SOURCES}/server_main.cpp" ${arg_HOOKS})
  target_include_directories(${target} PRIVATE "${folder}")
  target_link_libraries(${target} PRIVATE mcpcc::runtime)
  # What mcpcc_add_image() builds the server of an image from.
  list(TRANSFORM arg_HOOKS REPLACE "^([^/].*)$" "${CMAKE_CURRENT_SOURCE_DIR}/\\1")
  set_target_properties(${target} PROPERTIES MCPCC_FOLDER "${folder}" MCPCC_GENERATED "${generated}"
    MCPCC_HOOKS "${arg_HOOKS}")
  if(arg_REGISTER)
    add_custom_target(${target}-register
      COMMAND mcpcc::mcpcc registry register "${folder}"
      DEPENDS "${folder}/generated/surface.json" "${folder}/mcpcc.lock"
      COMMENT "Recording ${target}" VERBATIM)
  endif()
endfunction()
