// Values of HTTP header fields that mirror the body of a request. MCP 2026-07-28,
// `basic/transports/streamable-http`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::protocol {

/// Without the optional white space around it (RFC 9110, section 5.5).
std::string_view trim(std::string_view value);

/// The value a client meant: `=?base64?...?=` stands for what it encodes, anything else for itself,
/// and a value with only one of the two markers is such a thing. nullopt: the base64 is broken (RFC
/// 4648, section 4: alphabet and padding count).
std::optional<std::string> decode_header_value(std::string_view value);

}  // namespace mcp::protocol
