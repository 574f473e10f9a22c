// Streamable HTTP end to end: a server process, real sockets, an API on another one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "process.h"
#include "upstream.h"

namespace mcp::test {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

#define META                                                            \
  R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)" \
  R"("io.modelcontextprotocol/clientCapabilities":{}})"

constexpr const char* discover =
    R"({"jsonrpc":"2.0","id":1,"method":"server/discover","params":{)" META "}}";
constexpr const char* ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
constexpr const char* json = "Content-Type: application/json\r\n";
constexpr const char* both = "Accept: application/json, text/event-stream\r\n";

/// A server on a free port; `api` may be empty.
struct Served {
  explicit Served(std::vector<std::string> options, const std::string& api = {},
                  const std::string& address = "127.0.0.1:0")
      : process(arguments(std::move(options), api, address)) {
    port = port_in(process.read_error_line());
    host = "Host: 127.0.0.1:" + std::to_string(port) + "\r\n";
  }

  static std::vector<std::string> arguments(std::vector<std::string> options,
                                            const std::string& api, const std::string& address) {
    options.insert(options.end(), {"--http", address});
    if (!api.empty()) options.insert(options.end(), {"--base-url", api});
    return options;
  }

  std::string post(const std::string& headers, std::string_view body) const {
    return http(port, "POST", "/mcp", host + headers, body);
  }

  std::string modern(const std::string& method, const std::string& body,
                     const std::string& more = {}) const {
    return post(modern_headers(method) + more, body);
  }

  static std::string modern_headers(const std::string& method) {
    return std::string(json) + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: " + method + "\r\n";
  }

  Process process;
  std::uint16_t port = 0;
  std::string host;
};

std::string call_body(const std::string& item, bool modern) {
  return R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_item",)"
         R"("arguments":{"item_id":")" +
         item + R"("})" + (modern ? "," META : "") + "}}";
}

std::string raw(const Served& served, const std::string& headers, const std::string& body) {
  return "POST /mcp HTTP/1.1\r\n" + served.host + headers +
         "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST(Http, ServesBothEras) {
  Upstream upstream;
  const Served served({}, upstream.url());
  std::string response = served.modern("server/discover", discover);
  EXPECT_EQ(status_of(response), 200);
  EXPECT_THAT(response, HasSubstr("Content-Type: application/json\r\n"));
  EXPECT_THAT(response, HasSubstr(R"("supportedVersions":["2026-07-28"])"));
  response = served.modern("tools/call", call_body("a", true), "mcp-name: get_item\r\n");
  EXPECT_THAT(response, HasSubstr(R"("structuredContent":{"id":"a"})"));

  const std::string legacy = std::string(json) + both;
  response = served.post(legacy, R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":)"
                                 R"({"protocolVersion":"2025-06-18"}})");
  EXPECT_EQ(status_of(response), 200);
  EXPECT_THAT(response, Not(HasSubstr("Mcp-Session-Id")));
  EXPECT_THAT(response, HasSubstr(R"("protocolVersion":"2025-06-18")"));
  response = served.post(legacy, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  EXPECT_EQ(status_of(response), 202);
  EXPECT_EQ(body_of(response), "");
  response = served.post(legacy + "MCP-Protocol-Version: 2025-11-25\r\n", call_body("b", false));
  EXPECT_EQ(status_of(response), 200);
  EXPECT_THAT(response, HasSubstr(R"("structuredContent":{"id":"b"})"));
  response = served.post(legacy, "[" + std::string(ping) + "," + call_body("c", false) + "]");
  EXPECT_EQ(status_of(response), 200);
  EXPECT_THAT(body_of(response), testing::StartsWith(R"([{"jsonrpc":"2.0","id":1,"result":{}},)"));
  response = served.post(legacy, R"([{"jsonrpc":"2.0","id":1,"result":{}}])");
  EXPECT_EQ(status_of(response), 202);
}

TEST(Http, StatusOfWhatIsNoMessage) {
  const Served served({});
  struct Case {
    const char* method;
    const char* target;
    std::string headers;
    std::string body;
    int status;
  };
  const std::string host = served.host;
  const Case cases[] = {
      {"GET", "/mcp", host, "", 405},
      {"DELETE", "/mcp", host, "", 405},
      {"OPTIONS", "/mcp", host, "", 405},
      {"POST", "/", host + json + both, ping, 404},
      {"POST", "/mcp/", host + json + both, ping, 404},
      {"POST", "/mcp?x=1", host + json + both, ping, 200},
      {"POST", "/mcp", host + both, ping, 415},
      {"POST", "/mcp", host + both + "Content-Type: text/plain\r\n", ping, 415},
      {"POST", "/mcp", host + both + "Content-Type: application/jsonl\r\n", ping, 415},
      {"POST", "/mcp", host + both + "content-type: Application/JSON ; charset=utf-8\r\n", ping,
       200},
      {"POST", "/mcp", host + json, ping, 406},
      {"POST", "/mcp", host + json + "Accept: application/json\r\n", ping, 406},
      {"POST", "/mcp", host + json + "Accept: text/event-stream\r\n", ping, 406},
      {"POST", "/mcp", host + json + "Accept: */*\r\n", ping, 200},
      {"POST", "/mcp", host + json + "Accept: text/event-stream;q=0.1\r\nAccept: application/*\r\n",
       ping, 200},
      {"POST", "/mcp", host + json + "Accept: application/json;q=0, text/event-stream\r\n", ping,
       406},
      {"POST", "/mcp", host + json + "Accept: application/json ; Q=0.000, */*\r\n", ping, 406},
      {"POST", "/mcp", host + json + "Accept: text/*;q=0, application/json, */*\r\n", ping, 406},
      {"POST", "/mcp", host + json + "Accept: */*;q=0\r\n", ping, 406},
      {"POST", "/mcp", host + json + "Accept: */*;q=0, application/json;a=b, text/*;q=0.01\r\n",
       ping, 200},
      {"POST", "/mcp", host + json + both, "{", 400},
      {"POST", "/mcp", host + json + both, std::string(5 * 1024 * 1024, ' '), 413},
      {"POST", "/mcp", host + json + both + "MCP-Protocol-Version: 1999-01-01\r\n", ping, 400},
      {"POST", "/mcp",
       host + Served::modern_headers("server/discover") + "MCP-Protocol-Version: 2026-07-28\r\n",
       discover, 400},
      {"GET", "/healthz", host, "", 200},
      {"GET", "/healthz", "Host: whatever.example\r\n", "", 200},
      {"POST", "/healthz", host, "", 405},
  };
  for (const Case& c : cases) {
    const std::string response = http(served.port, c.method, c.target, c.headers, c.body);
    EXPECT_EQ(status_of(response), c.status) << c.method << ' ' << c.target << ' ' << c.headers;
  }
  EXPECT_THAT(http(served.port, "GET", "/mcp", host), HasSubstr("\r\nAllow: POST\r\n"));
  EXPECT_THAT(http(served.port, "GET", "/healthz", host), EndsWith(R"({"status":"ok"})"));
  EXPECT_EQ(status_of(served.modern("no/such", R"({"jsonrpc":"2.0","id":1,"method":"no/such",)"
                                               R"("params":{)" META "}}")),
            404);
}

TEST(Http, HostAndOriginAreChecked) {
  const Served served({"--allow-host", "mcp.example", "--allow-origin=https://app.example"});
  const std::string port = std::to_string(served.port);
  struct Case {
    std::string headers;
    int status;
  };
  const Case cases[] = {
      {"Host: localhost:" + port + "\r\n", 200},
      {"Host: evil.example.com\r\n", 403},
      {"Host: localhost:1\r\n", 403},
      {"Host: MCP.example:77\r\n", 200},
      {served.host + "Origin: http://localhost:3000\r\n", 200},
      {served.host + "Origin: http://evil.example.com\r\n", 403},
      {served.host + "Origin: null\r\n", 403},
      {served.host + "Origin: http://localhost:3000 http://evil.example.com\r\n", 403},
      {served.host + "Origin: http://localhost\r\nOrigin: http://evil.example.com\r\n", 403},
      {served.host + "Origin: http://localhost:1\r\nOrigin: http://evil.example.com\r\n", 403},
      {served.host + "Origin: http://localhost\r\nOrigin: http://localhost\r\n", 403},
      {served.host + "Origin: https://app.example\r\nOrigin: \r\n", 403},
      {served.host + "Origin: https://app.example\r\n", 200},
      {"Host: mcp.example\r\nOrigin: https://mcp.example\r\n", 200},
  };
  for (const Case& c : cases) {
    const std::string response = http(served.port, "POST", "/mcp", c.headers + json + both, ping);
    EXPECT_EQ(status_of(response), c.status) << c.headers;
  }
}

TEST(Http, BoundToAllAddressesItTakesAddressesAndNoNames) {
  const Served served({}, {}, "0.0.0.0:0");
  for (const auto& [host, status] :
       std::vector<std::pair<std::string, int>>{{"127.0.0.1:9", 200},
                                                {"localhost", 200},
                                                {"10.1.2.3:80", 200},
                                                {"[::1]:80", 200},
                                                {"evil.example.com", 403}}) {
    const std::string response =
        http(served.port, "POST", "/mcp", "Host: " + host + "\r\n" + json + both, ping);
    EXPECT_EQ(status_of(response), status) << host;
  }
}

TEST(Http, AModernClientThatGoesAwayCancels) {
  Upstream upstream;
  const Served served({}, upstream.url());
  Socket socket(served.port);
  socket.write(raw(served, Served::modern_headers("tools/call") + "Mcp-Name: get_item\r\n",
                   call_body("slow", true)));
  upstream.wait_for_slow(1);
  socket.close();
  upstream.wait_for_closed(1);
  EXPECT_EQ(status_of(served.modern("server/discover", discover)), 200);
}

TEST(Http, ALegacyClientThatGoesAwayDoesNot) {
  Upstream upstream;
  const Served served({}, upstream.url());
  Socket socket(served.port);
  socket.write(raw(served, std::string(json) + both, call_body("slow", false)));
  upstream.wait_for_slow(1);
  socket.close();
  // This exchange comes after the end of that connection.
  EXPECT_EQ(status_of(served.modern("server/discover", discover)), 200);
  EXPECT_EQ(upstream.closed(), 0U);
  upstream.release();
  EXPECT_EQ(status_of(served.modern("server/discover", discover)), 200);
}

TEST(Http, SigtermLetsRequestsInFlightFinish) {
  Upstream upstream;
  Served served({"--log-level", "info"}, upstream.url());
  Socket socket(served.port);
  socket.write(raw(served, std::string(json) + both, call_body("slow", false)));
  upstream.wait_for_slow(1);
  served.process.signal(SIGTERM);
  EXPECT_EQ(served.process.read_error_line(),
            "shop-mcp: info: ending: requests in flight are answered first");
  EXPECT_THROW(
      {
        while (true) Socket until_refused(served.port);
      },
      std::runtime_error);
  upstream.release();
  EXPECT_EQ(status_of(socket.read_all()), 200);
  EXPECT_EQ(served.process.wait(), 0);
}

TEST(Http, ASecondSignalEndsAtOnce) {
  Upstream upstream;
  Served served({"--log-level=info"}, upstream.url());
  Socket socket(served.port);
  socket.write(raw(served, std::string(json) + both, call_body("slow", false)));
  upstream.wait_for_slow(1);
  served.process.signal(SIGINT);
  served.process.read_error_line();
  served.process.signal(SIGTERM);
  EXPECT_EQ(served.process.wait(), 0);
}

TEST(Http, TheLogHasOneLineACallWithoutArguments) {
  Upstream upstream;
  Served served({"--log-level=info"}, upstream.url());
  served.modern("tools/call", call_body("secret-id", true), "Mcp-Name: get_item\r\n");
  const std::string line = served.process.read_error_line();
  EXPECT_THAT(line, testing::MatchesRegex("shop-mcp: info: get_item 200 [0-9]+ ms"));
  served.process.signal(SIGTERM);
  EXPECT_THAT(served.process.read_error_rest(), Not(HasSubstr("secret-id")));
}

TEST(Http, APortThatIsTakenIsAFault) {
  const Served served({});
  const Output output = run({"--http", "127.0.0.1:" + std::to_string(served.port)});
  EXPECT_EQ(output.status, 3);
  EXPECT_EQ(output.err, "shop-mcp: http://127.0.0.1:" + std::to_string(served.port) +
                            ": Address already in use\n");
}

}  // namespace
}  // namespace mcp::test
