// Bodies that a handler sends as they come.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <string_view>

#include "server_thread.h"

namespace mcp::http::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// A body in pieces: chunks in HTTP/1.1, up to the end of the connection in HTTP/1.0.
TEST(ServerStream, StreamsABody) {
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

TEST(ServerStream, StreamsAfterTheHandlerHasReturned) {
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

TEST(ServerStream, AStreamThatLosesItsResponderIsCutOff) {
  ServerThread server([](const ServerRequest&, const Responder& responder) {
    responder.begin({200, {}, ""});
    responder.write("half");
  });
  Peer peer = server.connect();
  peer.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(peer.read_to_end(), EndsWith("\r\n4\r\nhalf\r\n"));
}

TEST(ServerStream, AClientThatDoesNotReadItsStreamIsDisconnected) {
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
