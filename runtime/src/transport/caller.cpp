#include "transport/caller.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "protocol/trace_context.h"
#include "transport/retry.h"

namespace mcp::transport {
namespace {

/// Runs `work`, which may call code of the user; an exception becomes a value.
template <class Work>
auto guarded(const Tool& tool, const Log& log, Work work) -> decltype(work()) {
  const char* what = "unknown exception";
  std::string text;
  try {
    return work();
  } catch (const std::exception& error) {
    text = error.what();
    what = text.c_str();
  } catch (...) {  // hooks may throw anything
  }
  log.write(LogLevel::error, std::string(tool.name) + ": " + what);
  return invoke::error_result("The server failed to process this call; its log says why.");
}

/// The class of an HTTP status: "2xx" and so on.
std::string_view status_class(int status) {
  constexpr std::array<std::string_view, 4> classes = {"2xx", "3xx", "4xx", "5xx"};
  return classes[static_cast<std::size_t>(std::clamp(status / 100, 2, 5) - 2)];
}

std::string_view kind_name(http::Failure::Kind kind) {
  using Kind = http::Failure::Kind;
  switch (kind) {
    case Kind::bad_url:
      return "bad-url";
    case Kind::resolve:
      return "resolve";
    case Kind::connect:
      return "connect";
    case Kind::tls:
      return "tls";
    case Kind::timeout:
      return "timeout";
    case Kind::too_large:
      return "too-large";
    case Kind::malformed:
      return "malformed";
    case Kind::truncated:
      return "truncated";
    case Kind::forbidden:
      return "forbidden";
    case Kind::cancelled:
      break;
  }
  return "cancelled";
}

}  // namespace

Caller::Caller(http::Loop& loop, const CallerContext& context, std::size_t max_running)
    : loop_(loop), context_(context), max_running_(max_running) {}

Caller::Id Caller::start(protocol::Call call, Done done) {
  const Id id = ++last_id_;
  Job& job = jobs_[id];
  job = {std::move(call), std::move(done), std::chrono::steady_clock::now()};
  if (running_ < max_running_) {
    launch(id, job);
  } else {
    waiting_.push_back(id);
  }
  return id;
}

void Caller::fetch(HttpRequest request, std::function<void(http::ClientResult)> done) {
  client().send(std::move(request), context_.configuration.timeout, std::move(done));
}

void Caller::cancel(Id id) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  const http::Client::Id request = found->second.request;
  context_.log.write(LogLevel::info, std::string(found->second.call.tool->name) + " cancelled");
  jobs_.erase(found);
  context_.metrics.requests.add({"tools/call", "cancelled"});
  context_.metrics.tool_calls.add({"cancelled"});
  if (request != 0) client().cancel(request);
}

void Caller::launch(Id id, Job& job) {
  ++running_;
  job.deadline = std::chrono::steady_clock::now() + context_.configuration.timeout;
  send(id, job);
}

/// One try. A request is built anew each time, so that nothing is kept for a retry that seldom
/// comes.
void Caller::send(Id id, Job& job) {
  ++job.tries;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(job.deadline - std::chrono::steady_clock::now());
  const Tool& tool = *job.call.tool;
  using Refused = std::optional<invoke::ToolResult>;
  Refused refused = guarded(tool, context_.log, [&]() -> Refused {
    auto built = invoke::build_request(context_.server, tool, job.call.arguments,
                                       context_.configuration.settings);
    if (auto* result = std::get_if<invoke::ToolResult>(&built)) return std::move(*result);
    auto& request = std::get<HttpRequest>(built);
    for (auto& [name, value] : protocol::trace_headers(job.call.meta)) {
      if (find_header(request.headers, name) == nullptr) {
        request.headers.emplace_back(name, value);
      }
    }
    if (context_.hooks.before_request != nullptr) {
      context_.hooks.before_request(tool, job.call.principal, request);
    }
    job.sent = std::chrono::steady_clock::now();
    job.request = client().send(std::move(request), left, [this, id](http::ClientResult result) {
      answer(id, std::move(result));
    });
    return std::nullopt;
  });
  if (!refused) return;
  loop_.post([this, id, result = std::move(*refused)] { finish(id, result, "refused"); });
}

/// Waits and sends once more where that may help; false: the result counts.
bool Caller::tries_again(Id id, Job& job, const http::ClientResult& result) {
  Attempt attempt;
  attempt.method = job.call.tool->method;
  attempt.number = job.tries;
  attempt.left = std::chrono::floor<std::chrono::milliseconds>(job.deadline -
                                                               std::chrono::steady_clock::now());
  attempt.jitter = static_cast<double>(random_() - random_.min()) /
                   (static_cast<double>(random_.max() - random_.min()) + 1);
  attempt.now = std::chrono::system_clock::now();
  const auto delay = retry_delay(result, attempt, {context_.configuration.retries});
  if (!delay) return false;
  context_.metrics.upstream_retries.add();
  job.request = 0;
  loop_.after(static_cast<int>(delay->count()), [this, id] {
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return finish(id, {}, {});  // cancelled meanwhile
    send(id, found->second);
  });
  return true;
}

void Caller::answer(Id id, http::ClientResult result) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return finish(id, {}, {});
  const auto* const failure = std::get_if<http::Failure>(&result);
  context_.metrics.upstream_time.add(std::chrono::steady_clock::now() - found->second.sent);
  context_.metrics.upstream_responses.add(
      {failure != nullptr ? kind_name(failure->kind)
                          : status_class(std::get<HttpResponse>(result).status)});
  if (tries_again(id, found->second, result)) return;
  if (failure != nullptr) {
    return finish(id,
                  invoke::error_result("The request to the API failed: " + failure->message + "."),
                  kind_name(failure->kind));
  }
  auto& response = std::get<HttpResponse>(result);
  const Tool& tool = *found->second.call.tool;
  invoke::ToolResult made = guarded(tool, context_.log, [&] {
    if (context_.hooks.after_response != nullptr) context_.hooks.after_response(tool, response);
    return invoke::make_result(tool, response,
                               invoke::result_options(tool, found->second.call.arguments,
                                                      context_.configuration.settings));
  });
  finish(id, std::move(made), std::to_string(response.status));
}

void Caller::finish(Id id, invoke::ToolResult result, std::string_view status) {
  --running_;
  if (auto job = jobs_.extract(id)) {
    const auto time = std::chrono::steady_clock::now() - job.mapped().started;
    context_.metrics.requests.add({"tools/call", "ok"});
    context_.metrics.tool_calls.add({!result.is_error      ? "ok"
                                     : status == "refused" ? "refused"
                                                           : "error"});
    context_.metrics.tool_call_time.add(time);
    if (context_.log.enabled(LogLevel::info)) {
      const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(time);
      std::string line(job.mapped().call.tool->name);
      line += ' ';
      line += status;
      line += ' ';
      line += std::to_string(taken.count());
      line += " ms";
      context_.log.write(LogLevel::info, line);
    }
    job.mapped().done(std::move(result));
  }
  start_waiting();
}

void Caller::start_waiting() {
  while (running_ < max_running_ && !waiting_.empty()) {
    const Id id = waiting_.front();
    waiting_.pop_front();
    if (const auto found = jobs_.find(id); found != jobs_.end()) launch(id, found->second);
  }
}

http::Client& Caller::client() {
  if (client_ == nullptr) {
    http::ClientOptions options;
    options.response_limit = context_.configuration.response_limit;
    options.user_agent = std::string(context_.server.name) + "-mcp mcpcc/" MCPCC_VERSION;
    client_ = std::make_unique<http::Client>(loop_, std::move(options));
  }
  return *client_;
}

}  // namespace mcp::transport
