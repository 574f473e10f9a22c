#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "sockets.h"

namespace mcp::http::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

void echo(ServerRequest request, const Responder& responder) {
  std::string text = std::string(request.method) + " " + std::string(request.target);
  for (const auto& [name, value] : request.headers) {
    if (name.starts_with("X-")) text.append(" ").append(name).append("=").append(value);
  }
  responder.respond({200, {{"Content-Type", "text/plain"}}, text + " " + request.body});
}

/// A server on its own thread.
class ServerThread {
 public:
  explicit ServerThread(Server::Handler handler = echo, ServerOptions options = {})
      : server_(std::make_unique<Server>(thread_.loop, std::move(options), std::move(handler))) {
    thread_.start();
  }
  ~ServerThread() {
    thread_.stop();
    server_.reset();
  }

  Peer connect(bool ipv6 = false) { return Peer::connect(server_->port(), ipv6); }
  Server& server() { return *server_; }
  LoopThread& loop() { return thread_; }

 private:
  LoopThread thread_;
  std::unique_ptr<Server> server_;
};

std::string body_of(const std::string& message) {
  return message.substr(message.find("\r\n\r\n") + 4);
}

TEST(Server, AnswersAndKeepsTheConnection) {
  ServerThread server;
  Peer peer = server.connect();
  peer.send("POST /a?b HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nContent-Length: 3\r\n\r\nabc");
  const std::string first = peer.read_message();
  EXPECT_THAT(first, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_THAT(first, HasSubstr(" GMT\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\n"));
  EXPECT_EQ(body_of(first), "POST /a?b X-A=1 abc");
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_message()), "GET / ");
  peer.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(peer.read_to_end(), HasSubstr("\r\nConnection: close\r\n"));
}

TEST(Server, AnyWayOfCuttingAMessageIsTheSame) {
  constexpr std::string_view message =
      "POST /x HTTP/1.1\r\nHost: h\r\nX-A:   1  \r\nX-Fold: a\r\n  b\r\nTransfer-Encoding: "
      "chunked\r\n\r\n"
      "4;ext=\"1\"\r\nabcd\r\n00a\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n";
  ServerThread server;
  Peer peer = server.connect();
  for (std::size_t cut = 1; cut <= message.size(); ++cut) {
    for (std::size_t i = 0; i < message.size(); i += cut) peer.send(message.substr(i, cut));
    ASSERT_EQ(body_of(peer.read_message()), "POST /x X-A=1 X-Fold=a b abcd0123456789") << cut;
  }
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder) {
  std::vector<std::thread> workers;
  {
    ServerThread server([&](ServerRequest request, const Responder& responder) {
      std::string target(request.target);
      if (target.size() % 2 == 0) return responder.respond({200, {}, std::move(target)});
      workers.emplace_back([responder, target] { responder.respond({200, {}, target}); });
    });
    Peer peer = server.connect();
    std::string requests, want, got;
    for (int i = 0; i < 200; ++i) {
      const std::string target = "/" + std::string(static_cast<std::size_t>(i % 7), 'x');
      requests += "\r\nGET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
      want += target + "\n";
    }
    peer.send(requests);
    for (int i = 0; i < 200; ++i) got += body_of(peer.read_message()) + "\n";
    EXPECT_EQ(got, want);
  }
  for (auto& worker : workers) worker.join();
}

TEST(Server, RefusesWhatIsNoProperRequest) {
  using namespace std::literals;
  struct Case {
    std::string request;
    int status;
  };
  const std::string get = "GET / HTTP/1.1\r\n", post = "POST / HTTP/1.1\r\nHost: h\r\n";
  const Case cases[] = {
      {get + "\r\n", 400},
      {get + "Host: a\r\nHost: a\r\n\r\n", 400},
      {"garbage\r\n\r\n", 400},
      {"GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/1.1 \r\nHost: h\r\n\r\n", 505},
      {"GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 505},
      {"G(T / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505},
      {"GET / HTTP/0.9\r\nHost: h\r\n\r\n", 505},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
      {get + "Host : h\r\n\r\n", 400},
      {get + "Host: h\r\n: x\r\n\r\n", 400},
      {get + "Host: h\r\nX\r\n\r\n", 400},
      {get + "Host: h\r\nX: a\0b\r\n\r\n"s, 400},
      {get + "Host: h\nX: a\n\n", 400},
      {get + "Host: h\r\nX: a\rb\r\n\r\n", 400},
      // Request smuggling: RFC 9112, section 6.3.
      {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {post + "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501},
      {post + "Transfer-Encoding: gzip\r\n\r\n", 501},
      {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
      {post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 501},
      {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
      {post + "Transfer-Encoding:\r\n\r\n0\r\n\r\n", 501},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {post + "Content-Length: 3, 4\r\n\r\nabcd", 400},
      {post + "Content-Length: -1\r\n\r\n", 400},
      {post + "Content-Length: +1\r\n\r\na", 400},
      {post + "Content-Length: 0x1\r\n\r\na", 400},
      {post + "Content-Length: \r\n\r\na", 400},
      {post + "Content-Length: 18446744073709551616\r\n\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\n\r\nx\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\n\r\n1\nab\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", 400},
      {post + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n", 400},
      {post + "Content-Length: 18446744073709551615\r\n\r\n", 413},
      {post + "Content-Length: 1001\r\n\r\n", 413},
      {post + "Transfer-Encoding: chunked\r\n\r\n3E9\r\n", 413},
      {post + "Transfer-Encoding: chunked\r\n\r\n3E8\r\n" + std::string(1000, 'x') + "\r\n1\r\n",
       413},
      {post + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(100000, 'x'), 400},
      {get + "Host: h\r\nX: " + std::string(2100, 'x') + "\r\n\r\n", 431},
      {get + "Host: h\r\nX: " + std::string(200000, 'x'), 431},
      {"GET /" + std::string(200000, 'x'), 431},
      {post + "Expect: tea\r\nContent-Length: 1\r\n\r\n", 417},
  };
  ServerOptions options;
  options.header_limit = 2048;
  options.body_limit = 1000;
  std::atomic<int> handled = 0;
  ServerThread server([&](const ServerRequest&, const Responder&) { ++handled; }, options);
  for (const auto& c : cases) {
    Peer peer = server.connect();
    peer.send(c.request);
    peer.end_writing();
    const std::string answer = peer.read_to_end();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::to_string(c.status) + " "))
        << c.request.substr(0, 200);
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n")) << c.request.substr(0, 200);
    EXPECT_THAT(answer, EndsWith("\n")) << c.request.substr(0, 200);
  }
  EXPECT_EQ(handled, 0);
}

// The parser takes whole lines out of the buffer, so a limit on the buffer alone would not hold.
TEST(Server, HeaderLimitHoldsForManySmallLines) {
  ServerOptions options;
  options.header_limit = 2048;
  ServerThread server(echo, options);
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n");
  for (int i = 0; i < 1000; ++i) peer.send("X-A: b\r\n");
  EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 431 "));
}

TEST(Server, AnswerToALargeBodyIsReadable) {
  ServerOptions options;
  options.body_limit = 1000;
  ServerThread server(echo, options);
  Peer peer = server.connect();
  const std::string body(3'000'000, 'x');
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n" + body);
  EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 413 Content Too Large\r\n"));
}

TEST(Server, BodyAtTheLimitIsServed) {
  ServerOptions options;
  options.body_limit = 500'000;
  ServerThread server(echo, options);
  Peer peer = server.connect();
  const std::string body(500'000, 'x');
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n" + body);
  EXPECT_EQ(body_of(peer.read_message()), "POST / " + body);
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7A120\r\n" + body +
            "\r\n0\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_message()), "POST / " + body);
}

TEST(Server, ExpectContinue) {
  ServerThread server;
  Peer peer = server.connect();
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-con");
  peer.send("tinue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(peer.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("ab");
  EXPECT_EQ(body_of(peer.read_message()), "POST / ab");
  // A body that is already there needs no leave, and HTTP/1.0 has no interim responses.
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na");
  EXPECT_THAT(peer.read_message(), StartsWith("HTTP/1.1 200 "));
  Peer old = server.connect();
  old.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  old.send("a");
  EXPECT_THAT(old.read_to_end(), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, HeadHasALengthAndNoBody) {
  ServerThread server;
  Peer peer = server.connect();
  peer.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(peer.read_message(true), HasSubstr("Content-Length: 7\r\n\r\n"));
  EXPECT_EQ(body_of(peer.read_message()), "GET / ");
}

TEST(Server, StatusesWithoutBody) {
  ServerThread server([](const ServerRequest& request, const Responder& responder) {
    responder.respond({request.target == "/204" ? 204 : 304, {}, "dropped"});
  });
  Peer peer = server.connect();
  peer.send("GET /204 HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string no_content = peer.read_until("\r\n\r\n");
  EXPECT_THAT(no_content, StartsWith("HTTP/1.1 204 No Content\r\n"));
  EXPECT_THAT(no_content, Not(HasSubstr("Content-Length")));
  peer.send("GET /304 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(peer.read_to_end(), StartsWith("HTTP/1.1 304 Not Modified\r\n"));
}

TEST(Server, Http10) {
  ServerThread server;
  Peer once = server.connect();
  once.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(once.read_to_end(), HasSubstr("\r\nConnection: close\r\n"));
  Peer kept = server.connect();
  for (int i = 0; i < 2; ++i) {
    kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(kept.read_message(), HasSubstr("\r\nConnection: keep-alive\r\n"));
  }
}

TEST(Server, FramingIsTheServers) {
  ServerThread server([](const ServerRequest&, const Responder& responder) {
    responder.respond({418,
                       {{"content-length", "99"},
                        {"Transfer-Encoding", "chunked"},
                        {"connection", "close"},
                        {"X-A", "b"}},
                       "tea"});
  });
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = peer.read_message();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 418 \r\n"));
  EXPECT_THAT(answer, EndsWith("\r\nX-A: b\r\nContent-Length: 3\r\n\r\ntea"));
}

TEST(Server, HandlerFaultsAre500) {
  ServerThread server([](const ServerRequest& request, const Responder& responder) {
    if (request.target == "/throw") throw std::runtime_error("secret");
    if (request.target == "/split") responder.respond({200, {{"X", "a\r\nY: b"}}, "secret"});
    if (request.target == "/name") responder.respond({200, {{"X\nY", "a"}}, "secret"});
    if (request.target == "/status") responder.respond({0, {}, "secret"});
  });
  Peer peer = server.connect();
  for (const char* const target : {"/throw", "/split", "/name", "/status", "/forgets"}) {
    peer.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = peer.read_message();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 ")) << target;
    EXPECT_THAT(answer, Not(HasSubstr("secret"))) << target;
  }
}

TEST(Server, FirstRespondCounts) {
  ServerThread server([](const ServerRequest&, const Responder& responder) {
    const Responder copy = responder;
    copy.respond({200, {}, "first"});
    responder.respond({200, {}, "second"});
  });
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_message()), "first");
  EXPECT_EQ(body_of(peer.read_message()), "first");
}

TEST(Server, RequestStaysValidAfterAnAnswer) {
  std::promise<std::string> seen;
  ServerThread server([&](const ServerRequest& request, const Responder& responder) {
    responder.respond({200, {}, ""});
    seen.set_value(std::string(request.method) + std::string(request.target) +
                   request.headers.front().second);
  });
  Peer peer = server.connect();
  peer.send("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(seen.get_future().get(), "GET/ah");
}

TEST(Server, LargeAnswerToASlowReader) {
  const std::string body(20'000'000, 'x');
  ServerThread server([&](const ServerRequest&, const Responder& responder) {
    responder.respond({200, {}, body});
  });
  Peer peer = server.connect();
  peer.send(
      "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_message()), body);
  EXPECT_EQ(body_of(peer.read_message()), body);
  EXPECT_EQ(peer.read_to_end(), "");
}

/// Keeps responders until the test answers them.
struct Held {
  std::promise<Responder> responder;
  std::promise<void> closed;
  void operator()(const ServerRequest&, const Responder& given) {
    given.on_close([this] { closed.set_value(); });
    responder.set_value(given);
  }
};

TEST(Server, CloseIsNoticedWhileTheAnswerIsMade) {
  for (const char* const way : {"close", "reset", "after pipelining"}) {
    Held held;
    ServerThread server(std::ref(held));
    Peer peer = server.connect();
    peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    if (way == std::string_view("after pipelining")) peer.send("GET / HTTP/1.1\r\nHo");
    const Responder responder = held.responder.get_future().get();
    if (way == std::string_view("reset")) {
      peer.reset();
    } else {
      peer.close();
    }
    EXPECT_EQ(held.closed.get_future().wait_for(patience), std::future_status::ready) << way;
    responder.respond({200, {}, "too late"});
  }
}

TEST(Server, CloseHandlerOfAClientThatIsGone) {
  std::promise<Responder> given;
  ServerThread server(
      [&](const ServerRequest&, const Responder& responder) { given.set_value(responder); });
  std::promise<void> first, second;
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Responder responder = given.get_future().get();
  responder.on_close([&] { first.set_value(); });
  peer.reset();
  EXPECT_EQ(first.get_future().wait_for(patience), std::future_status::ready);
  responder.on_close([&] { second.set_value(); });
  EXPECT_EQ(second.get_future().wait_for(patience), std::future_status::ready);
}

TEST(Server, CloseHandlerIsNotCalledAfterAnAnswer) {
  bool called = false;
  {
    ServerThread server([&](const ServerRequest&, const Responder& responder) {
      responder.on_close([&] { called = true; });
      responder.respond({200, {}, ""});
      responder.on_close([&] { called = true; });
    });
    Peer peer = server.connect();
    peer.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    peer.read_to_end();
  }
  EXPECT_FALSE(called);
}

TEST(Server, ClientThatEndedWritingIsAnswered) {
  Held held;
  ServerThread server(std::ref(held));
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  peer.end_writing();
  held.closed.get_future().wait();
  held.responder.get_future().get().respond({200, {}, "still"});
  const std::string answer = peer.read_to_end();
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("still"));
}

TEST(Server, Timeouts) {
  ServerOptions options;
  options.read_timeout = std::chrono::seconds(1);
  options.idle_timeout = std::chrono::seconds(1);
  ServerThread server(echo, options);
  Peer silent = server.connect();
  Peer slow = server.connect();
  Peer slow_body = server.connect();
  Peer idle = server.connect();
  slow.send("GET / HTTP/1.1\r\nHo");
  slow_body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n\r\n");
  EXPECT_THAT(idle.read_message(), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(silent.read_to_end(), "");
  EXPECT_THAT(slow.read_to_end(), StartsWith("HTTP/1.1 408 "));
  EXPECT_THAT(slow_body.read_to_end(), StartsWith("HTTP/1.1 408 "));
}

TEST(Server, ReaderThatStopsIsGivenUp) {
  ServerOptions options;
  options.read_timeout = std::chrono::seconds(1);
  std::promise<void> drained;
  ServerThread server(
      [&](const ServerRequest&, const Responder& responder) {
        responder.respond({200, {}, std::string(30'000'000, 'x')});
      },
      options);
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(peer.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
  server.server().drain([&] { drained.set_value(); });
  EXPECT_EQ(drained.get_future().wait_for(patience), std::future_status::ready);
}

TEST(Server, DrainFinishesWhatIsInFlight) {
  Held held;
  ServerThread server(std::ref(held));
  Peer idle = server.connect();
  Peer busy = server.connect();
  busy.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Responder responder = held.responder.get_future().get();
  std::promise<void> drained;
  auto done = drained.get_future();
  server.server().drain([&] { drained.set_value(); });
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_NE(done.wait_for(std::chrono::seconds(0)), std::future_status::ready);
  responder.respond({200, {}, "last"});
  const std::string answer = busy.read_to_end();
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("last"));
  EXPECT_EQ(done.wait_for(patience), std::future_status::ready);
}

TEST(Server, DrainOfAServerWithoutConnections) {
  ServerThread server;
  std::promise<void> drained;
  server.server().drain([&] { drained.set_value(); });
  EXPECT_EQ(drained.get_future().wait_for(patience), std::future_status::ready);
}

TEST(Server, ConnectionsBeyondTheLimitWait) {
  ServerOptions options;
  options.max_connections = 2;
  std::promise<Responder> given[2];
  std::atomic<int> count = 0;
  ServerThread server(
      [&](const ServerRequest&, const Responder& responder) {
        const int index = count++;
        if (index >= 2) return responder.respond({200, {}, "quick"});
        given[index].set_value(responder);
      },
      options);
  constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  Peer first = server.connect();
  first.send(request);
  const Responder answer_first = given[0].get_future().get();
  Peer second = server.connect();
  second.send(request);
  const Responder answer_second = given[1].get_future().get();
  Peer third = server.connect();
  third.send(request);
  Peer fourth = server.connect();
  fourth.send(request);
  answer_first.respond({200, {}, "first"});
  EXPECT_EQ(body_of(first.read_message()), "first");
  // The first is idle now, so it gives way to those who wait.
  EXPECT_EQ(body_of(third.read_message()), "quick");
  EXPECT_EQ(body_of(fourth.read_message()), "quick");
  EXPECT_EQ(first.read_to_end(), "");
  EXPECT_EQ(count, 4);
  answer_second.respond({200, {}, "second"});
  EXPECT_EQ(body_of(second.read_message()), "second");
}

TEST(Server, RequestsThatNeverEndKeepNobodyOut) {
  ServerOptions options;
  options.max_connections = 3;
  ServerThread server(echo, options);
  constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  const auto begin_second_request = [&](Peer& peer, std::string_view part) {
    peer.send(std::string(request).append(part));
    EXPECT_THAT(peer.read_message(), StartsWith("HTTP/1.1 200 "));
  };
  Peer in_header = server.connect();
  begin_second_request(in_header, "GET / HTTP/1.1\r\nX-A: ");
  Peer in_body = server.connect();
  begin_second_request(in_body, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  Peer late = server.connect();
  begin_second_request(late, "GET / HTTP/1.1\r\n");

  // Each newcomer is served at once, in the place of the one that has been coming for longest.
  Peer first = server.connect();
  first.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\nGET ");
  EXPECT_EQ(body_of(first.read_message()), "GET /first ");
  EXPECT_EQ(in_header.read_to_end(), "");
  Peer second = server.connect();
  second.send("GET /second HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(body_of(second.read_message()), "GET /second ");
  EXPECT_EQ(in_body.read_to_end(), "");
  late.send("Host: h\r\n\r\n");
  EXPECT_EQ(body_of(late.read_message()), "GET / ");
}

TEST(Server, AbsoluteTargetsAreTakenApart) {
  ServerThread server([](const ServerRequest& request, const Responder& responder) {
    const std::string* host = find_header(request.headers, "Host");
    responder.respond({200, {}, std::string(request.target) + " at " + *host});
  });
  Peer peer = server.connect();
  for (const auto& [target, want] :
       std::vector<std::pair<std::string, std::string>>{{"http://a:1/b?c", "/b?c at a:1"},
                                                        {"https://a", "/ at a"},
                                                        {"http://a?b", "/?b at a"},
                                                        {"http:///b", "/b at "}}) {
    peer.send("GET " + target + " HTTP/1.1\r\nHost: other\r\n\r\n");
    EXPECT_EQ(body_of(peer.read_message()), want);
  }
}

TEST(Server, StreamsThatMayGiveWayDo) {
  ServerOptions options;
  options.max_connections = 3;
  std::vector<Responder> open;
  ServerThread server(
      [&](const ServerRequest& request, const Responder& responder) {
        if (request.target == "/") return responder.respond({200, {}, "served"});
        if (request.target == "/idle") responder.may_give_way();
        responder.begin({200, {}, {}});
        open.push_back(responder);
      },
      options);
  std::vector<std::unique_ptr<Peer>> streams;
  for (const char* target : {"/busy", "/idle", "/idle"}) {
    streams.push_back(std::make_unique<Peer>(server.connect()));
    streams.back()->send(std::string("GET ") + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(streams.back()->read_until("\r\n\r\n"), HasSubstr(" 200 "));
  }
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_to_end()), "served");
  EXPECT_EQ(streams.back()->read_to_end(), "");  // the newest one had to go
  server.loop().run([&open] { open.clear(); });
}

TEST(Server, BodiesThatNeverEndCannotTakeAllMemory) {
  ServerOptions options;
  options.memory_limit = 1024 * 1024;
  ServerThread server(echo, options);
  std::vector<std::unique_ptr<Peer>> slow;
  for (int i = 0; i < 30; ++i) {
    slow.push_back(std::make_unique<Peer>(server.connect()));
    slow.back()->send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" +
                      std::string(100'000, 'x'));
  }
  Peer peer = server.connect();
  const std::string body(100'000, 'y');
  peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + body);
  EXPECT_EQ(body_of(peer.read_message()), "POST / " + body);
  // Those that came first had to go.
  EXPECT_EQ(slow.front()->read_to_end(), "");
}

TEST(Server, Ipv6) {
  ServerOptions options;
  options.address = "::1";
  ServerThread server(echo, options);
  Peer peer = server.connect(true);
  peer.send("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_message()), "GET / ");
}

TEST(Server, AddressThatCannotBeBound) {
  Loop loop;
  ServerOptions options;
  const Server first(loop, options, echo);
  options.port = first.port();
  EXPECT_THROW(Server(loop, options, echo), std::system_error);
  options.port = 0;
  options.address = "192.0.2.1";
  EXPECT_THROW(Server(loop, options, echo), std::system_error);
  options.address = "no such address";
  EXPECT_THROW(Server(loop, options, echo), std::system_error);
}

TEST(Server, EndsWithConnectionsInEveryPhase) {
  std::promise<Responder> given;
  auto server = std::make_unique<ServerThread>(
      [&](const ServerRequest&, const Responder& responder) { given.set_value(responder); });
  Peer idle = server->connect(), reading = server->connect(), answering = server->connect();
  reading.send("GET / HT");
  answering.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Responder responder = given.get_future().get();
  server.reset();
  EXPECT_EQ(idle.read_to_end(), "");
  EXPECT_EQ(reading.read_to_end(), "");
  EXPECT_EQ(answering.read_to_end(), "");
  responder.respond({200, {}, "nobody hears"});
}

TEST(Server, ManyClientsAndWorkers) {
  std::mutex mutex;
  std::vector<std::thread> workers;
  {
    ServerThread server([&](ServerRequest request, const Responder& responder) {
      const std::lock_guard lock(mutex);
      workers.emplace_back([responder, body = std::move(request.body)] {
        responder.on_close([] {});
        responder.respond({200, {}, body});
      });
    });
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i) {
      clients.emplace_back([&server, i] {
        Peer peer = server.connect();
        for (int j = 0; j < 50; ++j) {
          const std::string body = std::to_string(i) + "." + std::to_string(j);
          peer.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
          ASSERT_EQ(body_of(peer.read_message()), body);
        }
      });
    }
    for (auto& client : clients) client.join();
  }
  for (auto& worker : workers) worker.join();
}

// A body in pieces: chunks in HTTP/1.1, up to the end of the connection in HTTP/1.0.
TEST(Server, StreamsABody) {
  ServerThread server([](const ServerRequest& request, const Responder& responder) {
    responder.begin({200, {{"Content-Type", "text/event-stream"}}, ""});
    responder.write("data: " + std::string(request.target) + "\n\n");
    responder.write("");
    responder.write("0123456789");
    responder.end();
    responder.write("too late");
    responder.respond({500, {}, "too late"});
  });
  Peer peer = server.connect();
  for (int i = 0; i < 2; ++i) {
    peer.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string head = peer.read_until("\r\n\r\n");
    EXPECT_THAT(head,
                HasSubstr("\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
    EXPECT_EQ(peer.read_until("0\r\n\r\n"), "a\r\ndata: /a\n\n\r\na\r\n0123456789\r\n0\r\n\r\n");
  }
  Peer old = server.connect();
  old.send("GET /b HTTP/1.0\r\n\r\n");
  const std::string message = old.read_to_end();
  EXPECT_THAT(message, Not(HasSubstr("chunked")));
  EXPECT_EQ(body_of(message), "data: /b\n\n0123456789");
}

TEST(Server, StreamsAfterTheHandlerHasReturned) {
  std::promise<Responder> open;
  ServerThread server([&](const ServerRequest&, const Responder& responder) {
    responder.begin({200, {}, ""});
    open.set_value(responder);
  });
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Responder responder = open.get_future().get();
  peer.read_until("\r\n\r\n");
  for (const std::string_view piece : {"a", "bc"}) {
    server.loop().run([&] { responder.write(piece); });
    EXPECT_THAT(peer.read_until(std::string(piece) + "\r\n"),
                EndsWith(std::string(piece) + "\r\n"));
  }
  std::promise<void> gone;
  server.loop().run([&] { responder.on_close([&] { gone.set_value(); }); });
  peer.close();
  EXPECT_EQ(gone.get_future().wait_for(patience), std::future_status::ready);
}

TEST(Server, AStreamThatLosesItsResponderIsCutOff) {
  ServerThread server([](const ServerRequest&, const Responder& responder) {
    responder.begin({200, {}, ""});
    responder.write("half");
  });
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(peer.read_to_end(), EndsWith("\r\n4\r\nhalf\r\n"));
}

TEST(Server, AClientThatDoesNotReadItsStreamIsDisconnected) {
  std::promise<void> gone;
  ServerOptions options;
  options.stream_limit = 100'000;
  ServerThread server(
      [&](const ServerRequest&, const Responder& responder) {
        responder.on_close([&] { gone.set_value(); });
        responder.begin({200, {}, ""});
        // More than the limit and what the kernel's buffers hold together.
        for (int i = 0; i < 2000; ++i) responder.write(std::string(50'000, 'x'));
      },
      options);
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(gone.get_future().wait_for(patience), std::future_status::ready);
}

}  // namespace
}  // namespace mcp::http::test
