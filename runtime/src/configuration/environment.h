// Values of environment variables, and secrets from the files that they name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "configuration/configuration.h"

namespace mcp::configuration {

/// nullopt: not set, empty, or a reference to itself that a client did not resolve, like `${NAME}`.
std::optional<std::string> get(const Environment& environment, std::string_view name);

/// The secret in variable `name`, else in the file that `<name>_FILE` names, as container secrets
/// are mounted.
std::variant<std::optional<std::string>, Error> read_secret(const Environment& environment,
                                                            const std::string& name);

}  // namespace mcp::configuration
