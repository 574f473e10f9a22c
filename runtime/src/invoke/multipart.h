// multipart bodies (RFC 2046, section 5.1; RFC 7578; RFC 2387).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mcp::invoke {

struct Part {
  std::string headers;  ///< each ended with CRLF
  std::string bytes;
};

struct Multipart {
  std::string boundary;
  std::string bytes;
};

/// The boundary occurs in no part, and the same parts always get the same one.
Multipart join_parts(const std::vector<Part>& parts);

/// The header field of a part of a form. Names are escaped as the HTML Standard says ("multipart
/// form data", step 1): quotes and line breaks percent-encoded, everything else as it is.
std::string content_disposition(std::string_view name, std::string_view file_name);

}  // namespace mcp::invoke
