// What a caller over HTTP brings for the API.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mcp::credentials {

struct CallerCredentials {
  /// By index into Server::security_schemes: the values of the header fields that the operator
  /// named.
  std::vector<std::pair<std::uint16_t, std::string>> secrets;
  /// The access token that the caller showed to this server, which was checked; empty: none, or
  /// nothing exchanges it. It is never sent to the API.
  std::string token;
};

}  // namespace mcp::credentials
