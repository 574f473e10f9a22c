# The warnings every target of this project compiles with. Linked PRIVATE, so that users do not inherit them.
option(MCPCC_WARNINGS_AS_ERRORS "Turn warnings into errors" OFF)
add_library(mcpcc_warnings INTERFACE)
target_compile_options(mcpcc_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Wformat=2
  # False alarms of GCC 12: on `"text" + std::string` (GCC bug 105651), and on members of std::optional (bug 80635).
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>"
  $<$<BOOL:${MCPCC_WARNINGS_AS_ERRORS}>:-Werror>)
