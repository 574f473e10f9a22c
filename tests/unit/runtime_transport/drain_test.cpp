// The end does not wait for an API that does not answer.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <thread>

#include "../runtime_protocol/sample_tables.h"
#include "process.h"
#include "transport/stdio.h"
#include "transport/streamable_http.h"
#include "upstream.h"

namespace mcp::test {
namespace {

constexpr const char* call =
    R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_item",)"
    R"("arguments":{"item_id":"slow"},"_meta":{)"
    R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientCapabilities":{}}}})";

struct Fixture {
  Upstream upstream;
  Features features;
  Hooks hooks;
  configuration::Configuration configuration;
  transport::Log log{"shop-mcp", transport::LogLevel::error};
  metrics::Metrics metrics;
  transport::CallerContext context{sample::server, features, hooks, configuration, log, metrics};

  Fixture() {
    configuration.settings.base_urls = {upstream.url(), ""};
    configuration.egress.allow("127.0.0.1", true);
    configuration.credentials = {{}};
  }
};

TEST(Drain, OfStdioIsBounded) {
  Fixture fixture;
  std::array<int, 2> input{};
  std::array<int, 2> output{};
  ASSERT_EQ(pipe(input.data()), 0);
  ASSERT_EQ(pipe(output.data()), 0);
  transport::StdioOptions options;
  options.input = input[0];
  options.output = output[1];
  options.drain_time = std::chrono::milliseconds(1);
  std::thread server([&] { transport::serve_stdio(fixture.context, options); });
  const std::string line = std::string(call) + "\n";
  EXPECT_EQ(write(input[1], line.data(), line.size()), static_cast<ssize_t>(line.size()));
  fixture.upstream.wait_for_slow(1);
  close(input[1]);
  server.join();
  close(input[0]);
  close(output[1]);
  char c = 0;
  EXPECT_EQ(read(output[0], &c, 1), 0);
  close(output[0]);
}

TEST(Drain, OfHttpIsBounded) {
  Fixture fixture;
  transport::HttpOptions options;
  options.endpoint = {"127.0.0.1", 0};
  options.drain_time = std::chrono::milliseconds(1);
  std::thread client;
  options.listening = [&](const transport::Endpoint& endpoint) {
    client = std::thread([&, port = endpoint.port] {
      Socket socket(port);
      const std::string body = call;
      socket.write("POST /mcp HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
                   "\r\nContent-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                   "Mcp-Method: tools/call\r\nMcp-Name: get_item\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n" + body);
      fixture.upstream.wait_for_slow(1);
      raise(SIGTERM);
      EXPECT_EQ(status_of(socket.read_all()), 0);
    });
  };
  {
    http::Loop loop;
    transport::serve_http(loop, fixture.context, options);
  }
  client.join();
}

}  // namespace
}  // namespace mcp::test
