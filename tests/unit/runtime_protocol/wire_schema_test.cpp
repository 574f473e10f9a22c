// Replies against the schemas that the protocol's authors publish for each revision. They are test
// data, so a clone without them has nothing to compare with; CI must have them.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "protocol/protocol.h"
#include "schema/validator.h"
#include "served.h"

namespace mcp::protocol {
namespace {

/// The published schema of one revision.
class WireSchema {
 public:
  explicit WireSchema(Version version)
      : document_(std::get<json::Document>(json::Document::parse(read(version)))) {
    const json::Value* definitions = document_.root().find("$defs");
    if (definitions == nullptr) definitions = document_.root().find("definitions");
    for (const json::Member& member : definitions->members()) {
      definitions_.push_back({to_text(member.key), to_text(member.value.raw())});
    }
  }

  bool has(std::string_view type) const {
    for (const Definition& definition : definitions_) {
      if (definition.name.view() == type) return true;
    }
    return false;
  }

  /// What is wrong with `instance` as a `type`; empty: nothing.
  std::string problems(std::string_view type, const json::Value& instance) const {
    const auto schema = schema::Schema::compile(
        R"({"$ref":"#/$defs/)" + std::string(type) + R"("})",
        {{definitions_.data(), static_cast<std::uint32_t>(definitions_.size())}});
    std::string out;
    for (const schema::Violation& violation : schema->validate(instance)) {
      out += violation.instance_location + ": " + violation.message + "\n";
    }
    return out;
  }

 private:
  static Text to_text(std::string_view view) {
    return {view.data(), static_cast<std::uint32_t>(view.size())};
  }

  static std::string read(Version version) {
    std::ifstream in(std::string(MCPCC_TEST_DATA) + "/vendor/mcp/schema-" +
                     std::string(to_string(version)) + ".json");
    std::string text((std::istreambuf_iterator<char>(in)), {});
    // Draft 7 has its definitions under another name.
    for (std::size_t at = 0; (at = text.find("#/definitions/", at)) != std::string::npos;) {
      text.replace(at, 14, "#/$defs/");
    }
    return text.empty() ? R"({"$defs":{}})" : text;
  }

  json::Document document_;
  std::vector<Definition> definitions_;
};

bool have_test_data() {
  std::ifstream in(std::string(MCPCC_TEST_DATA) + "/vendor/mcp/schema-2026-07-28.json");
  EXPECT_TRUE(in || std::getenv("CI") == nullptr) << "MCPCC_TEST_DATA has no vendor/mcp";
  return in.good();
}

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
  if (!have_test_data()) return;
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
  if (!have_test_data()) return;
  const auto parsed = json::Document::parse(R"({"tools":[]})");
  const json::Value& root = std::get<json::Document>(parsed).root();
  EXPECT_NE(WireSchema(Version::v2026_07_28).problems("ListToolsResult", root), "");
  EXPECT_EQ(WireSchema(Version::v2024_11_05).problems("ListToolsResult", root), "");
}

}  // namespace
}  // namespace mcp::protocol
