#include "lower/variables.h"

#include "lower/names.h"

namespace mcpcc::lower {

VariableNames::VariableNames(std::string server_name)
    : server_name_(std::move(server_name)), base_url_(variable_name(server_name_, "base_url")) {
  taken_ = {base_url_, base_url_ + "_FILE"};
}

std::string VariableNames::take(std::string_view name) {
  const std::string wanted = variable_name(server_name_, name);
  std::string result = wanted;
  for (int number = 2; taken_.contains(result) || taken_.contains(result + "_FILE"); ++number) {
    result = wanted + '_' + std::to_string(number);
  }
  taken_.insert(result);
  taken_.insert(result + "_FILE");
  return result;
}

}  // namespace mcpcc::lower
