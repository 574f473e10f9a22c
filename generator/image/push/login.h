// Logins to registries, where `docker login` and `podman login` leave them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "image/push/http.h"
#include "image/reference.h"

namespace mcpcc::image {

struct Login {
  std::string user, password;
  std::string identity_token;  ///< instead: a refresh token for the token service
};

/// Looks for the login to the registry of `reference` in the files that Docker and Podman write, in
/// this order: REGISTRY_AUTH_FILE; DOCKER_CONFIG, a folder; XDG_RUNTIME_DIR/containers/auth.json;
/// HOME/.docker/config.json. The first two are the only one where they are set. Of `auths`, the
/// entry with the longest part of the repository's name counts; `credHelpers` and `credsStore` name
/// programs, `docker-credential-NAME get`, which are run. nullopt: there is none. A string: what is
/// wrong with a file, without any of its values.
std::variant<std::optional<Login>, std::string> find_login(const Reference& reference,
                                                           const Variables& variables);

}  // namespace mcpcc::image
