// What a request is put together from.
#pragma once

#include <mcp/http.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "invoke/serialize.h"

namespace mcp::invoke {

/// Longer queries and Cookie headers than any server takes are refused here.
inline constexpr std::size_t max_pairs_bytes = 1024 * 1024;

/// The set functions are for credentials: whatever is there under the same name, from arguments or
/// from a URL, is taken out, so that the operator's value is the only one.
struct RequestParts {
  HttpHeaders headers;
  std::string leading_query;  ///< encoded, goes before `query`: of URLs and of `querystring`
  Pairs query{max_pairs_bytes};
  Pairs cookies{max_pairs_bytes};

  /// Names are compared without case (RFC 9110, section 5.1). A Cookie header takes the
  /// place of all cookies.
  void set_header(std::string_view name, std::string value);
  void remove_header(std::string_view name);
  /// Encodes `name` and `value`. Names are compared decoded, as servers read them.
  void set_query(std::string_view name, std::string_view value);
  /// `name` and `value` as they are. Names are compared decoded.
  void set_cookie(std::string_view name, std::string value);
};

/// What is wrong with the arguments, a sentence each.
using Problems = std::vector<std::string>;

}  // namespace mcp::invoke
