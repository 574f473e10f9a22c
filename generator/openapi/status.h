// The keys of responses.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc::openapi {

/// The status that the key of a response means, as OpenAPI writes it: `200`, `2XX`, `default`
/// (OpenAPI 3.2.0, section 4.16). Blanks around it, a reason phrase behind it and another case mean
/// the same. Empty: it is none.
std::string response_status(std::string_view key);

}  // namespace mcpcc::openapi
