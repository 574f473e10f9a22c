# mcpcc_embed_files(<target> <header> <namespace> BASE <folder> FILES <file>...) makes the files part of the program, as
# `<namespace>::files`, sorted pairs of a path relative to BASE and the bytes. Rebuilt when a file changes.
function(mcpcc_embed_files target name)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "BASE" "FILES")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  list(SORT arg_FILES)
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DNAME=${name}" "-DBASE=${arg_BASE}" "-DFILES=${arg_FILES}"
            -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS ${arg_FILES} "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    COMMENT "Embedding ${name}" VERBATIM)
  # A file is one literal, however long; g++ and clang++ take any length in C++.
  set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  target_sources(${target} PRIVATE "${output}")
endfunction()
