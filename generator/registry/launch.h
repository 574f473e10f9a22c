// Starting a server with exactly its own secrets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/contents.h"
#include "registry/credentials.h"

namespace mcpcc::registry {

/// The environment of a server, as `NAME=value`, sorted by name: its secrets from the registry; of
/// the caller's variables those that programs need to find their way (PATH, HOME, locale, time
/// zone, certificates, proxies), those that its record lists and that are no secrets, and those
/// that `also` names. A secret of the caller's never passes, nor does the registry's own
/// configuration, even where `also` names it. `variable` looks up what the caller has.
std::vector<std::string> environment_of(
    const ServerContent& server, const Secrets& secrets, const std::vector<std::string>& also,
    const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace mcpcc::registry
