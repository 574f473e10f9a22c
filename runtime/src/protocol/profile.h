// Which of a server's profiles a name means. Profiles: <mcp/tool.h> and docs/profiles.md.
#pragma once

#include <mcp/tool.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace mcp::protocol {

/// The index of the profile `name`; nullopt: the server was not built with it.
std::optional<std::size_t> find_profile(const Server& server, std::string_view name);

/// The index of the profile for a client that names itself `client` in `initialize`; nullopt:
/// nothing is known of it, or the server was not built with its profile.
std::optional<std::size_t> profile_of_client(const Server& server, std::string_view client);

/// What clients of the profile at the index `profile` are shown of `tool`, one of the server's.
inline const Listing& listing_of(const Server& server, std::size_t profile, const Tool& tool) {
  return server.profiles[profile].listings[static_cast<std::size_t>(&tool - server.tools.begin())];
}

}  // namespace mcp::protocol
