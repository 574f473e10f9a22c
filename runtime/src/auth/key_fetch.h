// Asking an authorization server for its keys.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "auth/key_set.h"
#include "auth/settings.h"
#include "http/client.h"

namespace mcp::auth {

struct FetchedKeys {
  KeySet keys;
  std::chrono::seconds life;  ///< as the response says, else KeyCache::usual_life
};

/// The keys, or why there are none: for the log.
using FetchResult = std::variant<FetchedKeys, std::string>;

/// Asks, through the issuer's metadata where its settings do not say where the keys are (RFC 8414,
/// section 3, then OpenID Connect Discovery 1.0, section 4). Calls `done` once, from the loop.
/// `issuer` and `client` outlive that. A redirect is no answer.
void fetch_keys(http::Client& client, const Issuer& issuer, std::function<void(FetchResult)> done);

/// How long a response with this Cache-Control may be kept (RFC 9111, section 5.2.2).
std::chrono::seconds life_of(const std::string* cache_control);

}  // namespace mcp::auth
