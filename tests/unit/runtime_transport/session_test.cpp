// Sessions of the legacy era over HTTP, streams of both eras, and the transport of 2024-11-05.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "../wire_schema.h"
#include "process.h"
#include "transport/sessions.h"

namespace mcp::test {
namespace {

using protocol::Version;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view initialize =
    R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
    R"("capabilities":{"elicitation":{}},"clientInfo":{"name":"t","version":"1"}}})";
constexpr std::string_view ping = R"({"jsonrpc":"2.0","id":2,"method":"ping"})";

std::string call(std::string_view name) {
  return R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":")" + std::string(name) +
         R"(","_meta":{"progressToken":1}}})";
}

std::string field(std::string_view response, std::string_view name) {
  const std::size_t at = response.find("\r\n" + std::string(name) + ": ");
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + name.size() + 4;
  return std::string(response.substr(begin, response.find('\r', begin) - begin));
}

/// A connection that reads events.
class Events {
 public:
  Events(std::uint16_t port, const std::string& request) : socket_(port) { socket_.write(request); }

  std::string read_head() {
    std::string head;
    for (std::string line = socket_.read_line(); !line.empty() && line != "\r";
         line = socket_.read_line()) {
      head += line + "\n";
    }
    return head;
  }

  /// The data of the next event that has some, and notes its id; empty at the end.
  std::string next() {
    while (true) {
      std::string line = socket_.read_line();
      if (line.empty() && ended()) return {};
      if (line.starts_with("id: ")) id = line.substr(4);
      if (line.starts_with("data: ") && line.size() > 6) return line.substr(6);
      if (line == "0\r") return {};
    }
  }

  void close() { socket_.close(); }
  std::string id;

 private:
  /// A blank line ends each event; several in a row are the end of the stream.
  bool ended() { return ++blanks_ > 1000; }

  Socket socket_;
  int blanks_ = 0;
};

struct Server {
  explicit Server(std::vector<std::string> options = {})
      : process(arguments(std::move(options))), port(port_in(process.read_error_line())) {}

  static std::vector<std::string> arguments(std::vector<std::string> options) {
    options.insert(options.begin(), {"--features", "--http", "127.0.0.1:0"});
    return options;
  }

  std::string begin() {
    const std::string response = post({}, initialize);
    EXPECT_EQ(status_of(response), 200);
    return field(response, "Mcp-Session-Id");
  }

  std::string headers(const std::string& session) const {
    return "Host: localhost:" + std::to_string(port) +
           "\r\nContent-Type: application/json\r\n"
           "Accept: application/json, text/event-stream\r\n" +
           (session.empty() ? "" : "Mcp-Session-Id: " + session + "\r\n");
  }

  std::string post(const std::string& session, std::string_view body) const {
    return http(port, "POST", "/mcp", headers(session), body);
  }

  std::string request(const std::string& method, const std::string& path, const std::string& more,
                      std::string_view body = {}) const {
    return method + " " + path + " HTTP/1.1\r\n" + headers({}) + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  }

  Process process;
  std::uint16_t port;
};

std::string in_session(const std::string& session) { return "Mcp-Session-Id: " + session + "\r\n"; }

void expect_valid(const std::string& message, std::string_view result = "CallToolResult") {
  if (!WireSchema::is_there()) return;
  EXPECT_EQ(WireSchema::of(Version::v2025_11_25).message_problems(message, result), "") << message;
}

TEST(Session, BeginsAndEnds) {
  Server server;
  const std::string session = server.begin();
  EXPECT_GE(session.size(), 32U);
  EXPECT_NE(session, server.begin());
  EXPECT_EQ(status_of(server.post({}, ping)), 400);
  EXPECT_EQ(status_of(server.post("no-such", ping)), 404);
  EXPECT_EQ(status_of(server.post(session, ping)), 200);
  EXPECT_EQ(status_of(server.post(session, initialize)), 400);
  EXPECT_EQ(status_of(server.post(session, R"({"jsonrpc":"2.0","id":"x","result":{}})")), 202);
  EXPECT_EQ(status_of(server.post({}, R"({"jsonrpc":"2.0","id":"x","result":{}})")), 400);
  EXPECT_EQ(status_of(http(server.port, "DELETE", "/mcp", server.headers({}))), 400);
  EXPECT_EQ(status_of(http(server.port, "DELETE", "/mcp", server.headers("no-such"))), 404);
  EXPECT_EQ(status_of(http(server.port, "DELETE", "/mcp", server.headers(session))), 204);
  EXPECT_EQ(status_of(server.post(session, ping)), 404);
  EXPECT_EQ(status_of(http(server.port, "GET", "/mcp", server.headers(session))), 404);
  EXPECT_EQ(status_of(http(server.port, "PUT", "/mcp", server.headers(session))), 405);
}

TEST(Session, BatchesNeedItToo) {
  Server server;
  const std::string batch = "[" + std::string(ping) + "]";
  const std::string old = "MCP-Protocol-Version: 2025-03-26\r\n";
  const auto post = [&](const std::string& more) {
    return http(server.port, "POST", "/mcp", server.headers({}) + old + more, batch);
  };
  EXPECT_EQ(status_of(post({})), 400);
  EXPECT_EQ(status_of(post(in_session("none"))), 404);
}

TEST(Session, ErrorsWithoutAnIdConformToItsVersion) {
  Server server;
  const std::string error(body_of(server.post(server.begin(), "nonsense")));
  EXPECT_THAT(error, HasSubstr(R"({"jsonrpc":"2.0","error":{"code":-32700,)"));
  expect_valid(error);
}

TEST(Session, StreamsWhatComesBeforeTheResult) {
  Server server;
  const std::string session = server.begin();
  Events events(server.port, server.request("POST", "/mcp", in_session(session), call("count")));
  EXPECT_THAT(events.read_head(), HasSubstr("Content-Type: text/event-stream"));
  for (int i = 1; i <= 3; ++i) {
    const std::string progress = events.next();
    EXPECT_THAT(progress, HasSubstr("notifications/progress"));
    expect_valid(progress);
    expect_valid(events.next());
  }
  const std::string result = events.next();
  EXPECT_THAT(result, HasSubstr(R"("id":7,"result":)"));
  expect_valid(result);
  EXPECT_EQ(events.next(), "");
}

TEST(Session, AsksAndTakesTheAnswerOnAnotherConnection) {
  Server server;
  const std::string session = server.begin();
  Events events(server.port, server.request("POST", "/mcp", in_session(session), call("greet")));
  const std::string question = events.next();
  EXPECT_THAT(question, HasSubstr(R"("id":"ask-1","method":"elicitation/create")"));
  expect_valid(question);
  const std::string answer =
      R"({"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept","content":{"name":"Ann"}}})";
  // Somebody else's answer is none.
  EXPECT_EQ(status_of(server.post(server.begin(), answer)), 202);
  EXPECT_EQ(status_of(server.post(session, answer)), 202);
  EXPECT_THAT(events.next(), HasSubstr("Hello, Ann!"));
}

TEST(Session, GoesOnWhereAStreamWasCut) {
  Server server;
  const std::string session = server.begin();
  std::string last;
  {
    Events events(server.port, server.request("POST", "/mcp", in_session(session), call("greet")));
    EXPECT_THAT(events.next(), HasSubstr("elicitation/create"));
    last = events.id;
    events.close();
  }
  EXPECT_EQ(
      status_of(server.post(session, R"({"jsonrpc":"2.0","id":"ask-1","result":{"action":"accept",)"
                                     R"("content":{"name":"Bo"}}})")),
      202);
  const auto resume = [&](const std::string& event) {
    return server.request("GET", "/mcp", in_session(session) + "Last-Event-ID: " + event + "\r\n");
  };
  // The same events may be asked for more than once.
  for (int i = 0; i < 2; ++i) {
    Events events(server.port, resume(last));
    EXPECT_THAT(events.next(), HasSubstr("Hello, Bo!"));
    EXPECT_EQ(events.next(), "");
  }
  for (const char* bad : {"", "x", "1", "1-", "1-99", "77-1", "-1-1", "1-1-1"}) {
    Events events(server.port, resume(bad));
    EXPECT_THAT(events.read_head(), HasSubstr("HTTP/1.1 400")) << bad;
  }
}

TEST(Session, LetsTheClientComeBackForTheRest) {
  Server server;
  const std::string session = server.begin();
  Events first(server.port, server.request("POST", "/mcp", in_session(session), call("cut")));
  EXPECT_EQ(first.next(), "");
  ASSERT_NE(first.id, "");
  Events rest(
      server.port,
      server.request("GET", "/mcp", in_session(session) + "Last-Event-ID: " + first.id + "\r\n"));
  EXPECT_THAT(rest.next(), HasSubstr("the rest"));
}

TEST(Session, TellsOfChangesOnTheStreamOfGet) {
  Server server;
  const std::string session = server.begin();
  Events events(server.port, server.request("GET", "/mcp", in_session(session)));
  events.read_head();
  EXPECT_EQ(status_of(server.post(session, call("touch"))), 200);
  const std::string change = events.next();
  EXPECT_THAT(change, HasSubstr("notifications/tools/list_changed"));
  expect_valid(change);
}

TEST(Session, ADisconnectIsNoCancellationButAMessageIs) {
  Server server;
  const std::string session = server.begin();
  Events events(server.port, server.request("POST", "/mcp", in_session(session), call("wait")));
  EXPECT_THAT(events.next(), HasSubstr("notifications/progress"));
  EXPECT_EQ(
      status_of(server.post(
          session,
          R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}})")),
      202);
  EXPECT_EQ(events.next(), "");
}

TEST(Stream, OfTheModernEraHasNoIds) {
  Server server;
  const std::string headers =
      "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: count\r\n";
  const std::string body =
      R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"count","_meta":{)"
      R"("io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
      R"("io.modelcontextprotocol/clientCapabilities":{},"progressToken":"p"}}})";
  Events events(server.port, server.request("POST", "/mcp", headers, body));
  EXPECT_THAT(events.read_head(), HasSubstr("X-Accel-Buffering: no"));
  for (int i = 1; i <= 3; ++i) EXPECT_THAT(events.next(), HasSubstr("notifications/progress"));
  EXPECT_THAT(events.next(), HasSubstr(R"("resultType":"complete")"));
  EXPECT_EQ(events.id, "");
}

TEST(Sse, IsThereOnRequestOnly) {
  Server server;
  EXPECT_EQ(status_of(http(server.port, "GET", "/sse", server.headers({}))), 404);
}

TEST(Sse, ServesClientsOf2024) {
  Server server({"--sse"});
  Events events(server.port, server.request("GET", "/sse", {}));
  EXPECT_THAT(events.read_head(), HasSubstr("Content-Type: text/event-stream"));
  std::string endpoint = events.next();
  if (endpoint.ends_with('\r')) endpoint.pop_back();
  ASSERT_THAT(endpoint, StartsWith("/messages?session="));
  const auto post = [&](std::string_view body) {
    return status_of(http(server.port, "POST", endpoint, server.headers({}), body));
  };
  EXPECT_EQ(post(R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{)"
                 R"("protocolVersion":"2024-11-05","capabilities":{},)"
                 R"("clientInfo":{"name":"t","version":"1"}}})"),
            202);
  EXPECT_THAT(events.next(), HasSubstr(R"("protocolVersion":"2024-11-05")"));
  EXPECT_EQ(post(R"({"jsonrpc":"2.0","method":"notifications/initialized"})"), 202);
  EXPECT_EQ(post(call("sound")), 202);
  const std::string sound = events.next();
  EXPECT_THAT(sound, HasSubstr(R"("type":"resource")"));
  if (WireSchema::is_there()) {
    EXPECT_EQ(WireSchema::of(Version::v2024_11_05).message_problems(sound, "CallToolResult"), "");
  }
  EXPECT_EQ(post("nonsense"), 202);
  EXPECT_THAT(events.next(), HasSubstr("-32700"));
  EXPECT_EQ(status_of(http(server.port, "POST", "/messages?session=x", server.headers({}), ping)),
            404);
  EXPECT_EQ(status_of(http(server.port, "GET", "/messages?session=x", server.headers({}))), 405);
}

TEST(Sessions, AFloodOfHandshakesEndsNoneThatIsInUse) {
  transport::Sessions sessions({.most = 3, .idle = std::chrono::hours(1)});
  const std::string used = sessions.create("ann")->id();
  ASSERT_NE(sessions.find(used, "ann"), nullptr);
  for (int i = 0; i < 100; ++i) ASSERT_NE(sessions.create("mallory"), nullptr);
  EXPECT_NE(sessions.find(used, "ann"), nullptr);
  EXPECT_EQ(sessions.find(used, "mallory"), nullptr);
}

TEST(Sessions, ThereIsNoRoomWhenAllAreInUse) {
  transport::Sessions sessions({.most = 2, .idle = std::chrono::hours(1)});
  for (int i = 0; i < 2; ++i) sessions.find(sessions.create("")->id(), "");
  EXPECT_EQ(sessions.create(""), nullptr);
}

TEST(Sessions, OnesThatWereIdleForAWhileMakeRoom) {
  transport::Sessions sessions(
      {.most = 2, .idle = std::chrono::hours(1), .idle_when_full = std::chrono::seconds(0)});
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(sessions.create("")->id());
    if (i == 2) break;
    sessions.find(ids.back(), "");
  }
  EXPECT_EQ(sessions.find(ids[0], ""), nullptr);
  EXPECT_NE(sessions.find(ids[1], ""), nullptr);
}

TEST(Sessions, OnePrincipalCannotTakeThemAll) {
  transport::Sessions sessions({.most = 10, .most_of_one = 2, .idle = std::chrono::hours(1)});
  for (int i = 0; i < 2; ++i) sessions.find(sessions.create("mallory")->id(), "mallory");
  EXPECT_EQ(sessions.create("mallory"), nullptr);
  const auto ann = sessions.create("ann");
  ASSERT_NE(ann, nullptr);
  sessions.remove(*ann);
  EXPECT_EQ(sessions.count(), 2U);
}

TEST(Sessions, IdleOnesEnd) {
  transport::Sessions sessions({.most = 2, .idle = std::chrono::seconds(-1)});
  int ended = 0;
  sessions.on_end = [&](transport::Session&) { ++ended; };
  const std::string id = sessions.create("")->id();
  sessions.create("");
  EXPECT_EQ(ended, 1);
  EXPECT_EQ(sessions.find(id, ""), nullptr);
}

}  // namespace
}  // namespace mcp::test
