// The value of a Content-Type header (RFC 9110, section 8.3.1).
#pragma once

#include <string>
#include <string_view>

namespace mcp::invoke {

/// In lower case; empty where the header has none.
struct ContentType {
  std::string type;     ///< `application/json`
  std::string charset;  ///< `utf-8`
};

ContentType parse_content_type(std::string_view text);

bool is_json(const ContentType& type);

/// Whether people read it as text: text/*, XML, forms, scripts and the like.
bool is_text(const ContentType& type);

/// Parts with a boundary between them, which the whole Content-Type says (RFC 2046, section 5.1).
bool is_multipart(const ContentType& type);

/// Whether members of objects stand in it in another form than JSON: XML, YAML, CSV, forms, parts,
/// and binary formats such as CBOR.
bool holds_members(const ContentType& type);

/// The type that the first bytes give away (a subset of the MIME Sniffing Standard, section 6);
/// empty: none.
std::string_view sniff_media_type(std::string_view bytes);

}  // namespace mcp::invoke
