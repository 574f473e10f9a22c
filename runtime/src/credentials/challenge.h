// WWW-Authenticate and its like, read (RFC 9110, section 11.6.1).
#pragma once

#include <mcp/http.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp::credentials {

struct Challenge {
  std::string scheme;  ///< as it was sent: compare without case
  std::vector<std::pair<std::string, std::string>> parameters;  ///< quotes removed

  /// The value of a parameter, named without case; nullptr: there is none.
  const std::string* find(std::string_view name) const;
};

/// The challenges of all fields `name`, in their order. What is malformed ends its field: what
/// stands before counts.
std::vector<Challenge> read_challenges(const HttpHeaders& headers, std::string_view name);

/// The parameters of a field that is one list of them, such as Authentication-Info (RFC 7615).
Challenge read_parameters(std::string_view value);

}  // namespace mcp::credentials
