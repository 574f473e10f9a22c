// What clients are shown of each tool, by profile: a family of clients and what its models accept
// of JSON Schema (docs/profiles.md). A profile is a function of the exact schema; arguments are
// always validated against that one.
#pragma once

#include <array>
#include <string_view>

#include "ir/ir.h"
#include "ledger/loss.h"

namespace mcpcc::profile {

/// In the order of docs/profiles.md; the first is the default.
inline constexpr std::array<std::string_view, 4> names = {"universal", "full", "openai-strict",
                                                          "gemini"};

bool is_name(std::string_view name);

/// Gives every tool of `server` a listing for each of `server.profiles`, all of which are names.
/// What a profile changes is recorded at the operation.
void add_listings(ir::Server& server, ledger::Losses& losses);

}  // namespace mcpcc::profile
