#include <ostream>

#include "driver/commands.h"

namespace mcpcc::driver {

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
    environment.out << compilation->operations << " operations, "
                    << compilation->lowered->server.tools.size()
                    << " tools; constructs lowered: " << lowered << ", refused: " << refused
                    << '\n';
  }
  if (!options.quiet) {
    environment.out << diagnostics.errors() << " errors, " << diagnostics.warnings()
                    << " warnings\n";
  }
  return diagnostics.has_errors() ? input_error : success;
}

}  // namespace mcpcc::driver
