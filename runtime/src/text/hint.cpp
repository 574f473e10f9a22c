#include "text/hint.h"

#include "schema/suggest.h"

namespace mcp::text {

std::string hint(std::string_view word, std::span<const std::string_view> candidates) {
  const std::string_view found = schema::suggest(word, candidates);
  return found.empty() ? std::string() : "; did you mean `" + std::string(found) + "`?";
}

}  // namespace mcp::text
