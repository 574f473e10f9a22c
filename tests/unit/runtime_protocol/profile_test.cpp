// Which profile a message is served, and that calls are put back into the document's words.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "served.h"

namespace mcp::protocol {
namespace {

constexpr Rewrite rewrites[] = {{"/limit"_t, RewriteKind::null_is_absent, ""_t},
                                {"/kind"_t, RewriteKind::rename, "filter[kind]"_t}};

Listing shown_as(Text title, List<Rewrite> rows = {}) {
  return {title, ""_t, R"({"type":"object"})"_t, ""_t, ""_t, rows};
}

struct Profiled {
  explicit Profiled(const Options& options = {}) : served(server, options) {}

  Listing universal = shown_as("Universal"_t), gemini = shown_as("Gemini"_t, {rewrites, 2});
  Profile profiles[2] = {{"universal"_t, {&universal, 1}}, {"gemini"_t, {&gemini, 1}}};
  Server server = [this] {
    Server out = sample::server;
    out.tools = {sample::tools, 1};
    out.profiles = {profiles, 2};
    return out;
  }();
  Served served;

  std::string reply(Connection& connection, const Envelope& envelope, std::string text) {
    const Outcome outcome = served.handler.handle(connection, envelope, std::move(text));
    return std::get<Reply>(std::get<Step>(outcome)).text;
  }
};

std::string initialize(std::string_view client) {
  return R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
         R"("capabilities":{},"clientInfo":{"name":")" +
         std::string(client) + R"(","version":"1"}}})";
}

constexpr std::string_view legacy_list = R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})";
constexpr std::string_view modern_list =
    R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{)"
    R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientInfo":{"name":"gemini-cli-mcp-client","version":"1"},)"
    R"("io.modelcontextprotocol/clientCapabilities":{}}}})";

std::string profile_in(const std::string& reply) {
  const bool universal = reply.find("\"Universal\"") != std::string::npos;
  const bool gemini = reply.find("\"Gemini\"") != std::string::npos;
  return universal ? "universal" : gemini ? "gemini" : reply;
}

TEST(ServedProfile, IsThatOfThePathTheCommandLineOrTheClient) {
  struct Case {
    std::string_view client, list;
    std::optional<std::size_t> of_path, of_command_line;
    std::string_view served;
  };
  const Case cases[] = {
      {"claude-code", legacy_list, {}, {}, "universal"},
      {"gemini-cli-mcp-client", legacy_list, {}, {}, "gemini"},
      {"gemini-cli-mcp-client-plants", legacy_list, {}, {}, "gemini"},
      {"gemini-cli-mcp-client", legacy_list, {}, 0, "universal"},
      {"gemini-cli-mcp-client", legacy_list, 0, 1, "universal"},
      {"claude-code", legacy_list, {}, 1, "gemini"},
      {"claude-code", legacy_list, 1, {}, "gemini"},
      // Lists of 2026-07-28 do not vary by connection, nor by who says to be who.
      {"gemini-cli-mcp-client", modern_list, {}, {}, "universal"},
      {"gemini-cli-mcp-client", modern_list, {}, 1, "gemini"},
      {"gemini-cli-mcp-client", modern_list, 1, {}, "gemini"},
  };
  for (const auto& c : cases) {
    Options options;
    options.profile = c.of_command_line;
    Profiled profiled(options);
    Connection connection;
    Envelope envelope;
    envelope.profile = c.of_path;
    profiled.reply(connection, envelope, initialize(c.client));
    EXPECT_EQ(profile_in(profiled.reply(connection, envelope, std::string(c.list))), c.served)
        << c.client << ' ' << c.list;
  }
}

TEST(ServedProfile, PutsArgumentsBack) {
  Profiled profiled;
  Envelope envelope;
  const auto arguments = [&](std::size_t profile) {
    envelope.profile = profile;
    Connection connection = connected(latest_legacy);
    const Outcome outcome = profiled.served.handler.handle(
        connection, envelope,
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_item",)"
        R"("arguments":{"item_id":"7","limit":null,"kind":"x"}}})");
    const auto& call = std::get<Call>(std::get<Step>(outcome));
    return std::string(call.arguments->raw());
  };
  EXPECT_EQ(arguments(0), R"({"item_id":"7","limit":null,"kind":"x"})");
  EXPECT_EQ(arguments(1), R"({"item_id":"7","filter[kind]":"x"})");
}

TEST(ServedProfile, SaysInItsOwnNamesWhatIsWrong) {
  Profiled profiled;
  Envelope envelope;
  envelope.profile = 1;
  Connection connection = connected(latest_legacy);
  const auto call = [&](std::string_view arguments) {
    return profiled.served.handler.handle(
        connection, envelope,
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_item",)"
        R"("arguments":)" +
            std::string(arguments) + "}}");
  };
  const Outcome fine = call(R"({"kind":"x"})");
  EXPECT_EQ(std::get<mcp::protocol::Call>(std::get<Step>(fine)).names->shown({}, "filter[kind]"),
            "kind");
  const Outcome twice = call(R"({"kind":"x","filter[kind]":"y"})");
  const auto& refused = std::get<Reply>(std::get<Step>(twice));
  EXPECT_TRUE(refused.is_refused_call);
  EXPECT_NE(refused.text.find(R"(invalid arguments for get_item:\n- `kind` and `filter[kind]` are )"
                              R"(names of one member, give only one of them)"),
            std::string::npos)
      << refused.text;
  EXPECT_NE(refused.text.find(R"("isError":true)"), std::string::npos) << refused.text;
}

TEST(ServedProfile, HasDefinitionsInItsSchemas) {
  constexpr std::uint32_t indices[] = {1};
  constexpr Definition definitions[] = {{"A"_t, "{}"_t}, {"B"_t, R"({"type":"null"})"_t}};
  Profiled profiled;
  profiled.universal.definitions = {indices, 1};
  profiled.server.definitions = {definitions, 2};
  Connection connection = connected(latest_legacy);
  const std::string reply = profiled.reply(connection, {}, std::string(legacy_list));
  EXPECT_NE(reply.find(R"("inputSchema":{"type":"object","$defs":{"B":{"type":"null"}}})"),
            std::string::npos)
      << reply;
}

}  // namespace
}  // namespace mcp::protocol
