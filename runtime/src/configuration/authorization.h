// `authorization` of the configuration file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/settings.h"
#include "json/value.h"

namespace mcp::configuration {

/// Reads the object. Empty: fine, else what the value should have been.
std::string read_authorization(const json::Value& value, auth::Settings& settings);

/// What does not go together or cannot be used; the text goes on after "`authorization".
std::optional<std::string> check_authorization(const auth::Settings& settings);

/// False: no array of strings.
bool read_strings(const json::Value& value, std::vector<std::string>& out);

}  // namespace mcp::configuration
