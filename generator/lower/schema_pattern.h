// Whether the patterns of schemas are regular expressions, in the runtime's terms: what it cannot
// match is left out of what is emitted.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mcpcc::lower {

class SchemaPatterns {
 public:
  /// Why `pattern` is no regular expression of ECMA-262, or none that the runtime matches; nullopt:
  /// it is one. Looks at every distinct pattern once.
  const std::optional<std::string>& error(std::string_view pattern);

 private:
  std::map<std::string, std::optional<std::string>, std::less<>> known_;
};

}  // namespace mcpcc::lower
