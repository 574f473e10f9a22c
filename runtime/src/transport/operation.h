// One handler that runs: the Call that it sees, and what becomes of it. Serving thread only.
#pragma once

#include <mcp/server.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/request.h"
#include "transport/channel.h"
#include "transport/peer.h"
#include "transport/tasks.h"

namespace mcp::transport {

class Engine;

class Operation final : public mcp::Call, public std::enable_shared_from_this<Operation> {
 public:
  Operation(Engine& engine, std::shared_ptr<protocol::Request> request,
            const std::shared_ptr<Peer>& peer, std::shared_ptr<Channel> channel);

  /// Runs the handler up to where it waits. Once.
  void start();
  /// Ends it without an answer. A task is cancelled.
  void cancel();
  /// The client went away: ends it unless it goes on as a task.
  void abandon() {
    if (task_ == nullptr) cancel();
  }
  bool is_over() const { return over_; }
  std::function<void()> on_end;
  std::shared_ptr<void> room;  ///< of Engine::admit()

  /// The answer to one question of a wait. `error`: why there is none.
  void answer(std::uint64_t wait, std::size_t index, Answer answer);
  void answer_failed(std::uint64_t wait, const std::string& error);
  /// Every question that is open fails.
  void answers_end(const std::string& error);

  // Call
  Json arguments() const override { return Json(request_->arguments); }
  std::string_view value() const override { return request_->value; }
  std::string_view variable(std::string_view name) const override;
  const Principal& principal() const override { return request_->principal; }
  std::string_view protocol_version() const override;
  Json meta() const override { return Json(request_->meta); }
  bool client_can(Capability capability) const override;
  void progress(double progress, std::optional<double> total, std::string_view message) override;
  void log(mcp::LogLevel level, std::string_view data, std::string_view logger) override;
  void close_stream(std::chrono::milliseconds retry) override;
  std::string once(std::string_view key, const std::function<std::string()>& make) override;
  bool continue_as_task() override;
  void task_status(std::string_view message) override;
  bool begin(AskWait& wait) override;
  bool begin(SleepWait& wait) override;
  bool begin(FetchWait& wait) override;
  void forget(std::uint64_t wait) override { waits_.erase(wait); }

 private:
  std::uint64_t note(Wait& wait, bool is_question = false);
  Wait* find(std::uint64_t wait);
  void resume(std::coroutine_handle<> coroutine);
  void wake(Wait& wait);
  void complete();
  void complete(std::string result, bool is_error);
  void fail(const std::string& message);
  void fail(int http_status, int code, const std::string& message, const std::string& data);
  void finish(int http_status, std::string response);
  void end();
  bool ask_in_rounds(AskWait& wait);
  void ask_task(const AskWait& wait);
  void ask_peer(const AskWait& wait, Peer& peer);
  void answered();
  void changed(Task::Status status);
  void begin_task(std::chrono::milliseconds lifetime);
  void tell(std::string_view message);
  void count_request(std::string_view outcome);
  void count_call(std::string_view outcome);

  Engine& engine_;
  const std::shared_ptr<protocol::Request> request_;
  const std::weak_ptr<Peer> peer_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::shared_ptr<Channel> channel_;  // nullptr: the request is answered
  std::shared_ptr<Task> task_;
  struct Waiting {
    Wait* wait;
    bool is_question;
  };
  std::map<std::uint64_t, Waiting> waits_;
  std::optional<Async<Features::Result>> coroutine_;  // its end takes what waits out of waits_
  std::vector<std::string> asked_;  // ids of requests to the client that are not answered
  std::uint64_t last_wait_ = 0;
  double last_progress_ = 0;
  bool progressed_ = false;
  bool running_ = false;
  bool over_ = false;
};

}  // namespace mcp::transport
