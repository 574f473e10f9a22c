// Every rung of the ladder that tells the protocol eras apart, over HTTP and stdio: message in,
// outcome out.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "json/value.h"
#include "protocol/protocol.h"
#include "served.h"

namespace mcp::protocol {
namespace {

/// "200 1 result", "400 null error -32600", "call get_item 1 2025-11-25 {...}", "cancel 1" or
/// "202"; an id that is not there is
/// "-". Without the status on stdio.
std::string describe(const Step& step, bool http) {
  if (const auto* call = std::get_if<Call>(&step)) {
    return "call " + std::string(call->tool->name) + " " + call->id + " " +
           std::string(to_string(call->version)) +
           (call->arguments == nullptr ? "" : " " + std::string(call->arguments->raw()));
  }
  if (const auto* cancel = std::get_if<Cancel>(&step)) return "cancel " + cancel->id;
  if (const auto* answer = std::get_if<ClientAnswer>(&step)) {
    return "answer " + answer->id + (answer->error != nullptr ? " error" : "");
  }
  const auto& reply = std::get<Reply>(step);
  std::string out = http ? std::to_string(reply.http_status) : "";
  if (reply.text.empty()) return http ? out : "nothing";
  const auto parsed = json::Document::parse(reply.text);
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return "not JSON: " + reply.text;
  if (reply.text.find('\n') != std::string::npos) return "more than one line: " + reply.text;
  const json::Value& root = document->root();
  const json::Value* id = root.find("id");
  const json::Value* error = root.find("error");
  if (http) out += ' ';
  out += id == nullptr ? "-" : std::string(id->raw());
  if (error == nullptr) return out + " result";
  const json::Value* data = error->find("data");
  return out + " error " + std::string(error->find("code")->raw()) +
         (data == nullptr ? "" : " " + std::string(data->raw()));
}

std::string describe(const Outcome& outcome, bool http) {
  if (const auto* step = std::get_if<Step>(&outcome)) return describe(*step, http);
  std::string out = "batch";
  for (const Step& step : std::get<Batch>(outcome).steps) out += " | " + describe(step, http);
  return out;
}

#define VERSION "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\""
#define CAPABILITIES "\"io.modelcontextprotocol/clientCapabilities\":{}"
#define META "\"_meta\":{" VERSION "," CAPABILITIES "}"
#define REQUEST(method, params) \
  "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" method "\",\"params\":{" params "}}"
#define NOTIFICATION(method, params) \
  "{\"jsonrpc\":\"2.0\",\"method\":\"" method "\",\"params\":{" params "}}"
#define INITIALIZE REQUEST("initialize", "\"protocolVersion\":\"2025-06-18\"")

constexpr const char* absent = nullptr;
constexpr const char* modern = "2026-07-28";

struct HttpCase {
  const char* version;
  const char* method;
  const char* name;
  const char* body;
  const char* outcome;
  bool accepts_events = true;
};

constexpr HttpCase http_cases[] = {
    // 2. Bodies that are no message
    {absent, absent, absent, "{", "400 null error -32700"},
    {"2025-06-18", absent, absent, "nonsense", "400 null error -32700"},
    {"2025-11-25", absent, absent, "", "400 - error -32700"},
    {modern, absent, absent, "{\"a\":}", "400 - error -32700"},
    {absent, absent, absent, "7", "400 null error -32600"},
    {modern, absent, absent, "\"x\"", "400 - error -32600"},
    {modern, absent, absent, "{\"id\":1,\"method\":\"ping\"}", "400 1 error -32600"},
    {modern, absent, absent, "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
     "400 1 error -32600"},
    {modern, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"server/discover\"}",
     "400 - error -32600"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
     "400 null error -32600"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}",
     "400 null error -32600"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
     "400 null error -32600"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1e3,\"method\":\"ping\"}",
     "400 null error -32600"},
    {modern, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1E3,\"method\":\"server/discover\"}",
     "400 - error -32600"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1.0,\"result\":{}}",
     "400 null error -32600"},
    {absent, absent, absent,
     "{\"jsonrpc\":\"2.0\",\"id\":-12345678901234567890,\"method\":\"ping\"}",
     "200 -12345678901234567890 result"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":\"1.5\",\"method\":\"ping\"}",
     "200 \"1.5\" result"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":3}", "400 1 error -32600"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1}", "400 1 error -32600"},
    {absent, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", "answer 1"},
    {"2025-11-25", absent, absent,
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"\"}}", "answer 1 error"},
    {modern, absent, absent, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", "400 1 error -32600"},

    // 2. Batches: 2025-03-26 only, which an absent header stands for
    {absent, absent, absent,
     "[" REQUEST("ping", "") "," NOTIFICATION("notifications/initialized", "") "]",
     "batch | 200 1 result | 202"},
    {"2025-03-26", absent, absent, "[" REQUEST("tools/call", "\"name\":\"list_items\"") "]",
     "batch | call list_items 1 2025-03-26"},
    {"2025-03-26", absent, absent, "[]", "400 null error -32600"},
    {"2025-03-26", absent, absent, "[1," INITIALIZE "]",
     "batch | 400 null error -32600 | 400 1 error -32600"},
    {"2025-03-26", absent, absent, "[" REQUEST("ping", "") "]", "406 null error -32600", false},
    {"2025-06-18", absent, absent, "[" REQUEST("ping", "") "]", "400 null error -32600"},
    {"2025-11-25", absent, absent, "[" REQUEST("ping", "") "]", "400 - error -32600"},
    {modern, absent, absent, "[" REQUEST("server/discover", META) "]", "400 - error -32600"},
    {absent, absent, absent, "[" REQUEST("ping", "") "," REQUEST("tools/list", META) "]",
     "400 null error -32600"},

    // 3. initialize
    {absent, absent, absent, INITIALIZE, "200 1 result"},
    {"2025-11-25", absent, absent, INITIALIZE, "200 1 result"},
    {"1999-01-01", absent, absent, INITIALIZE, "200 1 result"},
    {absent, absent, absent, INITIALIZE, "406 1 error -32600", false},
    {absent, absent, absent,
     REQUEST("initialize", "\"_meta\":{" VERSION "},\"protocolVersion\":\"2025-06-18\""),
     "200 1 result"},
    {absent, absent, absent, REQUEST("initialize", ""), "200 1 error -32602"},
    {absent, absent, absent, REQUEST("initialize", "\"protocolVersion\":7"), "200 1 error -32602"},
    {modern, absent, absent, INITIALIZE, "400 1 error -32020"},
    {modern, "initialize", absent, REQUEST("initialize", META), "404 1 error -32601"},

    // 4. A claim of the modern era, in the order in which its errors outrank each other
    {modern, "server/discover", absent, REQUEST("server/discover", "\"_meta\":{" VERSION "}"),
     "400 1 error -32602"},
    {modern, "server/discover", absent,
     REQUEST("server/discover",
             "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":7," CAPABILITIES "}"),
     "400 1 error -32602"},
    {"2025-11-25", absent, absent,
     REQUEST("server/discover",
             "\"_meta\":{" VERSION ",\"io.modelcontextprotocol/clientCapabilities\":[]}"),
     "400 1 error -32602"},
    {modern, "server/discover", absent,
     REQUEST("server/discover", "\"_meta\":{" VERSION "," CAPABILITIES
                                ",\"io.modelcontextprotocol/logLevel\":\"loud\"}"),
     "400 1 error -32602"},
    {modern, "server/discover", absent,
     REQUEST("server/discover", "\"_meta\":{" VERSION "," CAPABILITIES
                                ",\"io.modelcontextprotocol/logLevel\":\"notice\"}"),
     "200 1 result"},
    {modern, "server/discover", absent,
     REQUEST("server/discover", "\"_meta\":{" VERSION "," CAPABILITIES
                                ",\"io.modelcontextprotocol/clientInfo\":{\"name\":\"x\"}}"),
     "400 1 error -32602"},
    {modern, "server/discover", absent,
     REQUEST("server/discover", "\"_meta\":{" VERSION "," CAPABILITIES ",\"progressToken\":{}}"),
     "400 1 error -32602"},
    {"2025-11-25", "server/discover", absent, REQUEST("server/discover", META),
     "400 1 error -32020"},
    {modern, "tools/list", absent, REQUEST("server/discover", META), "400 1 error -32020"},
    {modern, "SERVER/DISCOVER", absent, REQUEST("server/discover", META), "400 1 error -32020"},
    {modern, "server/discover", absent,
     REQUEST("server/discover",
             "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"v999.0.0\"," CAPABILITIES
             "}"),
     "400 1 error -32020"},
    {"v999.0.0", "server/discover", absent,
     REQUEST("server/discover",
             "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"v999.0.0\"," CAPABILITIES
             "}"),
     "400 1 error -32022 {\"supported\":[\"2026-07-28\"],\"requested\":\"v999.0.0\"}"},
    {"2025-11-25", absent, absent,
     REQUEST("tools/list",
             "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2025-11-25\"," CAPABILITIES
             "}"),
     "400 1 error -32022 {\"supported\":[\"2026-07-28\"],\"requested\":\"2025-11-25\"}"},
    {absent, absent, absent,
     REQUEST("tools/list",
             "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2099-01-01\"," CAPABILITIES
             "}"),
     "400 1 error -32022 {\"supported\":[\"2026-07-28\"],\"requested\":\"2099-01-01\"}"},
    {absent, "server/discover", absent, REQUEST("server/discover", META), "400 1 error -32020"},
    {modern, absent, absent, REQUEST("server/discover", META), "400 1 error -32020"},
    {modern, absent, absent, REQUEST("unknown/method", META), "400 1 error -32020"},
    {modern, "tools/call", absent, REQUEST("tools/call", META ",\"name\":\"list_items\""),
     "400 1 error -32020"},
    {modern, "tools/call", "get_item", REQUEST("tools/call", META ",\"name\":\"list_items\""),
     "400 1 error -32020"},
    {modern, "tools/call", "LIST_ITEMS", REQUEST("tools/call", META ",\"name\":\"list_items\""),
     "400 1 error -32020"},
    {modern, "tools/call", "=?base64?bGlzdF9pdGVtcw=?=",
     REQUEST("tools/call", META ",\"name\":\"list_items\""), "400 1 error -32020"},
    {modern, "unknown/method", absent, REQUEST("unknown/method", META), "404 1 error -32601"},
    {modern, "ping", absent, REQUEST("ping", META), "404 1 error -32601"},
    {modern, "logging/setLevel", absent, REQUEST("logging/setLevel", META), "404 1 error -32601"},
    {modern, "resources/subscribe", absent, REQUEST("resources/subscribe", META),
     "404 1 error -32601"},
    {modern, "prompts/list", absent, REQUEST("prompts/list", META), "404 1 error -32601"},
    {modern, "subscriptions/listen", absent, REQUEST("subscriptions/listen", META),
     "404 1 error -32601"},
    {modern, "server/discover", absent, REQUEST("server/discover", META), "200 1 result"},
    {modern, "server/discover", absent, REQUEST("server/discover", META), "200 1 result", false},
    {" 2026-07-28\t", " server/discover ", absent, REQUEST("server/discover", META),
     "200 1 result"},
    {modern, "server/discover", "ignored", REQUEST("server/discover", META), "200 1 result"},
    {modern, "tools/list", absent, REQUEST("tools/list", META), "200 1 result"},
    {modern, "tools/list", absent, REQUEST("tools/list", META ",\"cursor\":\"\""),
     "200 1 error -32602"},
    {modern, "tools/call", "list_items", REQUEST("tools/call", META ",\"name\":\"list_items\""),
     "call list_items 1 2026-07-28"},
    {modern, "tools/call", "  list_items ", REQUEST("tools/call", META ",\"name\":\"list_items\""),
     "call list_items 1 2026-07-28"},
    {modern, "tools/call", "=?base64?bGlzdF9pdGVtcw==?=",
     REQUEST("tools/call", META ",\"name\":\"list_items\",\"arguments\":{\"limit\": 1.0}"),
     "call list_items 1 2026-07-28 {\"limit\": 1.0}"},
    {modern, "tools/call", "sell", REQUEST("tools/call", META ",\"name\":\"sell\""),
     "200 1 error -32602"},
    {modern, "tools/call", absent, REQUEST("tools/call", META), "200 1 error -32602"},
    {modern, "tools/call", "x", REQUEST("tools/call", META ",\"name\":7"), "200 1 error -32602"},
    {modern, "tools/call", "list_items",
     REQUEST("tools/call", META ",\"name\":\"list_items\",\"arguments\":[]"), "200 1 error -32602"},
    {modern, "tools/call", "list_items",
     REQUEST("tools/call", META ",\"name\":\"list_items\",\"arguments\":null"),
     "200 1 error -32602"},

    // Notifications of the modern era; header rules for them are undefined
    {modern, absent, absent, NOTIFICATION("notifications/cancelled", META ",\"requestId\":1"),
     "202"},
    {absent, absent, absent, NOTIFICATION("notifications/x", META), "202"},
    {modern, absent, absent, NOTIFICATION("notifications/x", ""), "202"},
    {"2025-06-18", absent, absent, NOTIFICATION("notifications/x", META), "400 - error -32020"},

    // 5. No claim, but a modern header
    {modern, "tools/list", absent, REQUEST("tools/list", ""), "400 1 error -32602"},
    {modern, absent, absent, REQUEST("tools/list", "\"_meta\":{" CAPABILITIES "}"),
     "400 1 error -32602"},
    {modern, "server/discover", absent,
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}", "400 1 error -32602"},
    {"2099-01-01", absent, absent, REQUEST("tools/list", ""), "400 1 error -32602"},

    // 6. Legacy
    {absent, absent, absent, REQUEST("ping", ""), "200 1 result"},
    {"2024-11-05", absent, absent, REQUEST("ping", ""), "200 1 result"},
    {"2025-11-25", absent, absent, REQUEST("ping", ""), "406 1 error -32600", false},
    {"2025-11-25", absent, absent, REQUEST("tools/list", ""), "200 1 result"},
    {"2025-11-25", absent, absent, REQUEST("tools/list", "\"cursor\":\"x\""), "200 1 error -32602"},
    {"2025-06-18", absent, absent,
     REQUEST("tools/call", "\"name\":\"get_item\",\"arguments\":{\"item_id\":\"1\"}"),
     "call get_item 1 2025-06-18 {\"item_id\":\"1\"}"},
    {absent, absent, absent, REQUEST("tools/call", "\"name\":\"get_item\""),
     "call get_item 1 2025-03-26"},
    {absent, absent, absent, REQUEST("tools/call", "\"name\":\"get_itm\""), "200 1 error -32602"},
    {absent, absent, absent,
     "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":[]}",
     "200 1 error -32602"},
    {absent, absent, absent, REQUEST("server/discover", ""), "200 1 error -32601"},
    {"2025-11-25", absent, absent, REQUEST("resources/list", ""), "200 1 error -32601"},
    {"2025-11-24", absent, absent, REQUEST("ping", ""), "400 1 error -32600"},
    {"2025-11-24", absent, absent, NOTIFICATION("notifications/initialized", ""),
     "400 null error -32600"},
    {"2025-11-25", absent, absent, NOTIFICATION("notifications/initialized", ""), "202"},
    {"2025-11-25", absent, absent, NOTIFICATION("notifications/cancelled", "\"requestId\":1"),
     "202"},
    {"2025-11-25", absent, absent,
     "{\"jsonrpc\":\"2.0\",\"id\":\"a\\n\\u0062\",\"method\":\"ping\"}",
     "200 \"a\\n\\u0062\" result"},
};

std::optional<std::string_view> optional(const char* text) {
  return text == nullptr ? std::nullopt : std::optional<std::string_view>(text);
}

TEST(Ladder, Http) {
  Served served;
  for (const HttpCase& c : http_cases) {
    Connection connection;
    Envelope envelope;
    envelope.http = true;
    envelope.protocol_version = optional(c.version);
    envelope.method = optional(c.method);
    envelope.name = optional(c.name);
    envelope.accepts_events = c.accepts_events;
    EXPECT_EQ(describe(served.handler.handle(connection, envelope, c.body), true), c.outcome)
        << (c.version == nullptr ? "absent" : c.version) << ' ' << c.body;
  }
}

// docs/runtime.md, "Protocol versions": how deep a message may nest.
TEST(Ladder, AMessageThatNestsTooDeepIsRefusedAndSaysWhy) {
  Served served;
  Connection connection = connected(latest_legacy);
  const auto ask = [&](std::size_t depth) {
    // Two levels are around it.
    const std::string value = std::string(depth - 2, '[') + std::string(depth - 2, ']');
    const Outcome outcome = served.handler.handle(
        connection, {}, R"({"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":)" + value + "}}");
    return std::get<Reply>(std::get<Step>(outcome)).text;
  };
  EXPECT_EQ(ask(256), R"({"jsonrpc":"2.0","id":7,"result":{}})");
  const std::string refused = ask(257);
  EXPECT_NE(refused.find(R"("code":-32700)"), std::string::npos) << refused;
  EXPECT_NE(refused.find("nested more than 256 deep"), std::string::npos) << refused;
  EXPECT_EQ(refused.find(R"("id")"), std::string::npos) << refused;
}

struct StdioCase {
  std::optional<Version> negotiated;
  const char* line;
  const char* outcome;
};

constexpr StdioCase stdio_cases[] = {
    {{}, "{", "- error -32700"},
    {Version::v2024_11_05, "{", "null error -32700"},
    {Version::v2025_11_25, "{", "- error -32700"},
    {{}, "[" REQUEST("ping", "") "]", "- error -32600"},
    {Version::v2025_03_26, "[" REQUEST("ping", "") "]", "batch | 1 result"},
    {Version::v2025_03_26, "[" NOTIFICATION("notifications/x", "") "]", "batch | nothing"},
    {Version::v2025_03_26, "[" INITIALIZE "]", "batch | 1 error -32600"},
    {Version::v2025_06_18, "[" REQUEST("ping", "") "]", "null error -32600"},
    {{}, REQUEST("initialize", META), "1 error -32601"},
    {{}, REQUEST("server/discover", META), "1 result"},
    {Version::v2025_11_25, REQUEST("server/discover", META), "1 result"},
    {{}, REQUEST("server/discover", ""), "1 error -32601"},
    {{}, REQUEST("server/discover", "\"_meta\":{" VERSION "}"), "1 error -32602"},
    {{},
     REQUEST("tools/list",
             "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2025-11-25\"," CAPABILITIES
             "}"),
     "1 error -32022 {\"supported\":[\"2026-07-28\"],\"requested\":\"2025-11-25\"}"},
    {{}, REQUEST("ping", META), "1 error -32601"},
    {{}, REQUEST("ping", ""), "1 result"},
    {{}, REQUEST("tools/list", META), "1 result"},
    {{}, REQUEST("tools/call", META ",\"name\":\"get_item\""), "call get_item 1 2026-07-28"},
    {{}, REQUEST("tools/list", ""), "1 error -32600"},
    {{}, REQUEST("tools/call", "\"name\":\"get_item\""), "1 error -32600"},
    {{}, REQUEST("no/such", ""), "1 error -32601"},
    {Version::v2024_11_05, REQUEST("tools/list", ""), "1 result"},
    {Version::v2025_06_18, REQUEST("tools/call", "\"name\":\"get_item\""),
     "call get_item 1 2025-06-18"},
    {Version::v2025_06_18, REQUEST("tools/call", META ",\"name\":\"get_item\""),
     "call get_item 1 2026-07-28"},
    {{}, NOTIFICATION("notifications/cancelled", "\"requestId\":\"a\""), "cancel \"a\""},
    {{}, NOTIFICATION("notifications/cancelled", META ",\"requestId\":7"), "cancel 7"},
    {{}, NOTIFICATION("notifications/cancelled", "\"requestId\":null"), "nothing"},
    {{}, NOTIFICATION("notifications/cancelled", ""), "nothing"},
    {{},
     NOTIFICATION("notifications/x", "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":7}"),
     "nothing"},
    {{}, NOTIFICATION("notifications/initialized", ""), "nothing"},
    {{}, NOTIFICATION("initialize", ""), "nothing"},
    {{}, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", "answer 1"},
};

TEST(Ladder, Stdio) {
  Served served;
  for (const StdioCase& c : stdio_cases) {
    Connection connection = connected(c.negotiated);
    EXPECT_EQ(describe(served.handler.handle(connection, {}, c.line), false), c.outcome) << c.line;
  }
}

TEST(Ladder, TheHandshakeDecidesTheLegacyVersionAndAProbeDoesNot) {
  Served served;
  Connection connection;
  served.handler.handle(connection, {}, REQUEST("server/discover", META));
  EXPECT_FALSE(connection.negotiated);
  served.handler.handle(connection, {}, INITIALIZE);
  EXPECT_EQ(connection.negotiated, Version::v2025_06_18);
  served.handler.handle(connection, {}, REQUEST("server/discover", META));
  EXPECT_EQ(connection.negotiated, Version::v2025_06_18);
}

TEST(Ladder, AnUnknownToolGetsAHint) {
  Served served;
  Connection connection = connected(latest_legacy);
  const Outcome outcome =
      served.handler.handle(connection, {}, REQUEST("tools/call", "\"name\":\"getItem\""));
  EXPECT_NE(std::get<Reply>(std::get<Step>(outcome)).text.find("did you mean `get_item`?"),
            std::string::npos);
}

TEST(Ladder, ABatchHasALimit) {
  Served served;
  Connection connection = connected(Version::v2025_03_26);
  std::string text = "[1";
  for (int i = 0; i < 100; ++i) text += ",1";
  EXPECT_EQ(describe(served.handler.handle(connection, {}, text + "]"), false),
            "null error -32600");
}

TEST(Ladder, TheAnswersOfABatchHaveALimit) {
  const std::string description(3 * 1024 * 1024, 'x');
  Listing listing = sample::listings[0];
  listing.description = {description.data(), static_cast<std::uint32_t>(description.size())};
  const Profile profile = {"universal"_t, {&listing, 1}};
  Server server = sample::server;
  server.tools = {sample::tools, 1};
  server.profiles = {&profile, 1};
  Served served(server);
  Connection connection = connected(Version::v2025_03_26);
  const std::string list = REQUEST("tools/list", "");
  const std::string text = "[" + list + "," + list + "," + list + "," + list + "," +
                           NOTIFICATION("notifications/x", "") + "]";
  EXPECT_EQ(describe(served.handler.handle(connection, {}, text), false),
            "batch | 1 result | 1 result | 1 result | 1 error -32600 | nothing");
}

}  // namespace
}  // namespace mcp::protocol
