// What clients are shown of each tool, by profile: a family of clients and what its models accept
// of JSON Schema (docs/profiles.md). A profile is a function of the exact schema; arguments are
// always validated against that one.
#pragma once

#include <array>
#include <string_view>

#include "configuration/configuration.h"
#include "lower/lower.h"
#include "support/diagnostics.h"

namespace mcpcc::profile {

/// In the order of docs/profiles.md; the first is the default.
inline constexpr std::array<std::string_view, 4> names = {"universal", "full", "openai-strict",
                                                          "gemini"};

bool is_name(std::string_view name);

/// Gives every tool of `lowered` a listing for each of the profiles of its server, all of which are
/// names. What a profile changes is reported and recorded at the operation or at the keyword, and
/// which schemas clients are shown.
void add_listings(lower::Lowered& lowered, const configuration::Limits& limits,
                  Diagnostics& diagnostics);

}  // namespace mcpcc::profile
