#include "lower/response_headers.h"

#include <set>
#include <string>
#include <utility>

#include "lower/media_type.h"
#include "lower/text.h"

namespace mcpcc::lower {

std::vector<std::string> response_headers(const openapi::Operation& operation) {
  std::set<std::string> names;
  for (const auto& entry : operation.responses) {
    if (!entry.response.value || entry.response.value->headers == nullptr) continue;
    for (const auto& header : entry.response.value->headers->members()) {
      std::string name = lower_case(header.key);
      if (!is_token(name) || name == "content-type" || name == "set-cookie") continue;
      names.insert(std::move(name));
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace mcpcc::lower
