// One document from a URL, redirects followed as far as they may be.
#pragma once

#include <chrono>
#include <string>
#include <variant>

#include "fetch/allow_list.h"
#include "fetch/network.h"
#include "resolve/remote.h"

namespace mcpcc::fetch {

struct Fetched {
  std::string text;
  std::string media_type;  ///< as Reply::media_type
  /// Where it was found. After a redirect with an empty query in the place of one, which may be a
  /// signature.
  std::string url;
};

inline constexpr int max_redirects = 5;

/// Fetches the canonical `url` within `timeout`, redirects and all. Each hop has to be allowed by
/// `allowed`, and never leads from https to http.
std::variant<Fetched, resolve::RemoteFailure> fetch(Network& network, const std::string& url,
                                                    const AllowList& allowed,
                                                    std::chrono::milliseconds timeout);

/// `url` as it may be shown: without query and fragment, which may hold secrets.
std::string shown(std::string_view url);

}  // namespace mcpcc::fetch
