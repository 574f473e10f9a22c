// API keys: long random texts that the server knows by their digest only. The simple way to let
// somebody in without an authorization server.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/settings.h"

namespace mcp::auth {

using Digest = std::array<unsigned char, 32>;  ///< SHA-256

Digest digest_of(std::string_view text);

struct ApiKey {
  std::string name;
  Digest digest;
  std::vector<std::string> scopes;  ///< one of them may be `*`: all there are
  bool has_all = false;             ///< one of them was
};

/// Reads a file of lines `NAME sha256:DIGEST [SCOPE...]`; empty ones and those that begin with `#`
/// count for nothing. A text: what is wrong, with the number of the line.
std::variant<std::vector<ApiKey>, std::string> parse_api_keys(std::string_view text);

/// The one whose digest this is; nullptr: none. Takes the same time whatever the digest.
const ApiKey* find_api_key(const std::vector<ApiKey>& keys, const Digest& digest);

/// A new key, and the line of the file that lets it in.
struct NewApiKey {
  std::string key;
  std::string line;
};

/// From the system's random numbers; nullopt: `name` or a scope cannot stand in the file.
std::optional<NewApiKey> make_api_key(const std::string& name,
                                      const std::vector<std::string>& scopes);

}  // namespace mcp::auth
