// Percent-encoding (RFC 3986, section 2.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::invoke {

/// What stays as it is; everything else becomes `%XX`.
enum class Escape : std::uint8_t {
  none,        ///< all of it: header fields know no percent-encoding
  unreserved,  ///< RFC 3986, section 2.3
  /// In a query, also the reserved characters and triples that are encoded already, as
  /// `allowReserved` wants (RFC 6570, section 3.2.3). `#`, `[` and `]` may not stand there, `&`
  /// would begin another parameter, and `+` be read as a space (OpenAPI 3.1.1, appendix E).
  reserved_in_query,
  reserved_in_path,  ///< likewise in one segment of a path: no `/`, `?`, `#`, `[` or `]`
  form,           ///< as `unreserved`, and a space becomes `+` (application/x-www-form-urlencoded)
  literal_path,   ///< a path of the document: whatever a path may hold, `/` and triples included
  literal_query,  ///< a query of the document: likewise
};

void append_escaped(std::string& out, std::string_view text, Escape escape);

/// Resolves every triple once.
std::string percent_decoded(std::string_view text);

/// True when a server may take two encoded names for one: `+` is a space to those that
/// read forms.
bool decodes_to_same(std::string_view a, std::string_view b);

}  // namespace mcp::invoke
