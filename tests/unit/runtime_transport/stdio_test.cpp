// stdio end to end: a server process on pipes, an API on a socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "process.h"
#include "upstream.h"

namespace mcp::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

#define META                                                            \
  R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)" \
  R"("io.modelcontextprotocol/clientCapabilities":{}})"

constexpr const char* initialize =
    R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
    R"("capabilities":{},"clientInfo":{"name":"t","version":"1"}}})";
constexpr const char* discover =
    R"({"jsonrpc":"2.0","id":"d","method":"server/discover","params":{)" META "}}";

std::string call(const std::string& id, const std::string& tool, const std::string& arguments) {
  return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":")" + tool +
         R"(","arguments":)" + arguments + R"(,)" META "}}";
}

std::string get(const std::string& id, const std::string& item) {
  return call(id, "get_item", R"({"item_id":")" + item + R"("})");
}

TEST(Stdio, ServesBothErasAndEndsWithItsInput) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  server.write_line(discover);
  EXPECT_THAT(server.read_line(), HasSubstr(R"("supportedVersions":["2026-07-28"])"));
  server.write_line(initialize);
  EXPECT_THAT(server.read_line(), HasSubstr(R"("protocolVersion":"2025-11-25")"));
  server.write_line(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  server.write_line(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})");
  EXPECT_THAT(server.read_line(), HasSubstr(R"("tools":[{"name":"get_item")"));
  server.write_line(R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_item",)"
                    R"("arguments":{"item_id":"a"}}})");
  EXPECT_THAT(server.read_line(), HasSubstr(R"("structuredContent":{"id":"a"},"isError":false)"));
  server.write_line(get("3", "b"));
  EXPECT_THAT(server.read_line(), HasSubstr(R"("structuredContent":{"id":"b"},"isError":false)"));
  server.write_line(call("4", "list_items", "{}"));
  EXPECT_THAT(server.read_line(), HasSubstr(R"("structuredContent":[1,2])"));
  server.close_input();
  EXPECT_EQ(server.read_rest(), "");
  EXPECT_EQ(server.read_error_rest(), "");
  EXPECT_EQ(server.wait(), 0);
}

TEST(Stdio, ReadsAFileWithoutALineEndAndWithEmptyLines) {
  const Output output = run({}, {}, "\r\n  \n" + std::string(discover) + "\r\n" + initialize);
  EXPECT_EQ(output.status, 0);
  EXPECT_THAT(output.out, StartsWith(R"({"jsonrpc":"2.0","id":"d","result":)"));
  EXPECT_THAT(output.out, HasSubstr("\n{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":"));
  EXPECT_EQ(output.err, "");
}

TEST(Stdio, GoesOnAfterAMessageThatIsTooLarge) {
  const std::string large(11 * 1024 * 1024, ' ');
  const Output output = run({}, {}, large + "\n" + large + "\n" + discover + "\n");
  EXPECT_EQ(output.status, 0);
  const std::string refused =
      R"({"jsonrpc":"2.0","error":{"code":-32600,"message":"the message has more than 10485760 bytes"}})"
      "\n";
  EXPECT_THAT(output.out, StartsWith(refused + refused + R"({"jsonrpc":"2.0","id":"d")"));
}

TEST(Stdio, ManyCallsAtOnceAreAllAnswered) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  // More than run at once: the others wait for their turn, and messages between them do not.
  for (int i = 0; i < 100; ++i)
    server.write_line(get(std::to_string(i), "slow" + std::to_string(i)));
  server.write_line(discover);
  EXPECT_THAT(server.read_line(), StartsWith(R"({"jsonrpc":"2.0","id":"d")"));
  upstream.wait_for_slow(64);
  upstream.release();
  upstream.wait_for_slow(100);
  upstream.release();
  std::vector<bool> answered(100);
  for (int i = 0; i < 100; ++i) {
    const std::string line = server.read_line();
    const std::size_t id = std::stoul(line.substr(line.find("\"id\":") + 5));
    EXPECT_THAT(line, HasSubstr(R"("structuredContent":{"id":"slow)" + std::to_string(id) + "\""));
    answered[id] = true;
  }
  EXPECT_EQ(answered, std::vector<bool>(100, true));
}

TEST(Stdio, ACancelledCallIsEndedAndNotAnswered) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  server.write_line(get("1", "slow"));
  server.write_line(get("\"two\"", "slow"));
  upstream.wait_for_slow(2);
  server.write_line(
      R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  upstream.wait_for_closed(1);
  // Ids that are not in flight change nothing.
  server.write_line(
      R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"1"}})");
  upstream.release();
  EXPECT_THAT(server.read_line(), StartsWith(R"({"jsonrpc":"2.0","id":"two","result")"));
  server.close_input();
  EXPECT_EQ(server.read_rest(), "");
  EXPECT_EQ(server.wait(), 0);
}

TEST(Stdio, ACallThatWaitsForItsTurnCanBeCancelled) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  for (int i = 0; i < 64; ++i) server.write_line(get(std::to_string(i), "slow"));
  upstream.wait_for_slow(64);
  server.write_line(get("64", "never"));
  server.write_line(get("65", "later"));
  server.write_line(
      R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":64}})");
  // Answered after the cancellation was read, and by then it is in effect for what starts later.
  server.write_line(discover);
  server.read_line();
  upstream.release();
  server.close_input();
  const std::string rest = server.read_rest();
  EXPECT_EQ(server.wait(), 0);
  EXPECT_THAT(rest, HasSubstr(R"("id":65,)"));
  EXPECT_THAT(rest, testing::Not(HasSubstr(R"("id":64,)")));
}

TEST(Stdio, CallsInFlightAreAnsweredAfterTheEndOfInput) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  server.write_line(get("1", "slow"));
  upstream.wait_for_slow(1);
  server.close_input();
  upstream.release();
  EXPECT_THAT(server.read_line(), HasSubstr(R"("structuredContent":{"id":"slow"})"));
  EXPECT_EQ(server.wait(), 0);
}

TEST(Stdio, CallsInFlightAreAnsweredAfterSigterm) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  server.write_line(get("1", "slow"));
  upstream.wait_for_slow(1);
  server.signal(SIGTERM);
  upstream.release();
  EXPECT_THAT(server.read_line(), HasSubstr(R"("structuredContent":{"id":"slow"})"));
  EXPECT_EQ(server.read_rest(), "");
  EXPECT_EQ(server.wait(), 0);
}

TEST(Stdio, SigintWithNothingToDoEndsAtOnce) {
  Process server({});
  server.write_line(discover);
  server.read_line();
  server.signal(SIGINT);
  EXPECT_EQ(server.read_rest(), "");
  EXPECT_EQ(server.wait(), 0);
}

TEST(Stdio, BatchesOf20250326) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  server.write_line(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":)"
                    R"({"protocolVersion":"2025-03-26"}})");
  server.read_line();
  server.write_line(R"([{"jsonrpc":"2.0","id":1,"method":"ping"},)"
                    R"({"jsonrpc":"2.0","method":"notifications/initialized"},)"
                    R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":)"
                    R"({"name":"get_item","arguments":{"item_id":"x"}}}])");
  const std::string line = server.read_line();
  EXPECT_THAT(line,
              StartsWith(R"([{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2,)"));
  EXPECT_THAT(line, testing::EndsWith("}]"));
  server.write_line(R"([{"jsonrpc":"2.0","method":"notifications/initialized"}])");
  server.write_line(R"({"jsonrpc":"2.0","id":3,"method":"ping"})");
  EXPECT_EQ(server.read_line(), R"({"jsonrpc":"2.0","id":3,"result":{}})");
}

TEST(Stdio, WhateverGoesWrongUpstreamIsAToolErrorAndTheServerGoesOn) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  for (const std::string& message :
       {get("1", "broken/../x"), get("1", "teapot"), call("1", "list_items", R"({"limit":13})"),
        call("1", "get_item", "{}"), call("1", "create_item", R"({"body":{}})"),
        call("1", "count_items", "{}")}) {
    server.write_line(message);
    server.read_line();
  }
  server.write_line(get("1", "teapot"));
  EXPECT_THAT(server.read_line(), HasSubstr(R"("isError":true)"));
  EXPECT_THAT(server.read_error_line(), HasSubstr("shop-mcp: error: get_item: unknown exception"));
  EXPECT_THAT(server.read_error_line(), HasSubstr("shop-mcp: error: list_items: unlucky"));
  server.write_line(get("9", "fine"));
  EXPECT_THAT(server.read_line(), HasSubstr(R"("structuredContent":{"id":"fine"})"));
}

TEST(Stdio, AnApiThatIsNotThereIsAToolError) {
  Process server({"--base-url", "http://127.0.0.1:1", "--log-level=info"});
  server.write_line(get("1", "x"));
  EXPECT_THAT(server.read_line(), HasSubstr(R"("isError":true)"));
  EXPECT_THAT(server.read_error_line(), StartsWith("shop-mcp: info: get_item connect "));
}

TEST(Stdio, HooksSeeEveryExchange) {
  Upstream upstream;
  Process server({"--base-url", upstream.url()});
  server.write_line(get("1", "x"));
  server.read_line();
  ASSERT_EQ(upstream.requests().size(), 1U);
  EXPECT_THAT(upstream.requests()[0], HasSubstr("X-Hook: was here"));
}

}  // namespace
}  // namespace mcp::test
