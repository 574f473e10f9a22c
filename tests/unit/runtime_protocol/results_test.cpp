// The results of the methods, whole, in every version that differs.
#include "protocol/results.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "json/value.h"
#include "protocol/header_value.h"
#include "protocol/protocol.h"
#include "served.h"

namespace mcp::protocol {
namespace {

constexpr Version all_versions[] = {Version::v2024_11_05, Version::v2025_03_26,
                                    Version::v2025_06_18, Version::v2025_11_25,
                                    Version::v2026_07_28};

#define META_2026                                                                       \
  R"("_meta":{"io.modelcontextprotocol/serverInfo":{"name":"shop","title":"The Shop",)" \
  R"("version":"1.2.3","websiteUrl":"https://shop.example"}})"

TEST(Results, Discover) {
  std::string out;
  append_discover_result(out, Served().catalog);
  EXPECT_EQ(out, R"({"resultType":"complete","supportedVersions":["2026-07-28"],)"
                 R"("capabilities":{"tools":{}},"instructions":"Ask before you buy.",)"
                 R"("ttlMs":3600000,"cacheScope":"public",)" META_2026 "}");
}

TEST(Results, InitializeAnswersTheVersionAskedForOrTheLatestLegacyOne) {
  struct Case {
    std::string_view requested, result;
  };
  constexpr Case cases[] = {
      {"2024-11-05", R"("2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"shop",)"
                     R"("version":"1.2.3"},"instructions":"Ask before you buy."}})"},
      {"2025-03-26", R"("2025-03-26","capabilities":{"tools":{}},"serverInfo":{"name":"shop",)"
                     R"("version":"1.2.3"},"instructions":"Ask before you buy."}})"},
      {"2025-06-18",
       R"("2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"shop","title":"The Shop",)"
       R"("version":"1.2.3"},"instructions":"Ask before you buy."}})"},
      {"2025-11-25",
       R"("2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"shop","title":"The Shop",)"
       R"("version":"1.2.3","websiteUrl":"https://shop.example"},)"
       R"("instructions":"Ask before you buy."}})"},
      {"2026-07-28",
       R"("2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"shop","title":"The Shop",)"
       R"("version":"1.2.3","websiteUrl":"https://shop.example"},)"
       R"("instructions":"Ask before you buy."}})"},
      {"1.0",
       R"("2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"shop","title":"The Shop",)"
       R"("version":"1.2.3","websiteUrl":"https://shop.example"},)"
       R"("instructions":"Ask before you buy."}})"},
  };
  Served served;
  for (const Case& c : cases) {
    Connection connection;
    const Outcome outcome = served.handler.handle(
        connection, {},
        R"({"jsonrpc":"2.0","id":"x","method":"initialize","params":{"protocolVersion":")" +
            std::string(c.requested) + R"("}})");
    EXPECT_EQ(std::get<Reply>(std::get<Step>(outcome)).text,
              R"({"jsonrpc":"2.0","id":"x","result":{"protocolVersion":)" + std::string(c.result))
        << c.requested;
  }
}

#define HINTS_READ \
  R"("readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":true})"
#define HINTS_WRITE \
  R"("readOnlyHint":false,"destructiveHint":false,"idempotentHint":false,"openWorldHint":true})"
#define GET_SCHEMA                                                                           \
  R"("inputSchema":{"type":"object","properties":{"item_id":{"type":"string"}},"required":)" \
  R"(["item_id"]})"
#define LIST_SCHEMA R"("inputSchema":{"type":"object","properties":{"limit":{"type":"integer"}}})"
#define CREATE_SCHEMA                                                                     \
  R"("inputSchema":{"type":"object","properties":{"body":{"type":"object"}},"required":)" \
  R"(["body"]})"
#define COUNT_SCHEMA R"("inputSchema":{"type":"object","additionalProperties":false})"
#define GET_TEXT R"("description":"Gets \"one\" item.\nBy its id.",)"
#define CREATE_TEXT R"("description":"Creates an item",)"

std::string_view expected_tools(Version version) {
  switch (version) {
    case Version::v2024_11_05:
      return R"([{"name":"get_item",)" GET_TEXT GET_SCHEMA
             "},"
             R"({"name":"list_items",)" LIST_SCHEMA
             "},"
             R"({"name":"create_item",)" CREATE_TEXT CREATE_SCHEMA
             "},"
             R"({"name":"count_items",)" COUNT_SCHEMA "}]";
    case Version::v2025_03_26:
      return R"([{"name":"get_item",)" GET_TEXT GET_SCHEMA
             R"(,"annotations":{"title":"Get item",)" HINTS_READ
             "},"
             R"({"name":"list_items",)" LIST_SCHEMA
             R"(,"annotations":{"title":"List items",)" HINTS_READ
             "},"
             R"({"name":"create_item",)" CREATE_TEXT CREATE_SCHEMA R"(,"annotations":{)" HINTS_WRITE
             "},"
             R"({"name":"count_items",)" COUNT_SCHEMA
             R"(,"annotations":{"title":"Count items",)" HINTS_READ "}]";
    case Version::v2025_06_18:
    case Version::v2025_11_25:
      return R"([{"name":"get_item","title":"Get item",)" GET_TEXT GET_SCHEMA
             R"(,"outputSchema":{"type":"object"},"annotations":{"title":"Get item",)" HINTS_READ
             "},"
             R"({"name":"list_items","title":"List items",)" LIST_SCHEMA
             R"(,"annotations":{"title":"List items",)" HINTS_READ
             "},"
             R"({"name":"create_item",)" CREATE_TEXT CREATE_SCHEMA R"(,"annotations":{)" HINTS_WRITE
             "},"
             R"({"name":"count_items","title":"Count items",)" COUNT_SCHEMA
             R"(,"annotations":{"title":"Count items",)" HINTS_READ "}]";
    case Version::v2026_07_28:
      break;
  }
  return R"([{"name":"get_item","title":"Get item",)" GET_TEXT GET_SCHEMA
         R"(,"outputSchema":{"type":"object"},"annotations":{"title":"Get item",)" HINTS_READ
         "},"
         R"({"name":"list_items","title":"List items",)" LIST_SCHEMA
         R"(,"outputSchema":{"type":"array"},"annotations":{"title":"List items",)" HINTS_READ
         "},"
         R"({"name":"create_item",)" CREATE_TEXT CREATE_SCHEMA R"(,"annotations":{)" HINTS_WRITE
         "},"
         R"({"name":"count_items","title":"Count items",)" COUNT_SCHEMA
         R"(,"annotations":{"title":"Count items",)" HINTS_READ "}]";
}

TEST(Results, ListHasWhatTheVersionKnows) {
  const Served served;
  const auto tools = served.catalog.tools();
  for (const Version version : all_versions) {
    std::string out;
    append_tools_result(out, served.catalog, sample::profiles[0], version, tools,
                        {0, tools.size()});
    const std::string listed = R"("tools":)" + std::string(expected_tools(version));
    if (version == Version::v2026_07_28) {
      EXPECT_EQ(out, R"({"resultType":"complete",)" + listed +
                         R"(,"ttlMs":3600000,"cacheScope":"public",)" META_2026 "}");
    } else {
      EXPECT_EQ(out, "{" + listed + "}") << to_string(version);
    }
  }
}

TEST(Results, TheSizeOfAListIsKnownBefore) {
  const Served served;
  const auto tools = served.catalog.tools();
  for (const Version version : all_versions) {
    std::string out;
    append_tools_result(out, served.catalog, sample::profiles[0], version, tools,
                        {0, tools.size()});
    EXPECT_GE(
        tools_result_size(served.catalog, sample::profiles[0], version, tools, {0, tools.size()}),
        out.size())
        << to_string(version);
  }
}

TEST(Results, CallCarriesStructuredContentWhereTheVersionHasIt) {
  struct Case {
    Version version;
    std::string_view structured, result;
  };
  constexpr std::string_view content = R"("content":[{"type":"text","text":"{}"}])";
  constexpr Case cases[] = {
      {Version::v2024_11_05, "{}", ""},
      {Version::v2025_03_26, "{}", ""},
      {Version::v2025_06_18, "{\"a\": 1}", R"(,"structuredContent":{"a": 1})"},
      {Version::v2025_11_25, " {}", R"(,"structuredContent": {})"},
      {Version::v2025_11_25, "[1]", ""},
      {Version::v2025_11_25, "null", ""},
      {Version::v2025_11_25, "", ""},
      {Version::v2026_07_28, "[1]", R"(,"structuredContent":[1])"},
      {Version::v2026_07_28, "null", R"(,"structuredContent":null)"},
      {Version::v2026_07_28, "{\n  \"a b\": 1\r\n}", R"(,"structuredContent":{"a b":1})"},
      {Version::v2026_07_28, "", ""},
  };
  for (const Case& c : cases) {
    const bool modern = c.version == Version::v2026_07_28;
    Call call;
    call.id = "\"7\"";
    call.version = c.version;
    const invoke::ToolResult result{false, R"([{"type":"text","text":"{}"}])",
                                    std::string(c.structured)};
    EXPECT_EQ(call_reply(sample::server, call, result),
              R"({"jsonrpc":"2.0","id":"7","result":{)" +
                  std::string(modern ? R"("resultType":"complete",)" : "") + std::string(content) +
                  std::string(c.result) + R"(,"isError":false)" +
                  std::string(modern ? "," META_2026 : "") + "}}")
        << to_string(c.version) << ' ' << c.structured;
  }
}

TEST(Results, AnErrorResultSaysSo) {
  Call call;
  call.id = "1";
  EXPECT_EQ(call_reply(sample::server, call, {true, "[]", ""}),
            R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}})");
}

TEST(Results, WhatIsForProgramsIsMeta) {
  Call call;
  call.id = "1";
  invoke::ToolResult result;
  result.content = "[]";
  result.meta = R"({"x":1})";
  call.version = Version::v2025_11_25;
  EXPECT_EQ(call_reply(sample::server, call, result),
            R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":false,"_meta":{"x":1}}})");
  call.version = Version::v2026_07_28;
  EXPECT_TRUE(call_reply(sample::server, call, result).ends_with(R"(,"x":1}}})"));
}

TEST(HeaderValue, Decode) {
  struct Case {
    std::string_view value;
    std::optional<std::string_view> decoded;
  };
  constexpr Case cases[] = {
      {"plain", "plain"},
      {"  plain\t", "plain"},
      {"=?base64?", "=?base64?"},
      {"abc?=", "abc?="},
      {"=?base64?=", "=?base64?="},
      {"=?BASE64?YQ==?=", "=?BASE64?YQ==?="},
      {"=?base64?"
       "?=",
       ""},
      {"=?base64?YQ==?=", "a"},
      {"=?base64?w6Q=?=", "\u00e4"},
      {"=?base64?YWJj?=", "abc"},
      {"=?base64?YQ?=", std::nullopt},
      {"=?base64?YQ=?=", std::nullopt},
      {"=?base64?YR==?=", std::nullopt},
      {"=?base64?Y-==?=", std::nullopt},
      {"=?base64?====?=", std::nullopt},
      {"=?base64?/w==?=", std::nullopt},
  };
  for (const Case& c : cases) {
    const std::optional<std::string> decoded = decode_header_value(c.value);
    EXPECT_EQ(decoded.has_value(), c.decoded.has_value()) << c.value;
    EXPECT_EQ(decoded.value_or(""), c.decoded.value_or("")) << c.value;
  }
}

}  // namespace
}  // namespace mcp::protocol
