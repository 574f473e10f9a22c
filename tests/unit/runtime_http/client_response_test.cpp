// What a client takes for a response, and what not.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "client_thread.h"
#include "coding.h"

namespace mcp::http::test {
namespace {

using namespace std::literals;

TEST(Client, ReadsResponses) {
  struct Case {
    std::string answer, result;
  };
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::string gzip = compress("some text"), deflate = compress("some text", Format::raw);
  const auto coded = [&](std::string_view coding, const std::string& body) {
    return ok + "Content-Encoding: " + std::string(coding) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  const Case cases[] = {
      {ok + "Content-Length: 2\r\n\r\nhi", "200 hi"},
      {ok + "Content-Length: 0\r\n\r\n", "200 "},
      {ok + "Content-Length: 2\r\n\r\nhi and more", "200 hi"},
      {"HTTP/1.0 404 Not Found\r\n\r\nuntil the end", "404 until the end"},
      {ok + "\r\n", "200 "},
      // RFC 9112, section 4: the space is the server's to send; section 2.2: LF alone may end
      // lines.
      {"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"HTTP/1.1 204\r\n\r\n", "204 "},
      {"HTTP/1.0 404\r\n\r\nuntil the end", "404 until the end"},
      {"HTTP/1.1 100\r\n\r\nHTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi and more", "200 hi"},
      {"HTTP/1.1 200\nContent-Length: 2\n\nhi", "200 hi"},
      {"HTTP/1.1 200 OK\nContent-Length: 2\r\n\nhi", "200 hi"},
      {"HTTP/1.0 200 OK\nX: a\n b\n\nuntil\nthe end", "200 until\nthe end"},
      {"HTTP/1.1 204 No Content\n\n", "204 "},
      {"HTTP/1.1 103 Early Hints\nA: b\n\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
       "200 hi"},
      {"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\r\nhi\r\n0\r\n\r\n", "200 hi"},
      {"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nhi\n0\n\n",
       "truncated: HOST ended its response early"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\nhi\n0\n\n",
       "truncated: HOST ended its response early"},
      {"HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked\n\n0\r\n\r\n",
       "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\n\nhi",
       "malformed: HOST sent a malformed response"},
      // Where lines end with CRLF, LF alone ends none; a CR alone never does.
      {ok + "X: a\nContent-Length: 2\r\n\r\nhi", "malformed: HOST sent a malformed response"},
      {ok + "Content-Length: 2\n\nhi", "malformed: HOST sent a malformed response"},
      {ok + "\nhi", "malformed: HOST sent a malformed response"},
      {ok + "X: a\rContent-Length: 2\r\n\r\nhi", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 200 OK\nX: a\rContent-Length: 2\n\nhi",
       "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 200 OK\rContent-Length: 2\r\r\n\nhi", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 200 OK\n\rX: a\n\nhi", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 200 OK\nX\n\nhi", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 20\n\n", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 200 OK\nContent-Le", "truncated: HOST ended its response early"},
      {"HTTP/1.1 200", "truncated: HOST ended its response early"},
      {"HTTP/1.1 200 " + std::string(100'000, 'x'),
       "too_large: HOST sent a response header that is too large"},
      {"HTTP/1.1 200 OK\nX: " + std::string(100'000, 'x') + "\n\n",
       "too_large: HOST sent a response header that is too large"},
      {"HTTP/1.1 599 \r\nContent-Length: 2\r\n\r\nhi", "599 hi"},
      {"HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "301 "},
      {"HTTP/1.1 204 No Content\r\n\r\n", "204 "},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "304 "},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok +
           "Content-Length: 2\r\n\r\nhi",
       "200 hi"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3;a=b\r\n you\r\n0\r\nX: y\r\n\r\n",
       "malformed: HOST sent a malformed response"},
      {ok + "Transfer-Encoding: Chunked\r\n\r\n2\r\nhi\r\n4;a=b\r\n you\r\n0\r\nX: y\r\n\r\n",
       "200 hi you"},
      {coded("gzip", gzip), "200 some text"},
      {coded("GZIP", gzip), "200 some text"},
      {coded("deflate", deflate), "200 some text"},
      {coded("identity", "text"), "200 text"},
      {coded("gzip", ""), "200 "},
      {ok + "Content-Encoding: gzip\r\n\r\n" + gzip, "200 some text"},
      {coded("br", compress("some text", Format::brotli)), "200 some text"},
      {coded("zstd", compress("some text", Format::zstd)), "200 some text"},
      {coded("zstd", "text"), "malformed: HOST sent a response whose compression is broken"},
      {coded("compress", "text"), "malformed: HOST sent a response in an unknown content coding"},
      {coded("gzip, br", compress(gzip, Format::brotli)), "200 some text"},
      {coded("gzip\r\nContent-Encoding: br", compress(gzip, Format::brotli)), "200 some text"},
      {coded("gzip, compress", gzip),
       "malformed: HOST sent a response in an unknown content coding"},
      {coded("gzip, gzip", gzip), "malformed: HOST sent a response whose compression is broken"},
      {coded("gzip", "text"), "malformed: HOST sent a response whose compression is broken"},
      {coded("gzip", gzip.substr(0, 15)), "truncated: HOST ended its compressed response early"},
      {ok + "Content-Length: 3\r\n\r\nhi", "truncated: HOST ended its response early"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
       "truncated: HOST ended its response early"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n",
       "truncated: HOST ended its response early"},
      {ok + "Content-Le", "truncated: HOST ended its response early"},
      {"H", "truncated: HOST ended its response early"},
      {"HTTP/1.1 100 Continue\r\n\r\n", "truncated: HOST ended its response early"},
      {"", "truncated: HOST closed the connection without a response"},
      {"SSH-2.0-OpenSSH_9.2\r\n", "malformed: HOST sent a malformed response"},
      {"HTTP/2 200 OK\r\n\r\n", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 20 OK\r\n\r\n", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 099 OK\r\n\r\n", "malformed: HOST sent a malformed response"},
      {"HTTP/1.1 101 Switching\r\n\r\n", "malformed: HOST sent a malformed response"},
      {ok + "X\0Y: a\r\n\r\n"s, "malformed: HOST sent a malformed response"},
      {ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi",
       "malformed: HOST sent a malformed response"},
      {ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "malformed: HOST sent a malformed response"},
      {ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       "malformed: HOST sent a response in an unknown transfer coding"},
      {ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
       "malformed: HOST sent a malformed response"},
      {ok + "X: " + std::string(100'000, 'x') + "\r\n\r\n",
       "too_large: HOST sent a response header that is too large"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'x'),
       "malformed: HOST sent a malformed response"},
  };
  ClientThread thread;
  for (const auto& c : cases) {
    RawServer server(answers(c.answer));
    std::string want = c.result;
    const auto host = want.find("HOST");
    if (host != std::string::npos) want.replace(host, 4, server.authority());
    EXPECT_EQ(thread.get(server.url("/secret?secret")), want) << c.answer.substr(0, 200);
  }
}

// Whoever stands between may have read them in another way.
TEST(Client, BehindAHeadWithLfAloneNothingIsSent) {
  RawServer server([](Peer& peer, int connection) {
    if (peer.read_until("\r\n\r\n").empty()) return;
    peer.send("HTTP/1.1 200 OK\nContent-Length: 1\n\n" + std::to_string(connection) +
              "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhidden");
    peer.read_until("\r\n\r\n");
  });
  ClientThread thread;
  EXPECT_EQ(thread.get(server.url()), "200 0");
  EXPECT_EQ(thread.get(server.url()), "200 1");
}

TEST(Client, AnyWayOfCuttingALaxHeadIsTheSame) {
  for (const std::string& answer :
       {std::string("HTTP/1.1 103 Early Hints\nA: b\n\nHTTP/1.1 200\nX-Fold: a\n b\n"
                    "Content-Length: 9\n\nsome\ntext"),
        std::string("HTTP/1.1 103\r\nA: b\r\n\r\nHTTP/1.1 200\r\nX-Fold: a\r\n b\r\n"
                    "Content-Length: 9\r\n\r\nsome\ntext")}) {
    for (std::size_t cut = 1; cut <= answer.size(); ++cut) {
      RawServer server([&](Peer& peer, int) {
        if (peer.read_until("\r\n\r\n").empty()) return;
        for (std::size_t i = 0; i < answer.size(); i += cut) peer.send(answer.substr(i, cut));
      });
      ClientThread thread;
      ASSERT_EQ(thread.get(server.url()), "200 some\ntext") << cut;
    }
  }
}

TEST(Client, AnyWayOfCuttingAResponseIsTheSame) {
  const std::string body = compress("some text");
  const std::string answer =
      "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nX-Fold: a\r\n b\r\n"
      "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n" +
      body.substr(0, 5) + "\r\n0018\r\n" + body.substr(5, 0x18) + "\r\n0;x\r\nT: u\r\n\r\n";
  ASSERT_EQ(body.size(), 0x18U + 5);
  RawServer server([&](Peer& peer, int) {
    for (std::size_t cut = 1; cut <= answer.size(); ++cut) {
      if (peer.read_until("\r\n\r\n").empty()) return;
      for (std::size_t i = 0; i < answer.size(); i += cut) peer.send(answer.substr(i, cut));
    }
  });
  ClientThread thread;
  for (std::size_t cut = 1; cut <= answer.size(); ++cut) {
    ASSERT_EQ(thread.post(server.url()), "200 some text") << cut;
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, CodingHeadersGoWithTheCoding) {
  RawServer server([](Peer& peer, int) {
    const std::string body = compress("text");
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX: y\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  });
  ClientThread thread;
  const auto coded = std::get<HttpResponse>(fetch(thread.client(), {"GET", server.url(), {}, ""}));
  EXPECT_EQ(coded.headers, (HttpHeaders{{"X", "y"}}));
  const auto plain = std::get<HttpResponse>(fetch(thread.client(), {"GET", server.url(), {}, ""}));
  EXPECT_EQ(plain.headers, (HttpHeaders{{"Content-Length", "2"}}));
}

TEST(Client, ResponseToHeadHasNoBody) {
  RawServer server([](Peer& peer, int) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99999999999\r\n\r\n");
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  });
  ClientThread thread;
  const auto head = std::get<HttpResponse>(fetch(thread.client(), {"HEAD", server.url(), {}, ""}));
  EXPECT_EQ(*find_header(head.headers, "content-length"), "99999999999");
  EXPECT_EQ(thread.get(server.url()), "200 hi");
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, ResponseLimit) {
  ClientOptions options;
  options.response_limit = 1000;
  ClientThread thread(options);
  const std::string ok = "HTTP/1.1 200 OK\r\n", bomb = compress(std::string(10'000'000, 'x'));
  const std::string at_limit(1000, 'x');
  std::string nothing;  // much data that decodes to none
  while (nothing.size() < 100'000) nothing += compress("");
  struct Case {
    std::string answer;
    bool fits;
  };
  const Case cases[] = {
      {ok + "Content-Length: 1000\r\n\r\n" + at_limit, true},
      {ok + "\r\n" + at_limit, true},
      {ok + "Content-Encoding: gzip\r\n\r\n" + compress(at_limit), true},
      {ok + "Content-Length: 1001\r\n\r\n" + at_limit + "x", false},
      {ok + "Content-Length: 18446744073709551615\r\n\r\nx", false},
      {ok + "\r\n" + at_limit + "x", false},
      {ok + "Transfer-Encoding: chunked\r\n\r\n3E9\r\n" + at_limit + "x\r\n0\r\n\r\n", false},
      {ok + "Content-Encoding: gzip\r\n\r\n" + compress(at_limit + "x"), false},
      {ok + "Content-Encoding: gzip\r\n\r\n" + bomb, false},
      {ok + "Content-Encoding: gzip\r\n\r\n" + nothing, false},
  };
  for (const auto& c : cases) {
    RawServer server(answers(c.answer));
    EXPECT_EQ(thread.get(server.url()), c.fits ? "200 " + at_limit
                                               : "too_large: " + server.authority() +
                                                     " sent a response of more than 1000 bytes")
        << c.answer.substr(0, 100);
  }
}

TEST(Client, ResponseLimitBeforeTheBody) {
  ClientOptions options;
  options.response_limit = 1000;
  ClientThread thread(options);
  RawServer server([](Peer& peer, int) {
    const bool is_head = peer.read_until("\r\n\r\n").starts_with("HEAD");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
    if (is_head) return;
    EXPECT_EQ(peer.read_to_end(), "");  // the client closes
  });
  EXPECT_EQ(thread.get(server.url()),
            "too_large: " + server.authority() + " sent a response of more than 1000 bytes");
  EXPECT_EQ(describe(fetch(thread.client(), {"HEAD", server.url(), {}, ""})), "200 ");
}

}  // namespace
}  // namespace mcp::http::test
