// What a server counts while it is used, read as monitoring reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include "process.h"
#include "upstream.h"

namespace mcp::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::uint16_t last_port(const std::string& line) {
  return static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
}

/// A server with metrics; `arguments` in front of its command line.
struct Measured {
  explicit Measured(std::vector<std::string> arguments)
      : process((arguments.insert(arguments.end(),
                                  {"--http", "127.0.0.1:0", "--metrics", "127.0.0.1:0"}),
                 std::move(arguments))) {
    line = process.read_error_line();
    metrics_port = last_port(line);
    port = port_in(process.read_error_line());
  }

  std::string get(std::string_view method, std::string_view path, std::string more = {}) const {
    return http(metrics_port, method, path,
                "Host: localhost:" + std::to_string(metrics_port) + "\r\n" + std::move(more));
  }

  std::string post(std::string_view body) const {
    return http(port, "POST", "/mcp",
                "Host: localhost:" + std::to_string(port) +
                    "\r\nContent-Type: application/json\r\n"
                    "Accept: application/json, text/event-stream\r\n",
                body);
  }

  Process process;
  std::string line;
  std::uint16_t metrics_port = 0;
  std::uint16_t port = 0;
};

std::string call(std::string_view tool, std::string_view arguments) {
  return R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":")" + std::string(tool) +
         R"(","arguments":)" + std::string(arguments) + "}}";
}

TEST(Metrics, CountWhatAServerOfOperationsDoes) {
  Upstream upstream;
  const Measured server({"--base-url", upstream.url()});
  EXPECT_THAT(server.line, StartsWith("shop-mcp: metrics at http://127.0.0.1:"));
  server.post(call("get_item", R"({"item_id":"a"})"));
  server.post(call("get_item", R"({"item_id":"b"})"));
  server.post(call("get_item", R"({"item_id":"flaky"})"));
  server.post(call("get_item", R"({"item_id":"none-such"})"));
  server.post(call("get_item", R"({"item_id":"unlike-the-document"})"));
  server.post(call("get_item", R"({"item_id":1.5,"surprise":true})"));
  server.post(call("no_such_tool", "{}"));
  server.post(R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})");
  server.post(R"({"jsonrpc":"2.0","id":1,"method":"secret/of\"mine"})");
  server.post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
  server.post("no JSON");
  const std::string text = server.get("GET", "/metrics");
  EXPECT_EQ(status_of(text), 200);
  EXPECT_THAT(text, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  for (const char* row : {
           R"(mcp_requests_total{method="tools/call",outcome="ok"} 6)",
           R"(mcp_requests_total{method="tools/call",outcome="error"} 1)",
           R"(mcp_requests_total{method="tools/list",outcome="ok"} 1)",
           R"(mcp_requests_total{method="other",outcome="error"} 2)",
           R"(mcp_tool_calls_total{outcome="refused"} 1)",
           R"(mcp_tool_call_duration_seconds_count 6)",
           R"(mcp_upstream_responses_total{class="5xx"} 1)",
           R"(mcp_upstream_retries_total 1)",
           R"(mcp_results_checked_total{outcome="conforms"} 4)",
           R"(mcp_results_checked_total{outcome="differs"} 1)",
           R"(mcp_results_checked_total{outcome="unchecked"} 0)",
           R"(mcp_http_responses_total{status="202"} 1)",
           R"(mcp_http_responses_total{status="400"} 1)",
           R"(mcp_http_connections )",
           R"(mcp_sessions 0)",
           R"(mcp_server_info{name="shop",version=")",
       }) {
    EXPECT_THAT(text, HasSubstr(std::string("\n") + row));
  }
  EXPECT_THAT(text, testing::Not(HasSubstr("secret")));
}

TEST(Metrics, WhatDiffersFromTheDocumentIsLoggedOnceForATool) {
  Upstream upstream;
  Measured server({"--base-url", upstream.url()});
  for (int i = 0; i < 3; ++i) {
    server.post(call("get_item", R"({"item_id":"unlike-the-document"})"));
  }
  EXPECT_EQ(server.process.read_error_line(),
            "shop-mcp: warning: get_item: the result is not what the document says: `/id` against "
            "`#/properties/id/maxLength`");
  server.process.signal(SIGTERM);
  EXPECT_EQ(server.process.read_error_rest(), "");
}

TEST(Metrics, CountWhatHandlersDo) {
  const Measured server({"--features"});
  const std::string begun = server.post(
      R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
      R"("capabilities":{},"clientInfo":{"name":"t","version":"1"}}})");
  EXPECT_EQ(status_of(begun), 200);
  const std::string text = server.get("GET", "/metrics");
  EXPECT_THAT(text, HasSubstr("\nmcp_sessions 1\n"));
  EXPECT_THAT(text, HasSubstr("\nmcp_requests_total{method=\"initialize\",outcome=\"ok\"} 1\n"));
}

TEST(Metrics, AreThereForMonitoringOnly) {
  const Measured server({});
  EXPECT_EQ(status_of(server.get("GET", "/mcp")), 404);
  EXPECT_EQ(status_of(server.get("POST", "/metrics")), 405);
  EXPECT_EQ(status_of(server.get("GET", "/metrics", "Origin: http://localhost\r\n")), 403);
  EXPECT_EQ(status_of(http(server.metrics_port, "GET", "/metrics", "Host: evil.example\r\n")), 403);
  EXPECT_EQ(status_of(http(server.port, "GET", "/metrics",
                           "Host: localhost:" + std::to_string(server.port) + "\r\n")),
            404);
}

TEST(Metrics, AnAddressThatIsTakenIsAFault) {
  const Measured server({});
  const std::string taken = "127.0.0.1:" + std::to_string(server.metrics_port);
  const Output output = run({"--http", "127.0.0.1:0", "--metrics", taken});
  EXPECT_EQ(output.status, 3);
  EXPECT_THAT(output.err, HasSubstr("shop-mcp: http://" + taken + ": "));
}

}  // namespace
}  // namespace mcp::test
