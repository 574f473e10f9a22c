#include <ostream>

#include "driver/commands.h"

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
    std::size_t lowered = 0, refused = 0;
    for (const auto& loss : compilation->lowered->ledger) {
      lowered += loss.loss_class == lower::LossClass::lowered;
      refused += loss.loss_class == lower::LossClass::refused;
    }
    environment.out << count(compilation->operations, "operation") << ", "
                    << count(compilation->lowered->server.tools.size(), "tool")
                    << "; constructs lowered: " << lowered << ", refused: " << refused << '\n';
  }
  if (!options.quiet) {
    environment.out << count(diagnostics.errors(), "error") << ", "
                    << count(diagnostics.warnings(), "warning") << '\n';
  }
  return diagnostics.has_errors() ? input_error : success;
}

}  // namespace mcpcc::driver
