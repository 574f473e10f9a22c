// What the header fields and the target of an HTTP request say.
#pragma once

#include <mcp/http.h>

#include <optional>
#include <string>
#include <string_view>

namespace mcp::transport {

/// The value of a header field that has one value. Repeated fields are joined (RFC 9110,
/// section 5.3), so that two that differ agree with nothing.
std::optional<std::string> header(const HttpHeaders& headers, std::string_view name);

/// The media type of a Content-Type or of an element of Accept, without its parameters.
std::string_view media_type(std::string_view value);

/// Whether `accept`, the value of Accept, covers `type`. The most specific range that fits decides
/// (RFC 9110, section 12.5.1).
bool accepts(std::string_view accept, std::string_view type);

/// The value of a query parameter of `target`; empty: none.
std::string_view query_parameter(std::string_view target, std::string_view name);

}  // namespace mcp::transport
