#include "transport/stdio.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <variant>

#include "http/loop.h"
#include "protocol/protocol.h"
#include "transport/batch.h"
#include "transport/descriptor.h"
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

/// How many calls are accepted and not yet done with; the reader waits for it.
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
    changed_.wait(lock, [&] { return count_ < limit; });
  }

  bool wait_empty(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [&] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_ = 0;
};

/// The thread of the upstream calls. Its members are called on the reader's thread, what they post
/// runs on its own.
class Upstream {
 public:
  Upstream(const CallerContext& context, std::size_t max_running)
      : context_(context), caller_(loop_, context, max_running) {
    thread_ = std::thread([this] { loop_.run(); });
  }

  ~Upstream() {
    loop_.stop();
    thread_.join();
  }

  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  using Answer = std::function<void(std::string_view)>;

  /// Makes `call` and gives `answer` the reply, or an empty text when it was cancelled.
  void start(protocol::Call call, Answer answer) {
    loop_.post([this, call = std::move(call), answer = std::move(answer)] {
      const auto done = [this, call, answer](const invoke::ToolResult& result) {
        calls_.erase(call.id);
        answer(protocol::call_reply(context_.server, call, result));
      };
      const Caller::Id job = caller_.start(call, done);
      calls_.insert_or_assign(call.id, Running{job, answer});
    });
  }

  void cancel(std::string id) {
    loop_.post([this, id = std::move(id)] {
      const auto call = calls_.extract(id);
      if (!call) return;
      caller_.cancel(call.mapped().job);
      call.mapped().answer({});
    });
  }

 private:
  struct Running {
    Caller::Id job;
    Answer answer;
  };

  CallerContext context_;
  http::Loop loop_;
  Caller caller_;
  std::unordered_map<std::string, Running> calls_;  // by raw id; on the loop's thread
  std::thread thread_;
};

class Session {
 public:
  Session(const CallerContext& context, const StdioOptions& options)
      : context_(context), options_(options), handler_(context.server), output_(options.output) {}

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
          output_.write(protocol::too_large_reply(connection_, options_.message_limit));
          break;
        case LineReader::Result::end:
          drain();
          return;
      }
    }
  }

 private:
  void handle(std::string line) {
    protocol::Outcome outcome = handler_.handle(connection_, {}, std::move(line));
    if (auto* batch = std::get_if<protocol::Batch>(&outcome)) {
      const auto reply = std::make_shared<BatchReply>(
          batch->steps.size(), [this](std::string_view text) { output_.write(text); });
      for (protocol::Step& step : batch->steps) {
        follow(std::move(step), [reply](std::string_view text) { reply->add(text); });
      }
      return;
    }
    follow(std::move(std::get<protocol::Step>(outcome)),
           [this](std::string_view text) { output_.write(text); });
  }

  /// Does what a message asks for and gives `answer` the reply, or an empty text when there is
  /// none.
  void follow(protocol::Step step, Upstream::Answer answer) {
    if (auto* call = std::get_if<protocol::Call>(&step)) {
      outstanding_.add();
      upstream().start(std::move(*call), [this, answer = std::move(answer)](std::string_view text) {
        answer(text);
        outstanding_.remove();
      });
      return;
    }
    if (auto* cancel = std::get_if<protocol::Cancel>(&step)) {
      if (upstream_) upstream_->cancel(std::move(cancel->id));
      answer({});
      return;
    }
    answer(std::get<protocol::Reply>(step).text);
  }

  void drain() {
    if (upstream_ && !outstanding_.wait_empty(options_.drain_time)) {
      context_.log.write(LogLevel::warning, "ended before all calls were answered");
    }
  }

  Upstream& upstream() {
    if (!upstream_) upstream_.emplace(context_, options_.max_running);
    return *upstream_;
  }

  CallerContext context_;
  const StdioOptions& options_;
  protocol::Handler handler_;
  protocol::Connection connection_;
  Output output_;
  Outstanding outstanding_;
  std::optional<Upstream> upstream_;  // last: its thread uses what stands above
};

}  // namespace

void serve_stdio(const CallerContext& context, const StdioOptions& options) {
  Session(context, options).serve();
}

}  // namespace mcp::transport
