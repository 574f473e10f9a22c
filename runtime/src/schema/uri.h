// URI references (RFC 3986), as `$id` and `$ref` use them.
#pragma once

#include <string>
#include <string_view>

namespace mcp::schema {

/// The parts of a reference (RFC 3986, appendix B); a part that is absent has no data.
struct UriParts {
  std::string_view scheme, authority, path, query, fragment;
  bool has_scheme = false, has_authority = false, has_query = false, has_fragment = false;
};

UriParts split_uri(std::string_view reference);

/// `reference` as seen from `base`, without its fragment (RFC 3986, section 5.2). A base that is
/// relative itself gives a relative reference.
std::string resolve_uri(std::string_view base, std::string_view reference);

std::string percent_decoded(std::string_view text);

}  // namespace mcp::schema
