#include <memory>

#include "driver/commands.h"
#include "driver/options/options.h"

namespace mcpcc::driver {

void add_explain(CLI::App& app, Command& chosen) {
  auto rule = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("explain", "Print the page of one diagnostic");
  command->add_option("RULE", *rule, "A rule, as printed in brackets")->required();
  command->callback([&chosen, rule] {
    chosen = [rule](Environment& environment) { return explain(*rule, environment); };
  });
}

}  // namespace mcpcc::driver
