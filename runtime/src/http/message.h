// Small pieces of HTTP message syntax that the server and the client share.
#pragma once

#include <mcp/http.h>

#include <string>
#include <string_view>

namespace mcp::http {

/// Equal without ASCII case, whatever the locale.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// RFC 9110, section 5.6.2: what a method or a field name may be.
bool is_token(std::string_view text);

/// RFC 9110, section 5.5: no control character but HTAB, so that no value can end its line.
bool is_field_value(std::string_view text);

/// True when every name and value of `headers` may be written to the wire.
bool are_sendable(const HttpHeaders& headers);

/// Appends `name: value` and the line's end.
void append_header(std::string& out, std::string_view name, std::string_view value);

/// "Not Found" for 404; empty for a code without a registered phrase.
std::string_view reason_phrase(int status);

}  // namespace mcp::http
