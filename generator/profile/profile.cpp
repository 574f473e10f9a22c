#include "profile/profile.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "ledger/support.h"
#include "profile/definitions.h"
#include "profile/dialect.h"
#include "profile/safe_names.h"
#include "profile/shape.h"

namespace mcpcc::profile {

namespace outcomes = ledger::outcomes;
using mcp::json::Document;

namespace {

constexpr std::string_view renamed =
    "names of members that clients do not take are replaced, and put back in what is sent";

struct Lowered {
  ir::Listing listing;
  std::string changes;  // how and why; empty: none
};

void add_change(std::string& changes, std::string_view change) {
  if (!changes.empty()) changes += "; ";
  changes += change;
}

Lowered lower(std::string_view profile, const ir::Tool& tool, Definitions& definitions) {
  Lowered result;
  if (profile == "full") {
    result.listing.input_schema = tool.input_schema;
    result.listing.definitions = definitions.reached_from(parse(tool.input_schema).root());
    return result;
  }
  const Dialect* dialect = profile == "openai-strict" ? &openai_strict
                           : profile == "gemini"      ? &gemini
                                                      : nullptr;
  Renamed safe = rename(tool.shown_input_schema, dialect == nullptr ? safe_names : dialect->names);
  if (!safe.rewrites.empty()) add_change(result.changes, renamed);
  result.listing.rewrites = std::move(safe.rewrites);
  if (dialect == nullptr) {
    result.listing.input_schema = std::move(safe.schema);
    return result;
  }
  const Document schema = parse(std::move(safe.schema));
  Dialected lowered = lower_to(*dialect, read_shape(schema.root()));
  result.listing.input_schema = std::move(lowered.schema);
  for (auto& rewrite : lowered.rewrites) result.listing.rewrites.push_back(std::move(rewrite));
  for (const auto& change : lowered.changes) add_change(result.changes, change);
  return result;
}

}  // namespace

bool is_name(std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void add_listings(ir::Server& server, ledger::Losses& losses) {
  // Rows of operations that are shortened in every profile: one row says all.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> shortened;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (losses[i].reason != outcomes::schema_shortened.reason) continue;
    shortened.emplace(std::pair(losses[i].at.file, losses[i].at.begin), i);
  }
  Definitions definitions(server);
  for (ir::Tool& tool : server.tools) {
    std::string reason;
    for (const std::string& profile : server.profiles) {
      Lowered lowered = lower(profile, tool, definitions);
      tool.listings.push_back(std::move(lowered.listing));
      if (!lowered.changes.empty()) add_change(reason, profile + ": " + lowered.changes);
    }
    if (reason.empty()) continue;
    const auto known = shortened.find({tool.origin.file, tool.origin.begin});
    if (known != shortened.end()) {
      add_change(losses[known->second].reason, reason);
      continue;
    }
    losses.push_back(ledger::loss(outcomes::schema_shortened, tool.pointer, tool.origin));
    losses.back().reason = std::move(reason);
  }
}

}  // namespace mcpcc::profile
