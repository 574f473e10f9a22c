// What profiles make of one schema.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "profile/profile.h"

namespace mcpcc::profile {

// The listing of a tool whose only argument is `a`, optional, with this schema.
inline ir::Listing listed(std::string_view profile, std::string_view schema,
                          std::vector<ir::Definition> definitions = {}) {
  lower::Lowered lowered;
  ir::Server& server = lowered.server;
  server.profiles = {std::string(profile)};
  server.definitions = std::move(definitions);
  ir::Tool tool;
  tool.input_schema = R"s({"type":"object","properties":{"a":)s" + std::string(schema) +
                      R"s(},"additionalProperties":false})s";
  server.tools.push_back(std::move(tool));
  lowered.uses.emplace_back();
  Diagnostics diagnostics;
  add_listings(lowered, {}, diagnostics);
  return server.tools.front().listings.front();
}

inline std::string argument(const ir::Listing& listing) {
  const std::string_view begin = R"s({"type":"object","properties":{"a":)s";
  const std::string& schema = listing.input_schema;
  EXPECT_TRUE(schema.starts_with(begin)) << schema;
  std::string rest = schema.substr(begin.size());
  for (const std::string_view end :
       {R"s(},"additionalProperties":false})s",
        R"s(},"required":["a"],"additionalProperties":false})s", "}}"}) {
    if (rest.ends_with(end)) return rest.substr(0, rest.size() - end.size());
  }
  ADD_FAILURE() << schema;
  return rest;
}

}  // namespace mcpcc::profile
