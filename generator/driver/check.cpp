#include <ostream>
#include <set>

#include "driver/commands.h"

namespace mcpcc::driver {

namespace {

std::string count(std::size_t number, const std::string& noun) {
  return std::to_string(number) + ' ' + noun + (number == 1 ? "" : "s");
}

// Tools that are not all that the document says; one may be so for several reasons.
std::size_t lowered_operations(const ledger::Losses& losses) {
  std::set<ledger::UseKey> uses;
  for (const auto& loss : losses) {
    if (loss.use && loss.loss_class == ledger::LossClass::lowered) uses.insert(use_key(loss));
  }
  for (const auto& loss : losses) {
    if (loss.use && loss.loss_class == ledger::LossClass::refused) uses.erase(use_key(loss));
  }
  return uses.size();
}

}  // namespace

int check(const Options& options, Environment& environment) {
  const auto compilation = compile(options, environment);
  print_diagnostics(*compilation, options, environment);
  const Diagnostics& diagnostics = compilation->diagnostics;
  if (compilation->lowered && !options.quiet) {
    const std::size_t tools = compilation->lowered->server.tools.size();
    environment.out << count(compilation->operations, "operation") << ", " << count(tools, "tool")
                    << "; operations lowered: " << lowered_operations(compilation->lowered->losses)
                    << ", refused: " << compilation->operations - tools << '\n';
  }
  if (!options.quiet) {
    environment.out << count(diagnostics.errors(), "error") << ", "
                    << count(diagnostics.warnings(), "warning") << '\n';
  }
  return diagnostics.has_errors() || !compilation->lowered ? input_error : success;
}

}  // namespace mcpcc::driver
