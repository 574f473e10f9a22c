// Texts in other charsets as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace mcp::invoke {

/// `bytes` in `charset` (in lower case) as UTF-8. A byte order mark counts before the charset and
/// is left out. ISO 8859-1, ASCII and their like are read as windows-1252, as the Encoding Standard
/// says; also known are UTF-8 and UTF-16. Anything else is taken for UTF-8. What is no text becomes
/// U+FFFD when it is written as JSON.
std::string to_utf8(std::string_view charset, std::string_view bytes);

/// The charset that a text names itself, in lower case: in the declaration of XML (XML 1.0, section
/// 4.3.3), in a `meta` element of HTML (HTML Standard, section 4.2.5.4: within 1,024 bytes); empty:
/// none, or another type.
std::string declared_charset(std::string_view type, std::string_view bytes);

}  // namespace mcp::invoke
