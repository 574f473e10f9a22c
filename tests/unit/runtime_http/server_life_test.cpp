// How connections end, what ends them, and how many there may be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "server_thread.h"

namespace mcp::http::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Keeps responders until the test answers them.
struct Held {
  std::promise<Responder> responder;
  std::promise<void> closed;
  void operator()(const ServerRequest&, const Responder& given) {
    given.on_close([this] { closed.set_value(); });
    responder.set_value(given);
  }
};

TEST(ServerLife, CloseIsNoticedWhileTheAnswerIsMade) {
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

TEST(ServerLife, CloseHandlerOfAClientThatIsGone) {
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

TEST(ServerLife, CloseHandlerIsNotCalledAfterAnAnswer) {
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

TEST(ServerLife, ClientThatEndedWritingIsAnswered) {
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

TEST(ServerLife, Timeouts) {
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

TEST(ServerLife, ReaderThatStopsIsGivenUp) {
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

TEST(ServerLife, DrainFinishesWhatIsInFlight) {
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

TEST(ServerLife, DrainOfAServerWithoutConnections) {
  ServerThread server;
  std::promise<void> drained;
  server.server().drain([&] { drained.set_value(); });
  EXPECT_EQ(drained.get_future().wait_for(patience), std::future_status::ready);
}

TEST(ServerLife, ConnectionsBeyondTheLimitWait) {
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

TEST(ServerLife, RequestsThatNeverEndKeepNobodyOut) {
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

TEST(ServerLife, AbsoluteTargetsAreTakenApart) {
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

TEST(ServerLife, StreamsThatMayGiveWayDo) {
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

TEST(ServerLife, BodiesThatNeverEndCannotTakeAllMemory) {
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

TEST(ServerLife, Ipv6) {
  ServerOptions options;
  options.address = "::1";
  ServerThread server(echo, options);
  Peer peer = server.connect(true);
  peer.send("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n");
  EXPECT_EQ(body_of(peer.read_message()), "GET / ");
}

TEST(ServerLife, AddressThatCannotBeBound) {
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

TEST(ServerLife, EndsWithConnectionsInEveryPhase) {
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

TEST(ServerLife, ManyClientsAndWorkers) {
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

}  // namespace
}  // namespace mcp::http::test
