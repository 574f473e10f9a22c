// Texts in other charsets as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::charset {

/// `bytes` in `label` (in lower case) as UTF-8. A byte order mark counts before the label and
/// is left out. Known are the encodings of the Encoding Standard
/// (https://encoding.spec.whatwg.org/, section 4.2), and UTF-32, which it does not have; with no
/// label it is UTF-8, and so it is with an unknown one, US-ASCII or UTF-32 where the bytes are.
/// nullopt: the bytes cannot be read: what is no UTF-8 in an unknown charset, and more than ASCII
/// in those that the standard refuses, ISO-2022-CN, ISO-2022-KR and HZ, because the same bytes are
/// harmless in one reading and not in another; so is UTF-7. What is no UTF-8 becomes U+FFFD when it
/// is written as JSON.
std::optional<std::string> to_utf8(std::string_view label, std::string_view bytes);

/// The same for JSON, which is UTF-8 whatever its label says (RFC 8259, sections 8.1 and 11): so it
/// is where the bytes are that, and the label is UTF-16 or an encoding of single bytes, in which
/// the same bytes make no sense.
std::optional<std::string> json_to_utf8(std::string_view label, std::string_view bytes);

/// Whether `bytes` begin with a byte order mark of UTF-16 or UTF-32.
bool has_wide_mark(std::string_view bytes);

/// The charset that a text names itself, in lower case: in the declaration of XML (XML 1.0, section
/// 4.3.3), in a `meta` element of HTML (HTML Standard, section 4.2.5.4: within 1,024 bytes); empty:
/// none, or another type. UTF-16 and UTF-32 are known by their bytes (XML 1.0, appendix F): a
/// declaration that can be read as ASCII and names one of them is one of UTF-8 (HTML Standard,
/// section 13.2.3.2).
std::string declared_charset(std::string_view type, std::string_view bytes);

}  // namespace mcp::charset
