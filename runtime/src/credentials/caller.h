// What a caller over HTTP brings for the API.
#pragma once

#include <mcp/http.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "credentials/settings.h"

namespace mcp::credentials {

struct CallerCredentials {
  /// By index into Server::security_schemes: the values of the header fields that the operator
  /// named.
  std::vector<std::pair<std::uint16_t, std::string>> secrets;
  /// The access token that the caller showed to this server, which was checked; empty: none, or
  /// nothing exchanges it. It is never sent to the API.
  std::string token;
};

/// The header fields that callers may bring them in.
std::vector<std::string> request_headers(const Settings& settings);

/// `has_access_token`: Authorization of the request holds one that an issuer made, and that this
/// server has accepted.
CallerCredentials caller_credentials(const Settings& settings, const HttpHeaders& headers,
                                     bool has_access_token);

}  // namespace mcp::credentials
