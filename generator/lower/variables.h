// Environment variables of a generated server.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace mcpcc::lower {

/// Gives out names that no two settings share. A secret may also come from the file that
/// `<name>_FILE` names, so a name takes that one with it, and a security scheme all of its
/// variables (runtime/src/credentials/variables.h).
class VariableNames {
 public:
  explicit VariableNames(std::string server_name);
  /// `PETSTORE_API_KEY` for `api_key`, with a number when it is taken.
  std::string take(std::string_view name);
  std::string take_for_scheme(std::string_view name);
  /// The base URL's, which is always the same.
  const std::string& base_url() const { return base_url_; }

 private:
  std::string take(std::string_view name, std::span<const std::string_view> suffixes);

  std::string server_name_;
  std::string base_url_;
  std::set<std::string, std::less<>> taken_;
  std::map<std::string, int, std::less<>> next_numbers_;  // by the name that is wanted
};

}  // namespace mcpcc::lower
