// References between URIs: RFC 3986, section 5.
#pragma once

#include <string>
#include <string_view>

namespace mcpcc::resolve {

/// What `reference` names when it stands in a document of the absolute URI `base`, without dot
/// segments and without a fragment.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// RFC 3986, section 4.2: a reference with a scheme or an authority, which no path of a file has.
bool is_remote(std::string_view reference);

/// Whether `text` begins with `http://` or `https://`, in any case.
bool is_http_url(std::string_view text);

/// The bytes that `%XX` stand for. A `%` without two hexadecimal digits stays as it is: real
/// documents write such names unencoded.
std::string percent_decode(std::string_view text);

}  // namespace mcpcc::resolve
