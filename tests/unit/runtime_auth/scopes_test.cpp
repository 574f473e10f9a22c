#include "auth/scopes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tables.h"

namespace mcp::auth::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

using Scopes = std::vector<std::string>;

const Tool& named(std::string_view name) {
  return *std::ranges::find(server.tools, name, [](const Tool& t) { return t.name.view(); });
}

TEST(Scopes, WhatACallNeeds) {
  struct Case {
    std::string tool;
    Scopes held;
    std::optional<Scopes> asked_for;
  };
  const Scopes reading = {"items:read"}, writing = {"items:write", "items:read"};
  const Case cases[] = {
      {"open", {}, std::nullopt},
      {"read", {}, reading},
      {"read", {"items:rea", "items:readx", "ITEMS:READ"}, reading},
      {"read", {"x", "items:read"}, std::nullopt},
      {"write", {"items:read"}, writing},
      {"write", {"items:write"}, writing},
      {"write", writing, std::nullopt},
      // Any alternative suffices, and the one that lacks least is told.
      {"write_or_read", {}, reading},
      {"write_or_read", {"items:read"}, std::nullopt},
      // An API key of the upstream says nothing about the caller.
      {"read_or_key", {}, reading},
      {"with_key", {}, std::nullopt},
      {"anybody", {}, std::nullopt},
      {"odd", {"all", "items"}, Scopes{"all \"items\""}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(scopes_to_ask_for(server, named(c.tool), c.held), c.asked_for) << c.tool;
  }
}

TEST(Scopes, OneImpliesOthers) {
  Settings settings;
  settings.implied_scopes = {{"admin", {"write", "x"}}, {"write", {"read", "write", "admin"}}};
  EXPECT_THAT(with_implied({"admin"}, settings), ElementsAre("admin", "write", "x", "read"));
  EXPECT_THAT(with_implied({"read"}, settings), ElementsAre("read"));
  EXPECT_THAT(with_implied({}, settings), ElementsAre());
}

TEST(Scopes, AllThereAre) {
  Settings settings;
  settings.scopes = {"mcp"};
  EXPECT_THAT(all_scopes(server, settings),
              UnorderedElementsAre("mcp", "items:read", "items:write", "all \"items\""));
}

}  // namespace
}  // namespace mcp::auth::test
