// Parts of results that are too large to be given whole: what is asked of the API, and what its
// answer holds of it (RFC 9110, section 14).
#pragma once

#include <mcp/http.h>

#include <cstddef>
#include <limits>
#include <string>

namespace mcp::invoke {

/// What was known of a body when it was left out of a result.
struct LargeBody {
  std::string media_type;
  std::size_t size = 0;
  /// ETag, else Last-Modified: the same body has the same one; empty: the API gave neither.
  std::string validator;
};

/// The validator of `response`; empty: none.
std::string validator_of(const HttpResponse& response);

/// A part of it that is wanted.
struct Range {
  std::size_t offset = 0;
  std::size_t length = std::numeric_limits<std::size_t>::max();  ///< to the end at most
  /// Bytes before and after it that are fetched and not given: what must not be seen may begin or
  /// end there.
  std::size_t margin = 0;
};

/// Asks for `range` of `body` in a GET request. Requests with a Range of their own, and other
/// methods, stay as they are: the part is then taken out of the whole.
void ask_for_range(HttpRequest& request, const LargeBody& body, const Range& range);

/// One of them is empty, or both.
struct RangeBytes {
  std::string bytes;
  std::string problem;  ///< a sentence: it is another body now, or no part that was asked for
};

/// What a successful `response` holds of `range`.
RangeBytes read_range(const HttpResponse& response, const LargeBody& body, const Range& range);

}  // namespace mcp::invoke
