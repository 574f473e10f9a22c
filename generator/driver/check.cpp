#include <ostream>

#include "driver/commands.h"
#include "driver/losses.h"

namespace mcpcc::driver {

namespace {

std::string count(std::size_t number, const std::string& noun) {
  return std::to_string(number) + ' ' + noun + (number == 1 ? "" : "s");
}

}  // namespace

int check(const Options& options, Environment& environment) {
  const auto compilation = compile(options, environment);
  print_diagnostics(*compilation, options, environment);
  const Diagnostics& diagnostics = compilation->diagnostics;
  if (compilation->lowered && !options.quiet) {
    std::size_t mapped = 0, lowered = 0, refused = 0;
    for (const auto& [construct, count] : ledger_of(*compilation).counts()) {
      mapped += count[0];
      lowered += count[1];
      refused += count[2];
    }
    environment.out << count(compilation->operations, "operation") << ", "
                    << count(compilation->lowered->server.tools.size(), "tool")
                    << "; constructs mapped: " << mapped << ", lowered: " << lowered
                    << ", refused: " << refused << '\n';
  }
  if (!options.quiet) {
    environment.out << count(diagnostics.errors(), "error") << ", "
                    << count(diagnostics.warnings(), "warning") << '\n';
  }
  return diagnostics.has_errors() ? input_error : success;
}

}  // namespace mcpcc::driver
