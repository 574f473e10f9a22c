#include "lower/schema_pattern.h"

#include "schema/regex/pattern.h"

namespace mcpcc::lower {

const std::optional<std::string>& SchemaPatterns::error(std::string_view pattern) {
  if (const auto found = known_.find(pattern); found != known_.end()) return found->second;
  std::optional<std::string>& error = known_[std::string(pattern)];
  // Compiles nothing: the syntax is enough.
  const mcp::schema::regex::Pattern compiled(pattern);
  if (compiled.error()) error = compiled.error()->message;
  return error;
}

}  // namespace mcpcc::lower
