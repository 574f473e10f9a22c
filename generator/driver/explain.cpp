#include <ostream>

#include "driver/commands.h"
#include "support/embedded.h"

namespace mcpcc::driver {

int explain(const Options& options, Environment& environment) {
  for (const auto& page : embedded::diagnostics_pages()) {
    if (page.path == options.rule + ".md") {
      environment.out << page.content;
      return success;
    }
  }
  std::vector<std::string_view> candidates;
  for (const Rule* rule : all_rules()) candidates.push_back(rule->id);
  const std::string near = did_you_mean(options.rule, candidates);
  environment.err << "mcpcc: there is no rule `" << options.rule << '`';
  if (!near.empty()) environment.err << "; did you mean `" << near << "`?";
  environment.err << '\n';
  return usage_error;
}

}  // namespace mcpcc::driver
