// What a request has to show to the API, one for each security scheme.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mcp::invoke {

struct Credential {
  enum class Kind : std::uint8_t {
    none,
    secret,       ///< `text`: sent as the scheme wants it
    placeholder,  ///< `text` as it is, where the credential would stand
    later,        ///< whoever sends the request adds it; its place is kept free
  };
  Kind kind = Kind::none;
  std::string text = {};
  /// Where `text` comes from, or of none what would have to be set: names of environment variables
  /// and header fields, for messages.
  std::string source = {};
};

/// By index into Server::security_schemes.
using Credentials = std::vector<Credential>;

}  // namespace mcp::invoke
