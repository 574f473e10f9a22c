#include "protocol/profile.h"

#include <algorithm>
#include <array>

namespace mcp::protocol {
namespace {

struct Client {
  std::string_view name;  ///< `clientInfo.name`, or how it begins
  std::string_view profile;
};

// docs/profiles.md has the sources.
constexpr std::array<Client, 1> clients = {{
    {"gemini-cli-mcp-client", "gemini"},
}};

}  // namespace

std::optional<std::size_t> find_profile(const Server& server, std::string_view name) {
  const auto* const found =
      std::find_if(server.profiles.begin(), server.profiles.end(),
                   [&](const Profile& profile) { return profile.name.view() == name; });
  if (found == server.profiles.end()) return std::nullopt;
  return static_cast<std::size_t>(found - server.profiles.begin());
}

std::optional<std::size_t> profile_of_client(const Server& server, std::string_view client) {
  for (const Client& known : clients) {
    if (client.starts_with(known.name)) return find_profile(server, known.profile);
  }
  return std::nullopt;
}

}  // namespace mcp::protocol
