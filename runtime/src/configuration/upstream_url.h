// From the URL of an upstream in the document to the base URL that requests are built on.
#pragma once

#include <string>
#include <string_view>

namespace mcp::configuration {

/// Whether requests can be built on `url`: absolute, http or https, without user information, query
/// and fragment.
bool is_base_url(std::string_view url);

/// `url` without the slashes at its end: the paths of operations begin with one.
std::string without_trailing_slash(std::string_view url);

/// RFC 3986, section 5.2, for an absolute base URL and a relative reference.
std::string resolve(std::string_view base, std::string_view reference);

}  // namespace mcp::configuration
