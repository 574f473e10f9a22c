#include "transport/stdio.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "http/loop.h"
#include "protocol/protocol.h"
#include "transport/descriptor.h"
#include "transport/engine.h"
#include "transport/line_reader.h"

namespace mcp::transport {
namespace {

/// Writes messages from any thread.
class Output {
 public:
  explicit Output(int descriptor) : descriptor_(descriptor) {}

  void write(std::string_view message) {
    if (message.empty()) return;
    const std::lock_guard lock(mutex_);
    // A client that reads no more has no use for an error either.
    write_all(descriptor_, message, "\n");
  }

 private:
  std::mutex mutex_;
  int descriptor_;
};

/// How many calls are accepted and not yet done with; the reader waits for it. Those that wait for
/// the client do not count there: what they wait for has to be read.
class Outstanding {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }

  void remove() {
    const std::lock_guard lock(mutex_);
    --count_;
    changed_.notify_all();
  }

  void wait_below(std::size_t limit) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ - waiting_ < limit; });
  }

  void wait_for_client(bool waits) {
    const std::lock_guard lock(mutex_);
    if (waits) {
      ++waiting_;
    } else {
      --waiting_;
    }
    changed_.notify_all();
  }

  bool wait_empty(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [&] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_ = 0;
  std::size_t waiting_ = 0;  // of these, for the client
};

/// The thread that serves: the reader's own until something needs a loop, then that of the loop. A
/// server that only answers by itself never starts one.
class ServingThread final : public Host {
 public:
  ServingThread(const CallerContext& context, std::size_t max_running)
      : context_(context), max_running_(max_running) {}

  ~ServingThread() { stop(); }

  ServingThread(const ServingThread&) = delete;
  ServingThread& operator=(const ServingThread&) = delete;

  /// Runs `task` on the serving thread, now or later. From any thread.
  void run(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex_);
      if (caller_ == nullptr) return task();
    }
    loop_->post(std::move(task));
  }

  /// Both are called on the serving thread, so with the lock held as long as that is the reader's.
  http::Loop& loop() override {
    if (caller_ == nullptr) {
      loop_.emplace();
      caller_ = std::make_unique<Caller>(*loop_, context_, max_running_);
      thread_ = std::thread([this] {
        // Not before what the reader's thread does has ended.
        { const std::lock_guard lock(mutex_); }
        loop_->run();
      });
    }
    return *loop_;
  }

  Caller& caller() override {
    loop();
    return *caller_;
  }

  /// From the reader's thread: ends the loop's thread. What is left is the reader's again.
  void stop() {
    if (!thread_.joinable()) return;
    loop_->stop();
    thread_.join();
  }

 private:
  CallerContext context_;
  std::size_t max_running_;
  std::recursive_mutex mutex_;  // a task that runs at once may want another one to run
  std::optional<http::Loop> loop_;
  std::unique_ptr<Caller> caller_;
  std::thread thread_;
};

/// The client at the other end.
class StdioPeer final : public Peer {
 public:
  explicit StdioPeer(Output& output) : output_(output) {}
  void announce(std::string_view message) override { output_.write(message); }

 private:
  Output& output_;
};

/// The answer to one line.
class LineChannel final : public Channel {
 public:
  LineChannel(Output& output, Outstanding& outstanding)
      : output_(output), outstanding_(outstanding) {}
  ~LineChannel() override { settle(); }

  void send(std::string_view message) override { output_.write(message); }
  void finish(int, std::string response) override {
    output_.write(response);
    settle();
  }
  void stay_open() override { settle(); }
  /// Messages of a batch share a channel, so this counts.
  void wait_for_client(bool waits) override {
    const bool before = waits_ > 0;
    waits_ += waits ? 1 : -1;
    if (!settled_ && before != (waits_ > 0)) outstanding_.wait_for_client(waits_ > 0);
  }

 private:
  void settle() {
    if (std::exchange(settled_, true)) return;
    if (waits_ > 0) outstanding_.wait_for_client(false);
    outstanding_.remove();
  }

  Output& output_;
  Outstanding& outstanding_;
  int waits_ = 0;
  bool settled_ = false;
};

class Conversation {
 public:
  Conversation(const CallerContext& context, const StdioOptions& options)
      : context_(context),
        options_(options),
        output_(options.output),
        catalog_(context.server, context.features),
        handler_(catalog_, options.protocol),
        serving_(context, options.max_running),
        engine_(context, handler_, serving_),
        peer_(std::make_shared<StdioPeer>(output_)) {
    engine_.add_peer(peer_);
    const std::lock_guard lock(context.features.state().mutex);
    context.features.state().poster = [this](std::function<void()> task) {
      serving_.run(std::move(task));
    };
  }

  ~Conversation() {
    {
      const std::lock_guard lock(context_.features.state().mutex);
      context_.features.state().poster = nullptr;
    }
    serving_.stop();
  }

  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  void serve() {
    LineReader reader(options_.input, options_.stop, options_.message_limit);
    std::string line;
    while (true) {
      outstanding_.wait_below(options_.max_outstanding);
      switch (reader.next(line)) {
        case LineReader::Result::line:
          if (line.find_first_not_of(" \t") != std::string::npos) handle(std::move(line));
          break;
        case LineReader::Result::too_long:
          serving_.run([this] {
            output_.write(protocol::too_large_reply(peer_->connection, options_.message_limit));
          });
          break;
        case LineReader::Result::end:
          drain();
          return;
      }
    }
  }

 private:
  void handle(std::string line) {
    outstanding_.add();
    const auto channel = std::make_shared<LineChannel>(output_, outstanding_);
    serving_.run([this, channel, line = std::move(line)]() mutable {
      engine_.follow(handler_.handle(peer_->connection, {}, std::move(line)), peer_, channel);
    });
  }

  void drain() {
    // Nobody answers a question any more.
    serving_.run([this] {
      engine_.end_subscriptions();
      engine_.end_peer(*peer_);
    });
    if (!outstanding_.wait_empty(options_.drain_time)) {
      context_.log.write(LogLevel::warning, "ended before all calls were answered");
    }
  }

  CallerContext context_;
  const StdioOptions& options_;
  Output output_;
  Outstanding outstanding_;
  protocol::Catalog catalog_;
  protocol::Handler handler_;
  ServingThread serving_;
  Engine engine_;
  std::shared_ptr<StdioPeer> peer_;
};

}  // namespace

void serve_stdio(const CallerContext& context, const StdioOptions& options) {
  Conversation(context, options).serve();
}

}  // namespace mcp::transport
