// Header fields that are about the message as such and not about what it says.
#pragma once

#include <string_view>

namespace mcp::http {

/// Whether the field `name` frames a message, belongs to the connection or says whom a message is
/// for (RFC 9110, sections 7.2, 7.6.1, 8.6 and 10.1.1; RFC 9112, section 6.1). Who makes requests
/// of what others say sends none of these for them. Names are compared without case.
bool is_framing_field(std::string_view name);

}  // namespace mcp::http
