#include "http/loop.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

namespace mcp::http {
namespace {

TEST(Loop, RunsTasksInOrderUntilStopped) {
  Loop loop;
  std::string order;
  loop.post([&] {
    order += "a";
    loop.post([&] { order += "c"; });
    loop.post([&] { loop.stop(); });
  });
  loop.post([&] { order += "b"; });
  loop.run();
  EXPECT_EQ(order, "abc");
}

TEST(Loop, StopBeforeRunCounts) {
  Loop loop;
  loop.stop();
  loop.run();
}

TEST(Loop, AfterRunsLater) {
  Loop loop;
  std::string order;
  loop.after(20, [&] {
    order += "b";
    loop.stop();
  });
  loop.after(1, [&] { order += "a"; });
  loop.after(3'600'000, [&] { order += "never"; });
  loop.run();
  EXPECT_EQ(order, "ab");
}

TEST(Loop, TasksFromManyThreads) {
  Loop loop;
  constexpr int threads = 4, tasks = 1000;
  int count = 0;
  std::vector<std::thread> posters;
  for (int i = 0; i < threads; ++i) {
    posters.emplace_back([&] {
      for (int j = 0; j < tasks; ++j) {
        loop.post([&] {
          if (++count == threads * tasks) loop.stop();
        });
      }
    });
  }
  loop.run();
  for (auto& poster : posters) poster.join();
  EXPECT_EQ(count, threads * tasks);
}

TEST(Loop, TerminationSignals) {
  Loop loop;
  std::vector<int> signals;
  loop.on_termination([&](int signal) {
    signals.push_back(signal);
    if (signals.size() == 2) return loop.stop();
    std::raise(SIGINT);
  });
  loop.post([] { std::raise(SIGTERM); });
  loop.run();
  EXPECT_EQ(signals, (std::vector<int>{SIGTERM, SIGINT}));
}

}  // namespace
}  // namespace mcp::http
