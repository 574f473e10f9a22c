// What a server does when the API is slow, busy or gone: over stdio, with APIs on sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "../loopback/forward_proxy.h"
#include "../loopback/sockets.h"
#include "process.h"
#include "upstream.h"

namespace mcp::test {
namespace {

using http::test::Peer;
using http::test::RawServer;
using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string config_file(const std::string& text) {
  std::string path = testing::TempDir() + "/mcpcc-config-XXXXXX";
  const int descriptor = mkstemp(path.data());
  EXPECT_GE(descriptor, 0);
  close(descriptor);
  std::ofstream(path) << text;
  return path;
}

/// A server with a configuration file, over stdio.
class Served {
 public:
  Served(const std::string& base_url, const std::string& configuration,
         std::vector<std::string> environment = {})
      : config_(config_file(configuration)),
        process_({"--base-url", base_url, "--config", config_}, with_key(std::move(environment))) {}
  ~Served() { std::remove(config_.c_str()); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  void send(const std::string& tool, const std::string& arguments, const std::string& meta = {}) {
    process_.write_line(R"({"jsonrpc":"2.0","id":)" + std::to_string(++last_id_) +
                        R"(,"method":"tools/call","params":{"name":")" + tool +
                        R"(","arguments":)" + arguments +
                        R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                        R"("io.modelcontextprotocol/clientCapabilities":{})" +
                        meta + "}}}");
  }
  std::string read() { return process_.read_line(); }
  std::string call(const std::string& tool, const std::string& arguments,
                   const std::string& meta = {}) {
    send(tool, arguments, meta);
    return read();
  }
  std::string get(const std::string& item, const std::string& meta = {}) {
    return call("get_item", item_arguments(item), meta);
  }
  void send_get(const std::string& item, const std::string& meta = {}) {
    send("get_item", item_arguments(item), meta);
  }
  Process& process() { return process_; }

 private:
  static std::string item_arguments(const std::string& item) {
    return R"({"item_id":")" + item + "\"}";
  }
  static std::vector<std::string> with_key(std::vector<std::string> environment) {
    environment.emplace_back("SHOP_API_KEY=hush");
    return environment;
  }

  std::string config_;
  Process process_;
  int last_id_ = 0;
};

/// What arrived, in its order.
class Seen {
 public:
  void add(std::string text) {
    const std::lock_guard lock(mutex_);
    texts_.push_back(std::move(text));
  }
  std::vector<std::string> texts() {
    const std::lock_guard lock(mutex_);
    return texts_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> texts_;
};

std::string field(const std::string& message, const std::string& name) {
  const std::size_t at = message.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "(none)";
  const std::size_t begin = at + name.size() + 4;
  return message.substr(begin, message.find('\r', begin) - begin);
}

std::string answer(int status, const std::string& headers = {}, const std::string& body = "{}") {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

TEST(Resilience, AKeyMakesAPostRepeatable) {
  Seen keys;
  RawServer api([&](Peer& peer, int) {
    while (true) {
      const std::string request = peer.read_message();
      if (request.empty()) return;
      keys.add(field(request, "Idempotency-Key"));
      peer.send(answer(keys.texts().size() % 2 == 0 ? 201 : 503));
    }
  });
  {
    Served server(api.url(""), R"({"idempotency_header":"Idempotency-Key"})");
    for (int i = 0; i < 2; ++i) {
      EXPECT_THAT(server.call("create_item", R"({"body":{}})"), HasSubstr(R"("isError":false)"));
    }
  }
  const std::vector<std::string> seen = keys.texts();
  ASSERT_EQ(seen.size(), 4U);
  EXPECT_EQ(seen[0].size(), 36U);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[2], seen[3]);
  EXPECT_NE(seen[0], seen[2]);
}

// What the client sends again because a connection was an old one is one of the tries.
TEST(Resilience, AReusedConnectionThatBreaksIsOneOfTheTries) {
  Seen requests;
  RawServer api([&](Peer& peer, int) {
    while (true) {
      const std::string request = peer.read_message();
      if (request.empty()) return;
      requests.add(request);
      if (requests.texts().size() > 1) return;
      peer.send(answer(200));
    }
  });
  Served server(api.url(""), R"({"retries":2})");
  EXPECT_THAT(server.get("a"), HasSubstr(R"("isError":false)"));
  EXPECT_THAT(server.get("b"), HasSubstr("closed the connection without a response"));
  EXPECT_EQ(requests.texts().size(), 1U + 3U);
}

/// An API on a Unix-domain socket, which answers each connection once.
class SocketApi {
 public:
  SocketApi() : path_(testing::TempDir() + "/mcpcc-" + std::to_string(getpid()) + ".sock") {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    unlink(path_.c_str());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener_, 8), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~SocketApi() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    unlink(path_.c_str());
  }
  SocketApi(const SocketApi&) = delete;
  SocketApi& operator=(const SocketApi&) = delete;

  std::string url() const {
    std::string out = "http+unix://";
    for (const char c : path_) out += c == '/' ? std::string("%2F") : std::string(1, c);
    return out;
  }
  const std::string& path() const { return path_; }
  Seen seen;
  std::string location;

 private:
  void serve() {
    for (int peer = accept(listener_, nullptr, nullptr); peer >= 0;
         peer = accept(listener_, nullptr, nullptr)) {
      Peer connection(peer);
      seen.add(connection.read_message());
      connection.send(location.empty()
                          ? answer(200, "Connection: close\r\n", R"({"id":"a"})")
                          : answer(302, "Connection: close\r\nLocation: " + location + "\r\n"));
    }
  }

  std::string path_;
  int listener_ = -1;
  std::thread thread_;
};

TEST(UnixSocket, IsReachedWhereTheOperatorNamesIt) {
  SocketApi api;
  Served server(api.url() + "/v1.41", "{}", {"http_proxy=http://127.0.0.1:1"});
  EXPECT_THAT(server.get("a"), HasSubstr(R"("isError":false)"));
  ASSERT_EQ(api.seen.texts().size(), 1U);
  EXPECT_THAT(api.seen.texts()[0], HasSubstr("GET /v1.41/items/a HTTP/1.1\r\nHost: localhost\r\n"));
}

TEST(UnixSocket, ThatIsNotThereIsNamed) {
  Served server("http+unix://%2Fnowhere%2Fa.sock", R"({"retries":0})");
  EXPECT_THAT(server.get("a"), HasSubstr("cannot connect to unix:/nowhere/a.sock: no such file"));
}

TEST(UnixSocket, IsNowhereThatAnApiLeadsTo) {
  SocketApi secret;
  SocketApi* const target = &secret;
  RawServer api([&](Peer& peer, int) {
    peer.read_message();
    peer.send(answer(302, "Location: " + target->url() + "/x\r\n"));
  });
  Served server(api.url(""), "{}");
  EXPECT_THAT(server.get("a"), HasSubstr("redirects to a Unix-domain socket"));
  EXPECT_THAT(secret.seen.texts(), ElementsAre());
}

TEST(UnixSocket, OtherSpellingsSayWhatIsMeant) {
  for (const char* given :
       {"unix:///run/docker.sock", "unix:/run/docker.sock", "http+unix:///run/docker.sock"}) {
    const Output output = run({"call", "list_items", "--dry-run", "--base-url", given});
    EXPECT_EQ(output.status, 2);
    EXPECT_THAT(output.err, HasSubstr("--base-url names a Unix-domain socket in another way than "
                                      "`http+unix://%2Frun%2Fdocker.sock`"))
        << given;
  }
  for (const char* given : {"http+unix://relative", "http+unix://%2Fa%00b", "http+unix://",
                            "https+unix://%2Frun%2Fa"}) {
    const Output output = run({"call", "list_items", "--dry-run", "--base-url", given});
    EXPECT_THAT(output.err, HasSubstr("must be an absolute http or https URL")) << given;
  }
}

TEST(Resilience, ADryRunSaysWhereAKeyGoes) {
  const std::string config = config_file(R"({"idempotency_header":"X-Once"})");
  const Output output = run({"call", "create_item", R"({"body":{}})", "--dry-run", "--base-url",
                             "http://127.0.0.1:1", "--config", config},
                            {"SHOP_API_KEY=hush"});
  std::remove(config.c_str());
  EXPECT_EQ(output.status, 0) << output.err;
  EXPECT_THAT(output.out, HasSubstr(R"(["X-Once","<new for each call>"])"));
}

TEST(Resilience, WithoutAKeyAPostIsSentOnce) {
  Seen keys;
  RawServer api([&](Peer& peer, int) {
    keys.add(field(peer.read_message(), "Idempotency-Key"));
    peer.send(answer(503, "Retry-After: 0\r\n"));
  });
  Served server(api.url(""), "{}");
  EXPECT_THAT(server.call("create_item", R"({"body":{}})"), HasSubstr("503"));
  EXPECT_THAT(keys.texts(), ElementsAre("(none)"));
}

TEST(Resilience, WhatTheApiAsksForBeyondTheDeadlineIsSaid) {
  Seen requests;
  RawServer api([&](Peer& peer, int) {
    requests.add(peer.read_message());
    peer.send(answer(503, "Retry-After: 25\r\n"));
  });
  Served server(api.url(""), R"({"tools":{"get_item":{"timeout_seconds":20}}})");
  const std::string result = server.get("a");
  EXPECT_THAT(result, HasSubstr("Retry-After: 25"));
  EXPECT_THAT(result, HasSubstr(R"("retry-after":"25")"));
  EXPECT_EQ(requests.texts().size(), 1U);
}

TEST(Resilience, TimeoutsOfAToolAndOfACall) {
  RawServer api([](Peer& peer, int) { peer.read_to_end(); });
  Served server(api.url(""), R"({"retries":0,"tools":{"get_item":{"read_timeout_seconds":0.05},)"
                             R"("list_items":{"timeout_seconds":0.06}}})");
  EXPECT_THAT(server.get("a"), HasSubstr("sent nothing for 50 ms"));
  // What a call has done before its request is taken off.
  constexpr const char* at_most_60 = "within ([1-9]|[1-5][0-9]|60) ms";
  EXPECT_THAT(server.call("list_items", "{}"), ContainsRegex(at_most_60));
  const std::string body = R"({"body":{}})";
  EXPECT_THAT(server.call("create_item", body, R"(,"mcpcc/timeout_seconds":0.07)"),
              ContainsRegex("within ([1-9]|[1-6][0-9]|70) ms"));
  // A call may only shorten what the operator allows.
  EXPECT_THAT(server.call("list_items", "{}", R"(,"mcpcc/timeout_seconds":50)"),
              ContainsRegex(at_most_60));
}

TEST(Resilience, AnApiThatFailsTooOftenIsLeftAloneForAWhile) {
  RawServer api([](Peer& peer, int) { peer.read_until("\r\n\r\n"); });
  Served server(api.url(""), R"({"retries":0,"breaker_failures":2,"breaker_pause_seconds":3600})");
  EXPECT_THAT(server.get("a"), HasSubstr("closed the connection without a response"));
  EXPECT_THAT(server.get("b"), HasSubstr("closed the connection without a response"));
  for (int i = 0; i < 3; ++i) {
    const std::string result = server.get("c");
    EXPECT_THAT(result, HasSubstr("The request to the API was not sent: http://127.0.0.1:"));
    EXPECT_THAT(result, HasSubstr("failed 2 times in a row. Try again in 3600 s."));
    EXPECT_THAT(result, HasSubstr(R"("isError":true)"));
  }
  EXPECT_EQ(api.connections(), 2);
  EXPECT_THAT(server.process().read_error_line(),
              HasSubstr("failed 2 times in a row; nothing is sent to it for 3600 s"));
  // What is wrong with the arguments is said all the same.
  EXPECT_THAT(server.call("get_item", "{}"), HasSubstr("invalid arguments"));
}

TEST(Resilience, TheTimeThatACallerHasSaysNothingOfTheApi) {
  RawServer api([](Peer& peer, int) { peer.read_to_end(); });
  Served server(api.url(""), R"({"retries":0,"breaker_failures":2,"breaker_pause_seconds":3600})");
  const std::string body = R"({"body":{}})";
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(server.call("create_item", body, R"(,"mcpcc/timeout_seconds":0.05)"),
                HasSubstr("within "));
  }
  EXPECT_EQ(api.connections(), 3);
}

TEST(Resilience, AnApiThatIsBackIsUsedAgain) {
  Seen requests;
  RawServer api([&](Peer& peer, int) {
    requests.add(peer.read_message());
    if (requests.texts().size() > 1) peer.send(answer(200));
  });
  Served server(api.url(""), R"({"retries":9,"breaker_failures":1,"breaker_pause_seconds":0.001})");
  // The pause is over before the next try begins.
  EXPECT_THAT(server.get("a"), HasSubstr(R"("isError":false)"));
  EXPECT_EQ(requests.texts().size(), 2U);
}

TEST(Resilience, SoManyRequestsAtOnceAndSoManyInTheQueue) {
  Upstream upstream;
  Served server(upstream.url(), R"({"concurrency":1,"queue":1})");
  server.send_get("slow1");
  upstream.wait_for_slow(1);
  server.send_get("slow2");
  EXPECT_THAT(server.get("slow3"), HasSubstr("too many others wait for their turn"));
  EXPECT_EQ(upstream.requests().size(), 1U);
  upstream.release();
  EXPECT_THAT(server.read(), HasSubstr(R"("structuredContent":{"id":"slow1"})"));
  upstream.wait_for_slow(2);
  upstream.release();
  EXPECT_THAT(server.read(), HasSubstr(R"("structuredContent":{"id":"slow2"})"));
}

TEST(Resilience, WaitingForATurnCountsToo) {
  Upstream upstream;
  Served server(upstream.url(), R"({"concurrency":1})");
  server.send_get("slow1");
  upstream.wait_for_slow(1);
  EXPECT_THAT(server.get("b", R"(,"mcpcc/timeout_seconds":0.05)"),
              HasSubstr("its time ended while others were under way"));
  upstream.release();
  EXPECT_THAT(server.read(), HasSubstr(R"("structuredContent":{"id":"slow1"})"));
  EXPECT_THAT(server.get("c"), HasSubstr(R"("structuredContent":{"id":"c"})"));
  EXPECT_EQ(upstream.requests().size(), 2U);
}

TEST(Redirects, AreFollowedWithCredentialsWithinTheOriginOnly) {
  Seen elsewhere;
  RawServer other([&](Peer& peer, int) {
    elsewhere.add(peer.read_message());
    peer.send(answer(200, {}, R"({"from":"other"})"));
  });
  Seen seen;
  RawServer api([&](Peer& peer, int) {
    while (true) {
      const std::string request = peer.read_message();
      if (request.empty()) return;
      seen.add(request);
      if (request.starts_with("GET /items/away")) {
        peer.send(answer(302, "Location: " + other.url("/x?y") + "\r\n"));
      } else if (request.starts_with("GET /items/round")) {
        peer.send(answer(301, "Location: round\r\n"));
      } else if (request.ends_with(R"({"a":2})")) {
        peer.send(answer(303, "Location: /made\r\n"));
      } else if (request.find(" /items ") != std::string::npos) {
        peer.send(answer(308, "Location: /moved\r\n"));
      } else {
        peer.send(answer(200, {}, R"({"from":"api"})"));
      }
    }
  });
  Served server(api.url(""), "{}");
  EXPECT_THAT(server.call("create_item", R"({"body":{"a":1}})"), HasSubstr(R"({"from":"api"})"));
  ASSERT_EQ(seen.texts().size(), 2U);
  EXPECT_THAT(seen.texts()[1], testing::StartsWith("POST /moved HTTP/1.1\r\n"));
  EXPECT_THAT(seen.texts()[1], HasSubstr("X-Api-Key: hush"));
  EXPECT_THAT(seen.texts()[1], HasSubstr("X-Hook: was here"));
  EXPECT_THAT(seen.texts()[1], testing::EndsWith(R"({"a":1})"));

  EXPECT_THAT(server.call("create_item", R"({"body":{"a":2}})"), HasSubstr(R"({"from":"api"})"));
  ASSERT_EQ(seen.texts().size(), 4U);
  EXPECT_THAT(seen.texts()[3], testing::StartsWith("GET /made HTTP/1.1\r\n"));
  EXPECT_THAT(seen.texts()[3], HasSubstr("X-Api-Key: hush"));
  EXPECT_THAT(seen.texts()[3], Not(HasSubstr("Content-")));
  EXPECT_THAT(seen.texts()[3], testing::EndsWith("\r\n\r\n"));

  EXPECT_THAT(server.get("away"), HasSubstr(R"({"from":"other"})"));
  ASSERT_EQ(elsewhere.texts().size(), 1U);
  EXPECT_THAT(elsewhere.texts()[0], testing::StartsWith("GET /x?y HTTP/1.1\r\n"));
  EXPECT_THAT(elsewhere.texts()[0], HasSubstr("Accept: application/json"));
  EXPECT_THAT(elsewhere.texts()[0], Not(HasSubstr("X-Hook")));

  const std::size_t before = seen.texts().size();
  EXPECT_THAT(server.get("round"), HasSubstr("redirects more than 5 times"));
  EXPECT_EQ(seen.texts().size(), before + 6);
}

TEST(Redirects, GoToNoHostThatNobodyNamed) {
  RawServer api([](Peer& peer, int) {
    const std::string request = peer.read_message();
    const bool is_local = request.find("local") != std::string::npos;
    peer.send(answer(302, "Location: http://" +
                              std::string(is_local ? "localhost:1/secret" : "evil.test/secret") +
                              "\r\nConnection: close\r\n"));
  });
  {
    Served server(api.url(""), "{}");
    const std::string result = server.get("x");
    EXPECT_THAT(result, HasSubstr("redirects to evil.test, which neither the API's document nor"));
    EXPECT_THAT(result, Not(HasSubstr("secret")));
    EXPECT_THAT(server.get("local"), HasSubstr("redirects to localhost, which neither"));
  }
  {
    Served server(api.url(""), R"({"allow_upstream_hosts":["localhost"],"retries":0})");
    EXPECT_THAT(server.get("local"), HasSubstr("cannot connect to localhost:1"));
  }
  Served server(api.url(""), R"({"redirects":0})");
  EXPECT_THAT(server.get("x"), HasSubstr("Location: http://evil.test/secret"));
}

TEST(ThroughAProxy, ThatTheEnvironmentNamesAndThatNobodyIsShown) {
  Seen seen;
  RawServer api([&](Peer& peer, int) {
    seen.add(peer.read_message());
    peer.send(answer(200));
  });
  http::test::ForwardProxy proxy({{"api.test", api.port()}}, "Basic dTpodXNo");
  const std::string variable = "http_proxy=http://u:hush@" + proxy.authority();
  Process server({"--base-url", "http://api.test", "--log-level=debug"}, {variable});
  const std::string message =
      R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_item","arguments":{"item_id":")";
  const std::string end = R"("},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                          R"("io.modelcontextprotocol/clientCapabilities":{}}}})";
  server.write_line(message + "a" + end);
  std::string out = server.read_line();
  EXPECT_THAT(out, HasSubstr(R"("isError":false)"));
  ASSERT_EQ(seen.texts().size(), 1U);
  EXPECT_THAT(seen.texts()[0], testing::StartsWith("GET /items/a HTTP/1.1\r\n"));
  server.close_input();
  out += server.read_rest() + server.read_error_rest();
  // What goes wrong names the proxy and no password.
  const Output failed = run({"call", "get_item", R"({"item_id":"a"})", "--base-url",
                             "https://api.test", "--log-level=debug"},
                            {"HTTPS_PROXY=http://u:hush@127.0.0.1:1"});
  EXPECT_THAT(failed.err, HasSubstr("through the proxy 127.0.0.1:1"));
  out += failed.out + failed.err;
  EXPECT_THAT(out, Not(HasSubstr("hush")));
  EXPECT_THAT(out, Not(HasSubstr("dTpodXNo")));
}

TEST(Cached, AnswersAreUsedAgainWhileTheApiSaysSo) {
  Seen seen;
  RawServer api([&](Peer& peer, int) {
    while (true) {
      const std::string request = peer.read_message();
      if (request.empty()) return;
      seen.add(request.substr(0, request.find(' ')) + " " + field(request, "If-None-Match"));
      const bool is_fresh = request.find("/items/fresh") != std::string::npos;
      if (request.starts_with("POST")) {
        peer.send(answer(201));
      } else if (field(request, "If-None-Match") == "\"1\"") {
        peer.send("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nX-Limit: 2\r\n\r\n");
      } else {
        peer.send(answer(
            200, "ETag: \"1\"\r\n" + std::string(is_fresh ? "Cache-Control: max-age=3600\r\n" : ""),
            R"({"from":"api"})"));
      }
    }
  });
  Served server(api.url(""), "{}");
  const auto is_the_answer = HasSubstr(R"("structuredContent":{"from":"api"},"isError":false)");
  for (int i = 0; i < 3; ++i) EXPECT_THAT(server.get("fresh"), is_the_answer);
  EXPECT_THAT(seen.texts(), ElementsAre("GET (none)"));
  for (int i = 0; i < 2; ++i) EXPECT_THAT(server.get("asked"), is_the_answer);
  EXPECT_THAT(seen.texts(), ElementsAre("GET (none)", "GET (none)", "GET \"1\""));
  // After a change nothing is fresh.
  EXPECT_THAT(server.call("create_item", R"({"body":{}})"), HasSubstr(R"("isError":false)"));
  EXPECT_THAT(server.get("fresh"), is_the_answer);
  EXPECT_EQ(seen.texts().back(), "GET \"1\"");
}

TEST(Cached, NothingIsWhereTheOperatorDoesNotWantIt) {
  Seen seen;
  RawServer api([&](Peer& peer, int) {
    while (true) {
      const std::string request = peer.read_message();
      if (request.empty()) return;
      seen.add(field(request, "If-None-Match"));
      peer.send(answer(200, "ETag: \"1\"\r\nCache-Control: max-age=3600\r\n"));
    }
  });
  Served server(api.url(""), R"({"cache_bytes":0})");
  for (int i = 0; i < 2; ++i) EXPECT_THAT(server.get("a"), HasSubstr(R"("isError":false)"));
  EXPECT_THAT(seen.texts(), ElementsAre("(none)", "(none)"));
}

}  // namespace
}  // namespace mcp::test
