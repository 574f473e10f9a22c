#include "lower/variables.h"

#include <algorithm>

#include "lower/names.h"

namespace mcpcc::lower {
namespace {

constexpr std::string_view suffixes[] = {"", "_FILE"};
constexpr std::string_view scheme_suffixes[] = {"",
                                                "_FILE",
                                                "_CLIENT_ID",
                                                "_CLIENT_SECRET",
                                                "_CLIENT_SECRET_FILE",
                                                "_REFRESH_TOKEN",
                                                "_REFRESH_TOKEN_FILE",
                                                "_CERTIFICATE_FILE",
                                                "_KEY_FILE"};

}  // namespace

VariableNames::VariableNames(std::string server_name)
    : server_name_(std::move(server_name)), base_url_(variable_name(server_name_, "base_url")) {
  taken_ = {base_url_, base_url_ + "_FILE"};
}

std::string VariableNames::take(std::string_view name) { return take(name, suffixes); }

std::string VariableNames::take_for_scheme(std::string_view name) {
  return take(name, scheme_suffixes);
}

std::string VariableNames::take(std::string_view name, std::span<const std::string_view> ends) {
  const std::string wanted = variable_name(server_name_, name);
  std::string result = wanted;
  const auto is_taken = [&](std::string_view end) {
    return taken_.contains(result + std::string(end));
  };
  int& number = next_numbers_.try_emplace(wanted, 2).first->second;
  for (; std::ranges::any_of(ends, is_taken); ++number) {
    result = wanted + '_' + std::to_string(number);
  }
  for (const std::string_view end : ends) taken_.insert(result + std::string(end));
  return result;
}

}  // namespace mcpcc::lower
