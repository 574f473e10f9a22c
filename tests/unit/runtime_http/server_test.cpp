#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server_thread.h"

namespace mcp::http::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

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

}  // namespace
}  // namespace mcp::http::test
