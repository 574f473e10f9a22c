// The way of a tool call to the upstream API and back, shared by all transports.
#pragma once

#include <mcp/hooks.h>
#include <mcp/server.h>
#include <mcp/tool.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "configuration/configuration.h"
#include "credentials/provider.h"
#include "http/client.h"
#include "http/loop.h"
#include "invoke/invoke.h"
#include "metrics/metrics.h"
#include "protocol/protocol.h"
#include "transport/log.h"
#include "upstream/cache.h"
#include "upstream/gates.h"
#include "upstream/policy.h"

namespace mcp::transport {

class ItemProgress;

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
  /// Unless the configuration says otherwise, at most `concurrency` requests to one upstream are
  /// under way at once; more wait for their turn in the order they came.
  Caller(http::Loop& loop, const CallerContext& context, std::size_t concurrency);

  using Id = std::uint64_t;
  using Done = std::function<void(invoke::ToolResult)>;
  /// Gets the number of items of an answer that is a stream of them, while it comes.
  using Progress = std::function<void(std::size_t)>;

  /// Calls the upstream and then `done`, once and never before this returns. Whatever goes wrong is
  /// an error result. `progress` is called now and then before that; empty: nobody wants to know.
  Id start(protocol::Call call, Done done, Progress progress = {});

  /// Sends a request of a handler, with the timeout of calls. `done` as http::Client::send().
  void fetch(HttpRequest request, std::function<void(http::ClientResult)> done);

  /// Ends a call: nothing more is sent for it and `done` is not called. Nothing happens when it has
  /// ended already.
  void cancel(Id id);

 private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    protocol::Call call;
    Done done;
    const upstream::Policy& policy;
    Clock::time_point started;
    Clock::time_point deadline;
    unsigned tries = 1;
    unsigned redirects = 0;
    std::string location = {};         // where the last of them leads; empty: there was none
    bool left_origin = false;          // one of them led to another origin
    bool became_get = false;           // one of them showed what the call had done
    bool may_repeat = false;           // of the request that was built last
    std::string idempotency_key = {};  // of all tries
    std::string url = {};              // of the request that was built last
    std::string upstream = {};         // its gate
    std::string cache_key = {};        // empty: its answer is not kept
    bool is_conditional = false;       // what is kept may answer it
    bool avoids_cache = false;
    Progress progress = {};
    std::shared_ptr<ItemProgress> item_progress = {};  // of the try that is under way
    HttpRequest request = {};                          // while it waits at the gate
    credentials::Use use = {};
    http::Client* client = nullptr;  // that sent it
    http::Client::Id sent = 0;       // 0: none is under way
    Clock::time_point sent_at = {};
  };

  void attempt(Id id);
  /// Runs `work`, which may call code of the user; an exception becomes a value.
  template <class Work>
  auto guarded(const Job& job, Work work) -> decltype(work()) {
    try {
      return work();
    } catch (...) {
      return failed(job);
    }
  }
  invoke::ToolResult failed(const Job& job);  // of the exception that is handled
  std::optional<invoke::ToolResult> build(Job& job) const;
  void authenticate(Id id, credentials::Provider::Obtained obtained);
  std::optional<invoke::ToolResult> complete(Job& job);
  bool answers_from_cache(Id id, Job& job);
  void enter(Id id, Job& job);
  void send(Id id, Job& job);
  void leave(const std::string& upstream, upstream::Gates::Outcome outcome);
  void answer(Id id, http::ClientResult result);
  std::optional<std::chrono::milliseconds> next_try(const Job& job,
                                                    const http::ClientResult& result);
  bool follows_redirect(Id id, Job& job, const HttpResponse& response);
  void refuse(Id id, const std::string& reason, std::string_view status);
  void refuse_as_closed(Id id, const Job& job);
  void give_up_waiting(Id id);
  bool takes_part(Id id, Job& job, http::Failure& failure);
  invoke::ResultOptions result_options(const Job& job) const;
  void make_result(Id id, const Job& job, HttpResponse response, const std::string& status,
                   const std::string& incomplete = {});
  void note_check(const Tool& tool, const invoke::CheckedOutput& checked);
  void finish(Id id, invoke::ToolResult result, std::string_view status);
  http::Client& client(const http::IdentityFiles* identity);
  credentials::Provider& provider();

  http::Loop& loop_;
  CallerContext context_;
  upstream::Gates gates_;
  upstream::Cache cache_;
  Id last_id_ = 0;
  std::unordered_map<Id, Job> jobs_;
  /// By the file of the client certificate that it shows; empty: none.
  std::map<std::string, std::unique_ptr<http::Client>> clients_;
  std::unique_ptr<credentials::Provider> provider_;
  std::unordered_set<const Tool*> differing_;        // some result was not what the document says
  std::minstd_rand random_{std::random_device{}()};  // spreads retries
};

}  // namespace mcp::transport
