// The way of a tool call to the upstream API and back, shared by all transports.
#pragma once

#include <mcp/hooks.h>
#include <mcp/server.h>
#include <mcp/tool.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>

#include "configuration/configuration.h"
#include "http/client.h"
#include "http/loop.h"
#include "invoke/invoke.h"
#include "metrics/metrics.h"
#include "protocol/protocol.h"
#include "transport/log.h"

namespace mcp::transport {

/// Everything a call needs. All of it outlives the Caller.
struct CallerContext {
  const Server& server;
  Features& features;
  const Hooks& hooks;
  const configuration::Configuration& configuration;
  const Log& log;
  metrics::Metrics& metrics;
};

/// Lives on one loop: all members are called there, hooks and callbacks run there. Destroyed after
/// the loop has stopped.
class Caller {
 public:
  /// At most `max_running` calls are under way at once; more wait for their turn in the order they
  /// came.
  Caller(http::Loop& loop, const CallerContext& context, std::size_t max_running);

  using Id = std::uint64_t;
  using Done = std::function<void(invoke::ToolResult)>;

  /// Calls the upstream and then `done`, once and never before this returns. Whatever goes wrong is
  /// an error result.
  Id start(protocol::Call call, Done done);

  /// Sends a request of a handler, with the timeout of calls. `done` as http::Client::send().
  void fetch(HttpRequest request, std::function<void(http::ClientResult)> done);

  /// Ends a call: nothing more is sent for it and `done` is not called. Nothing happens when it has
  /// ended already.
  void cancel(Id id);

 private:
  struct Job {
    protocol::Call call;
    Done done;
    std::chrono::steady_clock::time_point started;
    std::chrono::steady_clock::time_point deadline{};
    std::chrono::steady_clock::time_point sent{};  // the last try
    unsigned tries = 0;
    http::Client::Id request = 0;  // 0: not sent, or between two tries
  };

  void launch(Id id, Job& job);
  void send(Id id, Job& job);
  bool tries_again(Id id, Job& job, const http::ClientResult& result);
  void answer(Id id, http::ClientResult result);
  void finish(Id id, invoke::ToolResult result, std::string_view status);
  void start_waiting();
  http::Client& client();

  http::Loop& loop_;
  CallerContext context_;
  std::size_t max_running_;
  std::size_t running_ = 0;
  Id last_id_ = 0;
  std::unordered_map<Id, Job> jobs_;
  std::deque<Id> waiting_;  // cancelled ones stay in it without a job
  std::unique_ptr<http::Client> client_;
  std::minstd_rand random_{std::random_device{}()};  // spreads retries
};

}  // namespace mcp::transport
