#include <ostream>

#include "driver/commands.h"
#include "support/embedded.h"

namespace mcpcc::driver {

int explain(const std::string& rule, Environment& environment) {
  for (const auto& page : embedded::diagnostics_pages()) {
    if (page.path == rule + ".md") {
      environment.out << page.content;
      return success;
    }
  }
  std::vector<std::string_view> candidates;
  for (const Rule* known : all_rules()) candidates.push_back(known->id);
  const std::string near = did_you_mean(rule, candidates);
  environment.err << "mcpcc: there is no rule `" << rule << '`';
  if (!near.empty()) environment.err << "; did you mean `" << near << "`?";
  environment.err << '\n';
  return usage_error;
}

}  // namespace mcpcc::driver
