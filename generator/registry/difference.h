// What two contents of records say differently.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::registry {

struct Difference {
  std::string
      path;  ///< `tools/get_pet/description`: names instead of positions where items have names
  std::optional<std::string> before, after;  ///< JSON texts; nullopt: it is not there
};

/// In the order of paths. What is missing as a whole on one side is one difference. nullopt is a
/// content that was removed.
std::vector<Difference> differences(const std::optional<std::string>& before,
                                    const std::optional<std::string>& after);

}  // namespace mcpcc::registry
