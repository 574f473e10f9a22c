#include "transport/operation.h"

#include <utility>

#include "json/write.h"
#include "protocol/message.h"
#include "protocol/notifications.h"
#include "protocol/results.h"
#include "transport/engine.h"

namespace mcp::transport {
namespace {

using protocol::Code;
using protocol::Request;

constexpr const char* failed_message = "The server failed to process this call; its log says why.";

}  // namespace

Operation::Operation(Engine& engine, std::shared_ptr<Request> request,
                     const std::shared_ptr<Peer>& peer, std::shared_ptr<Channel> channel)
    : engine_(engine), request_(std::move(request)), peer_(peer), channel_(std::move(channel)) {}

void Operation::start() {
  if (request_->as_task) {
    try {
      begin_task(request_->task_lifetime.value_or(Tasks::longest));
    } catch (const ProtocolError& error) {
      return fail(200, error.code, error.what(), error.data);
    }
    if (!request_->refusal.empty()) return fail(request_->refusal);
  }
  try {
    coroutine_.emplace((*request_->handler)(*this));
  } catch (const std::exception& error) {  // of a handler that is no coroutine itself
    engine_.context().log.write(LogLevel::error, request_->name + ": " + error.what());
    return fail(failed_message);
  }
  resume(coroutine_->handle());
}

void Operation::cancel() {
  if (over_) return;
  count_call("cancelled");
  if (task_) changed(Task::Status::cancelled);
  // A batch still waits for this one.
  if (channel_) {
    count_request("cancelled");
    std::exchange(channel_, nullptr)->finish(202, {});
  }
  end();
}

// The coroutine cannot be destroyed while it runs; resume() does it then.
void Operation::end() {
  over_ = true;
  if (const auto peer = peer_.lock()) {
    for (const std::string& id : asked_) peer->asked.erase(id);
  }
  if (running_) return;
  const auto self = shared_from_this();
  coroutine_.reset();
  if (const auto ended = std::exchange(on_end, nullptr)) ended();
  engine_.forget(*this);
}

void Operation::count_request(std::string_view outcome) {
  engine_.context().metrics.requests.add({method_of(*request_), outcome});
}

void Operation::count_call(std::string_view outcome) {
  if (request_->kind != Request::Kind::tool) return;
  engine_.context().metrics.tool_calls.add({outcome});
  engine_.context().metrics.tool_call_time.add(std::chrono::steady_clock::now() - started_);
}

void Operation::resume(std::coroutine_handle<> coroutine) {
  const auto self = shared_from_this();
  running_ = true;
  coroutine.resume();
  running_ = false;
  if (over_) return end();
  if (coroutine_->handle().done()) complete();
}

void Operation::wake(Wait& wait) {
  waits_.erase(std::exchange(wait.id, 0));
  resume(wait.waiting);
}

std::uint64_t Operation::note(Wait& wait, bool is_question) {
  wait.id = ++last_wait_;
  waits_.emplace(wait.id, Waiting{&wait, is_question});
  return wait.id;
}

Wait* Operation::find(std::uint64_t wait) {
  const auto found = waits_.find(wait);
  return over_ || found == waits_.end() ? nullptr : found->second.wait;
}

void Operation::complete() {
  try {
    const Features::Result result = coroutine_->take();
    const auto* read = std::get_if<ReadResult>(&result);
    if (read != nullptr && read->contents.empty()) {
      const bool modern = protocol::is_modern(request_->version);
      return fail(200, static_cast<int>(modern ? Code::invalid_params : Code::resource_not_found),
                  "there is no resource " + protocol::quote(request_->name),
                  JsonObject().add("uri", request_->name).text());
    }
    std::string outcome;
    protocol::append_feature_result(outcome, engine_.context().server, *request_, result);
    const auto* called = std::get_if<ToolResult>(&result);
    return complete(std::move(outcome), called != nullptr && called->is_error);
  } catch (const ProtocolError& error) {
    return fail(200, error.code, error.what(), error.data);
  } catch (const MissingCapability& error) {
    if (protocol::is_modern(request_->version)) {
      return fail(400, static_cast<int>(Code::missing_capability), error.what(),
                  protocol::required_capability(error.capability));
    }
    return fail(200, static_cast<int>(Code::invalid_request), error.what(), {});
  } catch (const NoAnswer& error) {
    engine_.context().log.write(LogLevel::warning, request_->name + ": " + error.what());
    return fail(error.what());
  } catch (const std::exception& error) {
    engine_.context().log.write(LogLevel::error, request_->name + ": " + error.what());
  } catch (...) {  // handlers may throw anything
    engine_.context().log.write(LogLevel::error, request_->name + ": unknown exception");
  }
  fail(failed_message);
}

/// Something went wrong in the handler. Where a model reads the result, it reads this, too.
void Operation::fail(const std::string& message) {
  if (request_->kind != Request::Kind::tool) {
    return fail(200, static_cast<int>(Code::internal_error), message, {});
  }
  std::string outcome;
  invoke::ToolResult result = invoke::error_result(message);
  if (!request_->task.empty()) result.meta = protocol::related_task(request_->task);
  protocol::append_call_result(outcome, engine_.context().server, request_->version, result);
  complete(std::move(outcome), true);
}

/// Answers with a JSON-RPC error.
void Operation::fail(int http_status, int code, const std::string& message,
                     const std::string& data) {
  count_call("error");
  if (task_ == nullptr) {
    count_request("error");
    return finish(http_status, protocol::error_text(request_->id, code, message, data));
  }
  JsonObject error;
  error.add("code", code).add("message", message);
  if (!data.empty()) error.add_json("data", data);
  task_->outcome = error.text();
  task_->is_result = false;
  changed(Task::Status::failed);
  end();
}

/// Answers with a result.
void Operation::complete(std::string result, bool is_error) {
  count_call(is_error ? "error" : "ok");
  if (task_) {
    task_->outcome = std::move(result);
    // MCP 2025-11-25, `basic/utilities/tasks`: a result that is an error is a task that failed.
    const bool failed = is_error && !protocol::is_modern(request_->version);
    changed(failed ? Task::Status::failed : Task::Status::completed);
    return end();
  }
  std::string response;
  response.reserve(result.size() + request_->id.size() + 64);
  protocol::begin_response(response, request_->id);
  response += result;
  protocol::end_response(response);
  count_request("ok");
  finish(200, std::move(response));
}

void Operation::finish(int http_status, std::string response) {
  std::exchange(channel_, nullptr)->finish(http_status, std::move(response));
  end();
}

std::string_view Operation::variable(std::string_view name) const {
  for (const auto& [variable, value] : request_->variables) {
    if (variable == name) return value;
  }
  return {};
}

std::string_view Operation::protocol_version() const {
  return protocol::to_string(request_->version);
}

bool Operation::client_can(Capability capability) const {
  const bool can_be_asked = protocol::is_modern(request_->version) || !peer_.expired();
  return can_be_asked && request_->capabilities.has(capability);
}

void Operation::progress(double progress, std::optional<double> total, std::string_view message) {
  if (request_->progress_token.empty()) return;
  // MCP, `basic/utilities/progress`: it MUST increase.
  if (progressed_ && !(progress > last_progress_)) return;
  progressed_ = true;
  last_progress_ = progress;
  tell(protocol::progress_notification(request_->progress_token, request_->version, progress, total,
                                       message, request_->task));
}

void Operation::log(mcp::LogLevel level, std::string_view data, std::string_view logger) {
  if (!request_->log_level || level < *request_->log_level) return;
  tell(protocol::log_notification(level, data, logger, request_->task));
}

/// A message about the request, while it is answered; about a task of a client that stays, also
/// afterwards.
void Operation::tell(std::string_view message) {
  if (channel_) return channel_->send(message);
  const auto peer = request_->task.empty() ? nullptr : peer_.lock();
  if (peer != nullptr) peer->announce(message);
}

void Operation::close_stream(std::chrono::milliseconds retry) {
  if (channel_) channel_->pause(retry);
}

std::string Operation::once(std::string_view key, const std::function<std::string()>& make) {
  auto& kept = request_->rounds.kept;
  if (const auto found = kept.find(key); found != kept.end()) return found->second;
  return kept.emplace(key, make()).first->second;
}

bool Operation::continue_as_task() {
  if (task_) return true;
  const bool can = channel_ != nullptr && request_->kind == Request::Kind::tool &&
                   protocol::is_modern(request_->version) && request_->capabilities.tasks;
  if (!can) return false;
  begin_task(Tasks::longest);
  return true;
}

/// Answers with a task.
void Operation::begin_task(std::chrono::milliseconds lifetime) {
  const bool modern = protocol::is_modern(request_->version);
  task_ =
      engine_.tasks().create({request_->principal.id, request_->version, peer_.lock()}, lifetime);
  task_->operation = weak_from_this();
  if (!modern) request_->task = task_->id;
  std::string response;
  protocol::begin_response(response, request_->id);
  if (modern) {
    protocol::begin_modern_result(response, "task");
    append_task(response, *task_);
    response += ',';
    protocol::end_modern_result(response, engine_.context().server);
  } else {
    response += R"({"task":{)";
    append_task(response, *task_);
    response += "}}";
  }
  protocol::end_response(response);
  count_request("ok");
  std::exchange(channel_, nullptr)->finish(200, std::move(response));
}

void Operation::task_status(std::string_view message) {
  if (task_ == nullptr) return;
  task_->message = message;
  changed(task_->status);
}

void Operation::changed(Task::Status status) {
  task_->status = status;
  task_->updated = Task::Clock::now();
  if (task_->is_over()) task_->open.clear();
  engine_.task_changed(*task_);
}

bool Operation::begin(AskWait& wait) {
  if (over_) return true;
  for (const Question& question : wait.questions) {
    if (!client_can(question.needs)) throw MissingCapability(question.needs);
  }
  wait.answers.assign(wait.questions.size(), std::nullopt);
  if (wait.questions.empty()) return false;
  if (task_) {
    note(wait, true);
    ask_task(wait);
    return true;
  }
  if (protocol::is_modern(request_->version)) return ask_in_rounds(wait);
  const auto peer = peer_.lock();
  if (peer == nullptr) throw NoAnswer("the client is gone");
  note(wait, true);
  ask_peer(wait, *peer);
  return true;
}

/// False: every answer is known. Else the client is sent away, and this operation ends.
bool Operation::ask_in_rounds(AskWait& wait) {
  std::vector<const Question*> open;
  for (std::size_t i = 0; i < wait.questions.size(); ++i) {
    const Question& question = wait.questions[i];
    const auto known = request_->rounds.answers.find(question.key);
    if (known == request_->rounds.answers.end()) {
      open.push_back(&question);
      continue;
    }
    auto parsed = json::Document::parse(known->second);
    auto document =
        std::make_shared<const json::Document>(std::get<json::Document>(std::move(parsed)));
    if (const auto problem = protocol::check_answer(question, document->root())) {
      throw ProtocolError(static_cast<int>(Code::invalid_params), *problem);
    }
    const Json result(&document->root());
    wait.answers[i].emplace(std::move(document), result);
  }
  if (open.empty()) return false;
  const auto state = protocol::request_state(*request_, engine_.handler().sealer());
  count_call("input_required");
  count_request("ok");
  finish(200, protocol::input_required_reply(engine_.context().server, request_->id, open, state));
  return true;
}

void Operation::ask_task(const AskWait& wait) {
  for (std::size_t i = 0; i < wait.questions.size(); ++i) {
    Question question = wait.questions[i];
    // SEP-2663: a key is never used again within a task.
    question.key += "-" + std::to_string(++task_->last_key);
    task_->open.push_back({std::move(question), wait.id, i, {}});
  }
  changed(Task::Status::input_required);
  engine_.ask_waiters(*task_);
}

void Operation::ask_peer(const AskWait& wait, Peer& peer) {
  channel_->wait_for_client(true);
  for (std::size_t i = 0; i < wait.questions.size(); ++i) {
    const std::string id = "\"ask-" + std::to_string(++peer.last_question) + "\"";
    peer.asked.emplace(id, Peer::Asked{weak_from_this(), wait.id, i, wait.questions[i]});
    asked_.push_back(id);
    channel_->send(protocol::client_request(id, wait.questions[i]));
  }
}

void Operation::answer(std::uint64_t wait, std::size_t index, Answer answer) {
  auto* const asked = static_cast<AskWait*>(find(wait));
  if (asked == nullptr || asked->answers[index]) return;
  asked->answers[index] = std::move(answer);
  for (const auto& given : asked->answers) {
    if (!given) return;
  }
  answered();
  wake(*asked);
}

/// Nothing more is asked for the moment.
void Operation::answered() {
  asked_.clear();
  if (channel_) channel_->wait_for_client(false);
  if (task_ == nullptr) return;
  task_->open.clear();
  changed(Task::Status::working);
}

void Operation::answer_failed(std::uint64_t wait, const std::string& error) {
  Wait* const asked = find(wait);
  if (asked == nullptr) return;
  asked->error = std::make_exception_ptr(NoAnswer(error));
  answered();
  wake(*asked);
}

void Operation::answers_end(const std::string& error) {
  const auto self = shared_from_this();
  std::vector<std::uint64_t> open;
  for (const auto& [id, waiting] : waits_) {
    if (waiting.is_question) open.push_back(id);
  }
  for (const std::uint64_t id : open) answer_failed(id, error);
}

bool Operation::begin(SleepWait& wait) {
  if (over_) return true;
  const std::uint64_t id = note(wait);
  engine_.host().loop().after(static_cast<int>(wait.duration.count()),
                              [weak = weak_from_this(), id] {
                                const auto self = weak.lock();
                                Wait* const slept = self ? self->find(id) : nullptr;
                                if (slept != nullptr) self->wake(*slept);
                              });
  return true;
}

bool Operation::begin(FetchWait& wait) {
  if (over_) return true;
  const std::uint64_t id = note(wait);
  engine_.host().caller().fetch(
      std::move(wait.request), [weak = weak_from_this(), id](http::ClientResult result) {
        const auto self = weak.lock();
        auto* const fetching = self ? static_cast<FetchWait*>(self->find(id)) : nullptr;
        if (fetching == nullptr) return;
        if (const auto* failure = std::get_if<http::Failure>(&result)) {
          fetching->error = std::make_exception_ptr(NoAnswer(failure->message));
        } else {
          fetching->response = std::move(std::get<HttpResponse>(result));
        }
        self->wake(*fetching);
      });
  return true;
}

}  // namespace mcp::transport
