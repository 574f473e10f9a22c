// What the operator of a server says about who may call it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "http/proxy.h"

namespace mcp::auth {

using Time = std::chrono::sys_seconds;

/// An authorization server whose access tokens count.
struct Issuer {
  std::string issuer;    ///< as it stands in `iss`, to the byte
  std::string jwks_uri;  ///< where its keys are; empty: as its metadata says
  /// Values of `aud` that mean this server, besides Settings::resource.
  std::vector<std::string> audiences;
};

struct Settings {
  /// The URL of the endpoint as clients know it (RFC 8707, RFC 9728); may be empty without issuers.
  std::string resource;
  std::vector<Issuer> issuers;
  std::optional<std::string> api_keys_file;
  std::vector<std::string> scopes;  ///< that every request needs
  bool tool_scopes = true;          ///< a call needs the scopes that the document's operation has
  /// What a scope holds besides itself: `admin` → `read`, `write`.
  std::map<std::string, std::vector<std::string>, std::less<>> implied_scopes;
  std::chrono::seconds clock_skew{60};  ///< between the issuers' clocks and this one
  http::Proxies proxies;                ///< on the way to the issuers
};

}  // namespace mcp::auth
