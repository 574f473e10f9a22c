// Answers that are streams of items: progress while they come, and what becomes of those that never
// end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "../loopback/sockets.h"
#include "../wire_schema.h"
#include "process.h"
#include "served.h"

namespace mcp::test {
namespace {

using http::test::Peer;
using http::test::RawServer;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string head(const std::string& type) {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n";
}

std::string chunk(const std::string& text) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", text.size());
  return size + text + "\r\n";
}

/// Sends three items with time between them, and then ends, breaks off or stays silent, as the id
/// says.
void stream(Peer& peer, const std::string& request) {
  const bool is_events = request.find("/watch/") != std::string::npos;
  const auto item = [&](int i) {
    const std::string json = "{\"n\":" + std::to_string(i) + "}";
    return is_events ? "data: " + json + "\n\n" : json + "\n";
  };
  peer.send(head(is_events ? "text/event-stream" : "application/x-ndjson; charset=utf-8"));
  for (int i = 1; i <= 3; ++i) {
    peer.send(chunk(item(i)));
    // Longer than the pause between two notifications.
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  if (request.find("/whole") != std::string::npos) {
    peer.send("0\r\n\r\n");
    return;
  }
  peer.send(chunk(is_events ? "data: {\"n\":4" : "{\"n\":4"));
  if (request.find("/broken") != std::string::npos) return peer.close();
  peer.read_to_end();
}

struct Api {
  RawServer server{[](Peer& peer, int) {
    const std::string request = peer.read_message();
    if (!request.empty()) stream(peer, request);
  }};
};

constexpr const char* token = R"(,"progressToken":"p")";

TEST(Streams, TellHowManyItemsHaveCome) {
  struct Row {
    Client::Kind kind;
    protocol::Version version;
    const char* tool;
  };
  constexpr Row rows[] = {
      {Client::Kind::stdio, protocol::Version::v2024_11_05, "watch"},
      {Client::Kind::stdio, protocol::latest, "feed"},
      {Client::Kind::http, protocol::latest_legacy, "feed"},
      {Client::Kind::http, protocol::latest, "watch"},
      {Client::Kind::sse, protocol::Version::v2024_11_05, "watch"},
  };
  for (const Row& row : rows) {
    Api api;
    Client client(row.kind, row.version, {"--media"}, api.server.url(""), "{}");
    const std::string reply = client.call(row.tool, R"({"id":"whole"})", token);
    EXPECT_THAT(reply, HasSubstr(R"("isError":false)"));
    EXPECT_THAT(reply, HasSubstr(R"({\"n\":3})"));
    EXPECT_GE(client.notifications().size(), 2U);
    int last = 0;
    for (const std::string& message : client.notifications()) {
      if (WireSchema::is_there()) {
        EXPECT_EQ(WireSchema::of(row.version).message_problems(message, ""), "");
      }
      EXPECT_THAT(message, HasSubstr(R"("method":"notifications/progress")"));
      EXPECT_THAT(message, HasSubstr(R"("progressToken":"p")"));
      const int progress = std::stoi(message.substr(message.find(R"("progress":)") + 11));
      EXPECT_GT(progress, last);
      last = progress;
      const bool has_message = message.find("item") != std::string::npos;
      EXPECT_EQ(has_message, protocol::has_progress_message(row.version)) << message;
    }
    EXPECT_LE(last, 3);
  }
}

TEST(Streams, TellNothingToWhoDoesNotAsk) {
  Api api;
  Client client(Client::Kind::http, protocol::latest, {"--media"}, api.server.url(""), "{}");
  EXPECT_THAT(client.call("watch", R"({"id":"whole"})"), HasSubstr(R"({\"n\":3})"));
  EXPECT_THAT(client.notifications(), IsEmpty());
}

TEST(Streams, ThatNeverEndGiveWhatCameByTheDeadline) {
  for (const char* limit : {R"({"timeout_seconds":1.5})", R"({"read_timeout_seconds":0.6})"}) {
    for (const char* tool : {"watch", "feed"}) {
      Api api;
      Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""), limit);
      const std::string reply = client.call(tool, R"({"id":"endless"})");
      EXPECT_THAT(reply, HasSubstr(R"("isError":false)"));
      EXPECT_THAT(reply, HasSubstr("This is not all: "));
      EXPECT_THAT(reply, HasSubstr(R"("mcpcc/incomplete":")"));
      EXPECT_THAT(reply,
                  HasSubstr(std::string(tool) == "feed"
                                ? R"("structuredContent":[{"n":1},{"n":2},{"n":3}])"
                                : R"([{"data":{"n":1}},{"data":{"n":2}},{"data":{"n":3}}])"));
    }
  }
}

TEST(Streams, ThatNeverEndAreNoFailuresOfTheApi) {
  Api api;
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""),
                R"({"timeout_seconds":1,"breaker_failures":1})");
  EXPECT_THAT(client.call("watch", R"({"id":"endless"})"), HasSubstr("This is not all"));
  EXPECT_THAT(client.call("watch", R"({"id":"whole"})"), Not(HasSubstr("was not sent")));
}

TEST(Streams, ThatBreakOffGiveWhatCame) {
  Api api;
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""),
                R"({"retries":0})");
  const std::string reply = client.call("feed", R"({"id":"broken"})");
  EXPECT_THAT(reply, HasSubstr("This is not all: "));
  EXPECT_THAT(reply, HasSubstr("ended its response early"));
  EXPECT_THAT(reply, HasSubstr(R"([{"n":1},{"n":2},{"n":3}])"));
}

TEST(Streams, ThatAreTooLargeGiveWhatFits) {
  RawServer api([](Peer& peer, int) {
    peer.read_message();
    peer.send(head("application/x-ndjson"));
    for (int i = 0; i < 100; ++i) peer.send(chunk("\"0123456789\"\n"));
    peer.read_to_end();
  });
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.url(""),
                R"({"response_limit_bytes":40,"retries":0})");
  const std::string reply = client.call("feed", R"({"id":"x"})");
  EXPECT_THAT(reply, HasSubstr("sent a response of more than 40 bytes"));
  EXPECT_THAT(reply, HasSubstr(R"("structuredContent":["0123456789")"));
}

TEST(Streams, ThatAreCancelledTellNothingMore) {
  Api api;
  Process process({"--media", "--base-url", api.server.url("")});
  const std::string meta = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                           R"("io.modelcontextprotocol/clientCapabilities":{})";
  process.write_line(R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"watch",)"
                     R"("arguments":{"id":"endless"},)" +
                     meta + R"(,"progressToken":7}}})");
  EXPECT_THAT(process.read_line(), HasSubstr(R"("progressToken":7)"));
  process.write_line(
      R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})");
  process.write_line(R"({"jsonrpc":"2.0","id":2,"method":"server/discover","params":{)" + meta +
                     "}}}");
  std::string line = process.read_line();
  if (line.find("progressToken") != std::string::npos) line = process.read_line();
  EXPECT_THAT(line, HasSubstr(R"("id":2)"));
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  process.close_input();
  EXPECT_EQ(process.read_rest(), "");
}

}  // namespace
}  // namespace mcp::test
