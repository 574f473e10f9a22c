#include "http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "client_thread.h"
#include "http/server.h"
#include "sockets.h"

namespace mcp::http::test {
namespace {

using namespace std::literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Client, WritesTheRequest) {
  std::string seen[3];
  RawServer server([&](Peer& peer, int) {
    for (std::string& request : seen) {
      request = peer.read_message();
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    }
  });
  ClientOptions options;
  options.user_agent = "test/1";
  ClientThread thread(options);
  Client& client = thread.client();
  const HttpHeaders headers = {{"X-A", "b"},
                               {"host", "evil"},
                               {"Content-length", "9"},
                               {"Transfer-Encoding", "chunked"},
                               {"Connection", "close"},
                               {"Accept-Encoding", "br"}};
  EXPECT_EQ(describe(fetch(client, {"POST", server.url("/p?q=1"), headers, "body"})), "200 hi");
  EXPECT_EQ(describe(fetch(client, {"GET", server.url(), {{"User-Agent", "mine"}}, ""})), "200 hi");
  EXPECT_EQ(describe(fetch(client, {"PATCH", server.url(), {}, ""})), "200 hi");
  const std::string host = "Host: " + server.authority() + "\r\n";
  EXPECT_EQ(seen[0],
            "POST /p?q=1 HTTP/1.1\r\n" + host +
                "X-A: b\r\nAccept-Encoding: zstd, br, gzip, deflate\r\nUser-Agent: test/1\r\n"
                "Content-Length: 4\r\n\r\nbody");
  EXPECT_EQ(seen[1], "GET / HTTP/1.1\r\n" + host +
                         "User-Agent: mine\r\nAccept-Encoding: zstd, br, gzip, deflate\r\n\r\n");
  EXPECT_THAT(seen[2], EndsWith("Content-Length: 0\r\n\r\n"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, RefusesRequestsThatCannotBeSent) {
  ClientThread thread;
  const HttpRequest requests[] = {
      {"GET", "", {}, ""},
      {"GET", "ftp://secret/", {}, ""},
      {"GET", "http://secret@127.0.0.1/", {}, ""},
      {"GET", "http://127.0.0.1/secret\r\nX: y", {}, ""},
      {"", "http://127.0.0.1/secret", {}, ""},
      {"GET /secret HTTP/1.1\r\nX: y", "http://127.0.0.1/", {}, ""},
      {"GET", "http://127.0.0.1/secret", {{"X", "secret\r\nY: z"}}, ""},
      {"GET", "http://127.0.0.1/secret", {{"X", "secret\0"s}}, ""},
      {"GET", "http://127.0.0.1/secret", {{"X\r\nY", "secret"}}, ""},
      {"GET", "http://127.0.0.1/secret", {{"", "secret"}}, ""},
  };
  for (const auto& request : requests) {
    const std::string result = describe(fetch(thread.client(), request));
    EXPECT_THAT(result, StartsWith("bad_url: ")) << request.url;
    EXPECT_THAT(result, Not(HasSubstr("secret"))) << request.url;
  }
}

TEST(Client, KeepsConnectionsAndOpensMoreWhenNeeded) {
  std::promise<void> both;
  std::atomic<int> waiting = 0;
  auto go = both.get_future().share();
  RawServer server([&](Peer& peer, int) {
    for (;;) {
      const std::string request = peer.read_until("\r\n\r\n");
      if (request.empty()) return;
      if (request.starts_with("GET /wait")) {
        if (++waiting == 2) both.set_value();
        go.wait();
      }
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    }
  });
  ClientThread thread;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(thread.get(server.url()), "200 hi");
  EXPECT_EQ(server.connections(), 1);
  std::thread other([&] { EXPECT_EQ(thread.get(server.url("/wait")), "200 hi"); });
  EXPECT_EQ(thread.get(server.url("/wait")), "200 hi");
  other.join();
  EXPECT_EQ(server.connections(), 2);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(thread.get(server.url()), "200 hi");
  EXPECT_EQ(server.connections(), 2);
}

TEST(Client, ConnectionsThatMayNotBeKept) {
  const char* const answers[] = {
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
      "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more",
  };
  for (const std::string answer : answers) {
    RawServer server([&](Peer& peer, int) {
      peer.read_until("\r\n\r\n");
      peer.send(answer);
      peer.read_to_end();
    });
    ClientThread thread;
    EXPECT_EQ(thread.get(server.url()), "200 hi");
    EXPECT_EQ(thread.get(server.url()), "200 hi");
    EXPECT_EQ(server.connections(), 2) << answer;
  }
}

TEST(Client, IdleConnectionsEnd) {
  std::promise<void> closed[2];
  RawServer server([&](Peer& peer, int index) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    peer.read_to_end();
    closed[index].set_value();
  });
  ClientOptions options;
  options.idle_timeout = 50ms;
  ClientThread by_time(options);
  EXPECT_EQ(by_time.get(server.url()), "200 hi");
  EXPECT_EQ(closed[0].get_future().wait_for(patience), std::future_status::ready);
  options.max_idle_per_origin = 0;
  options.idle_timeout = 1h;
  ClientThread by_number(options);
  EXPECT_EQ(by_number.get(server.url()), "200 hi");
  EXPECT_EQ(closed[1].get_future().wait_for(patience), std::future_status::ready);
}

// The server closes each connection on its second request, as one does whose idle timeout has just
// passed.
TEST(Client, StaleConnection) {
  struct Case {
    const char* method;
    bool partly;  // after some bytes of a response
    const char* result;
  };
  constexpr Case cases[] = {
      {"GET", false, "200 hi"},
      {"HEAD", false, "200 "},
      {"PUT", false, "200 hi"},
      {"DELETE", false, "200 hi"},
      {"POST", false, "truncated: HOST closed the connection without a response"},
      {"PATCH", false, "truncated: HOST closed the connection without a response"},
      {"GET", true, "truncated: HOST ended its response early"},
  };
  for (const auto& c : cases) {
    RawServer server([&](Peer& peer, int) {
      const bool head = peer.read_until("\r\n\r\n").starts_with("HEAD");
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
      if (!head) peer.send("hi");
      peer.read_until("\r\n\r\n");
      if (c.partly) peer.send("HTTP/1.1 200");
      peer.end_writing();
      peer.read_to_end();
    });
    ClientThread thread;
    std::string want = c.result;
    if (const auto host = want.find("HOST"); host != std::string::npos) {
      want.replace(host, 4, server.authority());
    }
    EXPECT_EQ(thread.get(server.url()), "200 hi");
    EXPECT_EQ(describe(fetch(thread.client(), {c.method, server.url(), {}, ""})), want) << c.method;
  }
}

TEST(Client, StaleConnectionIsRetriedOnce) {
  RawServer server([&](Peer& peer, int index) {
    peer.read_until("\r\n\r\n");
    if (index > 0) return;
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    peer.read_until("\r\n\r\n");
  });
  ClientThread thread;
  EXPECT_EQ(thread.get(server.url()), "200 hi");
  EXPECT_EQ(thread.get(server.url()),
            "truncated: " + server.authority() + " closed the connection without a response");
  EXPECT_EQ(server.connections(), 2);
}

TEST(Client, ClosedIdleConnectionIsNotUsed) {
  std::promise<void> closed;
  RawServer server([&](Peer& peer, int index) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    if (index > 0) return;
    peer.end_writing();
    peer.read_to_end();  // ends when the client has noticed
    closed.set_value();
  });
  ClientThread thread;
  EXPECT_EQ(thread.post(server.url()), "200 hi");
  EXPECT_EQ(closed.get_future().wait_for(patience), std::future_status::ready);
  EXPECT_EQ(thread.post(server.url()), "200 hi");
}

TEST(Client, AnswerBeforeTheRequestWasRead) {
  RawServer server([](Peer& peer, int) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
    peer.read_to_end();
  });
  ClientThread thread;
  EXPECT_EQ(thread.post(server.url(), std::string(20'000'000, 'x')), "413 big");
  EXPECT_EQ(thread.post(server.url(), std::string(20'000'000, 'x')), "413 big");
  EXPECT_EQ(server.connections(), 2);
}

TEST(Client, LargeBodiesBothWays) {
  LoopThread server_thread;
  ServerOptions options;
  options.body_limit = 20'000'000;
  auto server = std::make_unique<Server>(server_thread.loop, options,
                                         [](ServerRequest request, const Responder& responder) {
                                           responder.respond({200, {}, std::move(request.body)});
                                         });
  server_thread.start();
  {
    ClientThread thread;
    std::string body(10'000'000, 'x');
    for (std::size_t i = 0; i < body.size(); ++i)
      body[i] = static_cast<char>(i * 2654435761U >> 13);
    const std::string url = "http://localhost:" + std::to_string(server->port()) + "/";
    EXPECT_TRUE(thread.post(url, body) == "200 " + body);
  }
  server_thread.stop();
}

TEST(Client, Timeouts) {
  RawServer server([](Peer& peer, int) {
    const std::string request = peer.read_until("\r\n\r\n");
    if (request.starts_with("GET /head")) peer.send("HTTP/1.1 200 OK\r\nX: y");
    if (request.starts_with("GET /body"))
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
    EXPECT_EQ(peer.read_to_end(), "");  // the client closes
  });
  ClientThread thread;
  const auto get = [&](const char* target) {
    return describe(fetch(thread.client(), {"GET", server.url(target), {}, ""}, 200ms));
  };
  EXPECT_EQ(get("/nothing"), "timeout: no response from " + server.authority() + " within 200 ms");
  for (const char* const target : {"/head", "/body"}) {
    EXPECT_EQ(get(target),
              "timeout: the response of " + server.authority() + " was not complete within 200 ms");
  }
  EXPECT_EQ(describe(fetch(thread.client(), {"GET", server.url(), {}, ""}, 0ms)).substr(0, 8),
            "timeout:");
}

TEST(Client, ReadTimeout) {
  RawServer server([](Peer& peer, int) {
    if (peer.read_until("\r\n\r\n").starts_with("GET /body")) {
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi");
    }
    EXPECT_EQ(peer.read_to_end(), "");  // the client closes
  });
  ClientThread thread;
  Timeouts timeouts(patience);
  timeouts.read = 100ms;
  for (const char* const target : {"/nothing", "/body"}) {
    EXPECT_EQ(describe(fetch(thread.client(), {"GET", server.url(target), {}, ""}, timeouts)),
              "timeout: " + server.authority() + " sent nothing for 100 ms");
  }
  // The shorter one counts, and says so.
  timeouts.total = 50ms;
  EXPECT_EQ(describe(fetch(thread.client(), {"GET", server.url(), {}, ""}, timeouts)),
            "timeout: no response from " + server.authority() + " within 50 ms");
}

// A listener whose backlog is full: the kernel drops what comes.
TEST(Client, ConnectTimeout) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listener, 0), 0);
  socklen_t size = sizeof address;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::vector<int> fillers;
  for (int i = 0; i < 8; ++i) {
    fillers.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(fillers.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  const std::string authority = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  ClientOptions options;
  options.connect_timeout = 100ms;
  ClientThread thread(options);
  EXPECT_EQ(thread.get("http://" + authority + "/"),
            "timeout: cannot connect to " + authority + " within 100 ms");
  EXPECT_EQ(describe(fetch(thread.client(), {"GET", "http://" + authority, {}, ""}, 50ms)),
            "timeout: cannot connect to " + authority + " within 50 ms");
  Timeouts timeouts(patience);
  timeouts.connect = 60ms;
  EXPECT_EQ(describe(fetch(thread.client(), {"GET", "http://" + authority, {}, ""}, timeouts)),
            "timeout: cannot connect to " + authority + " within 60 ms");
  for (const int filler : fillers) close(filler);
  close(listener);
}

TEST(Client, ConnectFailures) {
  std::uint16_t free_port = 0;
  {
    free_port = RawServer([](Peer&, int) {}).port();
  }
  const std::string authority = "127.0.0.1:" + std::to_string(free_port);
  ClientThread thread;
  EXPECT_EQ(thread.get("http://" + authority + "/secret?secret"),
            "connect: cannot connect to " + authority + ": connection refused");
  EXPECT_THAT(thread.get("http://nobody.invalid/secret"),
              StartsWith("resolve: cannot resolve nobody.invalid: "));
}

TEST(Client, ResetConnection) {
  RawServer server([](Peer& peer, int) {
    if (peer.read_until("\r\n\r\n").starts_with("GET /part")) {
      peer.send("HTTP/1.1 200 OK\r\n\r\npart");
    }
    peer.reset();
  });
  ClientThread thread;
  EXPECT_EQ(thread.get(server.url()),
            "truncated: " + server.authority() + " closed the connection without a response");
  // Which of the two it is depends on whether the reset overtakes the bytes.
  EXPECT_THAT(thread.get(server.url("/part")), StartsWith("truncated: "));
}

TEST(Client, Cancel) {
  std::promise<void> arrived, closed;
  RawServer server([&](Peer& peer, int index) {
    peer.read_until("\r\n\r\n");
    if (index > 0) return peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    arrived.set_value();
    peer.read_to_end();
    closed.set_value();
  });
  ClientThread thread;
  std::promise<ClientResult> result;
  const auto id = thread.client().send({"GET", server.url(), {}, ""}, 1h,
                                       [&](ClientResult value) { result.set_value(value); });
  arrived.get_future().wait();
  thread.client().cancel(id);
  EXPECT_EQ(describe(result.get_future().get()), "cancelled: the request was cancelled");
  EXPECT_EQ(closed.get_future().wait_for(patience), std::future_status::ready);
  thread.client().cancel(id);
  thread.client().cancel(12345);
  EXPECT_EQ(thread.get(server.url()), "200 hi");
}

TEST(Client, CallbackIsNeverWithinSendOrCancel) {
  ClientThread thread;
  std::promise<void> done;
  std::string order;
  thread.loop().run([&] {
    thread.client().send({"GET", "nonsense", {}, ""}, 1s,
                         [&](const ClientResult&) { order += "b"; });
    const auto id = thread.client().send(
        {"GET", "http://127.0.0.1:9/", {}, ""}, 1s, [&](const ClientResult& result) {
          order += std::get<Failure>(result).kind == Failure::Kind::cancelled ? "c" : "?";
          done.set_value();
        });
    thread.client().cancel(id);
    order += "a";
  });
  done.get_future().wait();
  EXPECT_EQ(order, "abc");
}

TEST(Client, SendFromACallbackUsesTheSameConnection) {
  RawServer server([](Peer& peer, int) {
    while (!peer.read_until("\r\n\r\n").empty()) {
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    }
  });
  ClientThread thread;
  std::promise<void> done;
  int left = 100;
  std::function<void(const ClientResult&)> next = [&](const ClientResult& result) {
    EXPECT_EQ(describe(result), "200 hi");
    if (--left == 0) return done.set_value();
    thread.client().send({"GET", server.url(), {}, ""}, patience, next);
  };
  thread.client().send({"GET", server.url(), {}, ""}, patience, next);
  done.get_future().wait();
  EXPECT_EQ(server.connections(), 1);
}

TEST(Client, EndsWithRequestsUnderWay) {
  RawServer server([](Peer& peer, int) { peer.read_to_end(); });
  std::atomic<int> called = 0;
  {
    ClientThread thread;
    for (int i = 0; i < 5; ++i) {
      thread.client().send({"GET", server.url(), {}, ""}, 1h,
                           [&](const ClientResult&) { ++called; });
    }
    thread.client().send({"GET", "http://nobody.invalid/", {}, ""}, 1h, [](const ClientResult&) {});
  }
  EXPECT_LE(called, 0);
}

TEST(Client, ManyThreadsOneClient) {
  LoopThread server_thread;
  auto server = std::make_unique<Server>(server_thread.loop, ServerOptions(),
                                         [](ServerRequest request, const Responder& responder) {
                                           responder.respond({200, {}, std::move(request.body)});
                                         });
  server_thread.start();
  {
    const std::string url = "http://127.0.0.1:" + std::to_string(server->port()) + "/";
    ClientThread thread;
    std::atomic<int> answered = 0, cancelled = 0;
    constexpr int threads = 4, requests = 200;
    std::vector<std::thread> senders;
    for (int i = 0; i < threads; ++i) {
      senders.emplace_back([&, i] {
        for (int j = 0; j < requests; ++j) {
          const std::string body = std::to_string(i) + "." + std::to_string(j);
          std::promise<ClientResult> result;
          const auto id =
              thread.client().send({"POST", url, {}, body}, patience,
                                   [&](ClientResult value) { result.set_value(value); });
          if (j % 10 == 0) thread.client().cancel(id);
          const std::string text = describe(result.get_future().get());
          if (text == "200 " + body) ++answered;
          if (text.starts_with("cancelled: ")) ++cancelled;
        }
      });
    }
    for (auto& sender : senders) sender.join();
    EXPECT_EQ(answered + cancelled, threads * requests);
    EXPECT_GE(answered, threads * requests * 9 / 10);
  }
  server_thread.stop();
}

}  // namespace
}  // namespace mcp::http::test
