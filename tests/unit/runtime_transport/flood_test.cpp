// What floods of bad input, of half-open connections, of sessions and of readers that do not read
// change for everybody else: nothing. Bounded in numbers; no times are asserted.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "paths.h"
#include "process.h"

namespace mcp::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view initialize =
    R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
    R"("capabilities":{},"clientInfo":{"name":"t","version":"1"}}})";
constexpr std::string_view ping = R"({"jsonrpc":"2.0","id":2,"method":"ping"})";

/// How many files a process may open; those that are started meanwhile have the same limit.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t limit) {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit now{std::min(limit, before_.rlim_max), before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &now), 0);
  }
  ~DescriptorLimit() { setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit before_{};
};

struct Server {
  explicit Server(std::vector<std::string> options = {})
      : process(arguments(std::move(options))), port(port_in(process.read_error_line())) {
    session = begin();
  }

  static std::vector<std::string> arguments(std::vector<std::string> options) {
    options.insert(options.begin(), {"--features", "--http", "127.0.0.1:0"});
    return options;
  }

  std::string headers(const std::string& more = {}) const {
    return "Host: localhost:" + std::to_string(port) +
           "\r\nContent-Type: application/json\r\n"
           "Accept: application/json, text/event-stream\r\n" +
           more;
  }

  std::string begin() const {
    const std::string response = http(port, "POST", "/mcp", headers(), initialize);
    const std::size_t at = response.find("Mcp-Session-Id: ") + 16;
    return response.substr(at, response.find('\r', at) - at);
  }

  /// Everybody else: a session of before still answers.
  void expect_alive() const {
    const std::string response =
        http(port, "POST", "/mcp", headers("Mcp-Session-Id: " + session + "\r\n"), ping);
    EXPECT_EQ(body_of(response), R"({"jsonrpc":"2.0","id":2,"result":{}})");
  }

  Process process;
  std::uint16_t port;
  std::string session;
};

TEST(Flood, OfBadRequests) {
  Server server;
  const std::string deep(100'000, '[');
  const std::vector<std::string> bodies = {
      "",
      "{",
      "null",
      "[]",
      deep,
      "\xff",
      R"({"jsonrpc":"2.0","id":null,"method":"ping"})",
      R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"from-18446744073709551615"}})",
      R"({"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}})"};
  const std::vector<std::string> fields = {
      "Mcp-Session-Id: ../../etc/passwd\r\n",
      "Mcp-Session-Id: " + server.session + "\r\n",
      "MCP-Protocol-Version: 9999-99-99\r\n",
      "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: =?base64?!?=\r\n",
      "Authorization: Bearer " + std::string(8000, 'x') + "\r\n",
      "Last-Event-ID: 18446744073709551616-1\r\n"};
  for (int round = 0; round < 20; ++round) {
    for (const std::string& body : bodies) {
      for (const std::string& field : fields) {
        const std::string response = http(server.port, "POST", "/mcp", server.headers(field), body);
        ASSERT_NE(status_of(response), 0);
        EXPECT_LT(status_of(response), 500) << response;
        // No path of this machine, and nothing that was sent as a secret.
        EXPECT_THAT(response, Not(HasSubstr("xxxx")));
        EXPECT_THAT(response, Not(HasSubstr(MCPCC_SOURCE_DIR)));
      }
    }
  }
  server.expect_alive();
}

TEST(Flood, OfConnectionsThatNeverSendARequest) {
  std::unique_ptr<Server> server;
  {
    const DescriptorLimit few(256);  // as some machines have it: the server asks for more itself
    server = std::make_unique<Server>();
  }
  const DescriptorLimit many(4096);
  std::vector<std::unique_ptr<Socket>> sockets;
  for (int i = 0; i < 1200; ++i) {
    sockets.push_back(std::make_unique<Socket>(server->port));
    sockets.back()->write("POST /mcp HTTP/1.1\r\nHost: loc");
  }
  server->expect_alive();
}

TEST(Flood, OfHugeBodies) {
  Server server;
  const std::string head = "POST /mcp HTTP/1.1\r\n" + server.headers();
  std::vector<std::unique_ptr<Socket>> sockets;
  for (int i = 0; i < 100; ++i) {
    sockets.push_back(std::make_unique<Socket>(server.port));
    sockets.back()->write(head + "Content-Length: 4194304\r\n\r\n" + std::string(65536, ' '));
  }
  Socket too_large(server.port);
  too_large.write(head + "Content-Length: 4194305\r\n\r\n");
  EXPECT_THAT(too_large.read_line(), HasSubstr(" 413 "));
  Socket endless(server.port);
  endless.write(head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFF\r\n");
  EXPECT_THAT(endless.read_line(), HasSubstr(" 4"));
  server.expect_alive();
}

TEST(Flood, OfSessions) {
  Server server;
  for (int i = 0; i < 1000; ++i) EXPECT_GE(server.begin().size(), 32U);
  server.expect_alive();
}

TEST(Flood, OfSubscriptions) {
  Server server;
  const std::string in_session = server.headers("Mcp-Session-Id: " + server.session + "\r\n");
  const std::string long_uri(4000, 'x');
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string response =
        http(server.port, "POST", "/mcp", in_session,
             R"({"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"n://)" +
                 std::to_string(i) + long_uri + R"("}})");
    if (response.find("-32602") != std::string::npos) ++refused;
  }
  EXPECT_GT(refused, 50);
  server.expect_alive();
}

TEST(Flood, OfEventsThatNobodyReads) {
  Server server;
  const std::string listen =
      R"({"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{)"
      R"("notifications":{"resourceSubscriptions":["note://one"],"toolsListChanged":true},"_meta":{)"
      R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
      R"("io.modelcontextprotocol/clientCapabilities":{}}}})";
  std::vector<std::unique_ptr<Socket>> sockets;
  for (int i = 0; i < 50; ++i) {
    sockets.push_back(std::make_unique<Socket>(server.port));
    sockets.back()->write(
        "POST /mcp HTTP/1.1\r\n" +
        server.headers("MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n") +
        "Content-Length: " + std::to_string(listen.size()) + "\r\n\r\n" + listen);
    EXPECT_THAT(sockets.back()->read_line(), HasSubstr(" 200 "));
  }
  const std::string in_session = server.headers("Mcp-Session-Id: " + server.session + "\r\n");
  for (int i = 0; i < 500; ++i) {
    const std::string response =
        http(server.port, "POST", "/mcp", in_session,
             R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"touch"}})");
    EXPECT_THAT(body_of(response), HasSubstr("touched"));
  }
  server.expect_alive();
}

TEST(Flood, OfLinesOnStandardInput) {
  Process process({"--features"});
  std::string lines;
  for (int i = 0; i < 2000; ++i) lines += i % 2 == 0 ? "{\"jsonrpc\"\n" : "[[[[[[[[\n";
  process.write(lines);
  for (int i = 0; i < 2000; ++i) EXPECT_THAT(process.read_line(), HasSubstr("-32700"));
  process.write_line(ping);
  EXPECT_EQ(process.read_line(), R"({"jsonrpc":"2.0","id":2,"result":{}})");
}

}  // namespace
}  // namespace mcp::test
