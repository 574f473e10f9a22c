// Replies of a server of tables against the schemas that the protocol's authors publish.
#include "../wire_schema.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "json/value.h"
#include "protocol/protocol.h"
#include "served.h"

namespace mcp::protocol {
namespace {

using test::WireSchema;

std::string message(Version version, std::string_view method, const std::string& params) {
  const std::string meta =
      is_modern(version) ? R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                           R"("io.modelcontextprotocol/clientCapabilities":{}})"
                         : R"("_meta":{})";
  return R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(method) + R"(","params":{)" + meta +
         params + "}}";
}

std::string reply(Version version, const std::string& text) {
  Served served;
  Connection connection;
  if (!is_modern(version)) connection.negotiated = version;
  Step step = std::get<Step>(served.handler.handle(connection, {}, text));
  if (const auto* call = std::get_if<Call>(&step)) {
    return call_reply(sample::server, *call,
                      {false, R"([{"type":"text","text":"{\"a\":1}"}])", R"({"a":1})"});
  }
  return std::get<Reply>(step).text;
}

TEST(WireSchema, RepliesConform) {
  if (!WireSchema::is_there()) return;
  struct Case {
    Version first, last;
    std::string_view method, params, type;
  };
  constexpr Version first = Version::v2024_11_05;
  constexpr Case cases[] = {
      {first, latest_legacy, "initialize", R"(,"protocolVersion":"2025-06-18")",
       "InitializeResult"},
      {first, latest_legacy, "ping", "", "EmptyResult"},
      {latest, latest, "server/discover", "", "DiscoverResult"},
      {first, latest, "tools/list", "", "ListToolsResult"},
      {first, latest, "tools/call", R"(,"name":"get_item","arguments":{})", "CallToolResult"},
      {first, latest, "tools/call", R"(,"name":"no_such")", ""},
      {first, latest, "no/such", "", ""},
  };
  for (int v = 0; v <= static_cast<int>(latest); ++v) {
    const auto version = static_cast<Version>(v);
    const WireSchema schema(version);
    const bool new_name = schema.has("JSONRPCErrorResponse");
    for (const Case& c : cases) {
      if (version < c.first || version > c.last) continue;
      const auto parsed =
          json::Document::parse(reply(version, message(version, c.method, std::string(c.params))));
      const json::Value& root = std::get<json::Document>(parsed).root();
      if (c.type.empty()) {
        EXPECT_EQ(schema.problems(new_name ? "JSONRPCErrorResponse" : "JSONRPCError", root), "")
            << to_string(version) << ' ' << c.method;
        continue;
      }
      ASSERT_NE(root.find("result"), nullptr) << to_string(version) << ' ' << c.method;
      EXPECT_EQ(schema.problems(c.type, *root.find("result")), "")
          << to_string(version) << ' ' << c.method;
    }
  }
}

// The comparison notices what it should.
TEST(WireSchema, AResultWithoutItsTypeDoesNotConform) {
  if (!WireSchema::is_there()) return;
  const auto parsed = json::Document::parse(R"({"tools":[]})");
  const json::Value& root = std::get<json::Document>(parsed).root();
  EXPECT_NE(WireSchema(Version::v2026_07_28).problems("ListToolsResult", root), "");
  EXPECT_EQ(WireSchema(Version::v2024_11_05).problems("ListToolsResult", root), "");
}

}  // namespace
}  // namespace mcp::protocol
