// What clients do with tasks, and what they are told about them.
#include <utility>

#include "protocol/message.h"
#include "protocol/notifications.h"
#include "protocol/results.h"
#include "transport/engine.h"
#include "transport/operation.h"

namespace mcp::transport {
namespace {

using protocol::Code;
using Kind = protocol::TaskStep::Kind;

constexpr std::size_t most_waiters = 16;  // for one task

std::string_view method_of(Kind kind) {
  switch (kind) {
    case Kind::get:
      return "tasks/get";
    case Kind::update:
      return "tasks/update";
    case Kind::cancel:
      return "tasks/cancel";
    case Kind::result:
      return "tasks/result";
    case Kind::list:
      break;
  }
  return "tasks/list";
}

/// What tasks/result says of a task that is over.
std::string result_reply(std::string_view request, const Task& task) {
  if (task.status == Task::Status::cancelled) {
    return protocol::error_text(request, Code::invalid_params, "the task was cancelled");
  }
  std::string out;
  if (!task.is_result) {
    return JsonObject()
        .add("jsonrpc", "2.0")
        .add_json("id", request)
        .add_json("error", task.outcome)
        .text();
  }
  protocol::begin_response(out, request);
  out += task.outcome;
  protocol::end_response(out);
  return out;
}

std::string list_reply(std::string_view request, const Tasks::Page& page) {
  std::string out;
  protocol::begin_response(out, request);
  out += R"({"tasks":[)";
  for (const auto& task : page.tasks) {
    out += out.back() == '[' ? "{" : ",{";
    append_task(out, *task);
    out += '}';
  }
  out += ']';
  if (!page.is_last) out += R"(,"nextCursor":")" + page.tasks.back()->id + '"';
  out += '}';
  protocol::end_response(out);
  return out;
}

}  // namespace

std::function<void()> Engine::task(const protocol::TaskStep& step,
                                   const std::shared_ptr<Peer>& peer,
                                   const std::shared_ptr<Channel>& channel) {
  const auto reply = [&](std::string_view outcome, std::string text) -> std::function<void()> {
    context_.metrics.requests.add({method_of(step.kind), outcome});
    channel->finish(200, std::move(text));
    return {};
  };
  const auto refuse = [&](std::string_view why) {
    return reply("error", protocol::error_text(step.id, Code::invalid_params, why));
  };
  const TaskOwner owner{step.principal.id, step.version, peer};
  if (step.kind == Kind::list) {
    const auto page = tasks_.list(step.task, owner);
    if (!page) return refuse("`params.cursor` is not one that this server gave out");
    return reply("ok", list_reply(step.id, *page));
  }
  const auto found = tasks_.find(step.task, owner);
  if (found == nullptr) return refuse("there is no task of that `taskId`");
  switch (step.kind) {
    case Kind::result:
      return wait_for_task(step, found, peer, channel);
    case Kind::update:
      if (const auto problem = update_task(step, *found)) return refuse(*problem);
      break;
    case Kind::cancel:
      if (!found->is_over()) {
        if (const auto operation = found->operation.lock()) operation->cancel();
      } else if (!protocol::is_modern(step.version)) {
        return refuse("the task is over");
      }
      break;
    default:
      break;
  }
  if (step.kind != Kind::get && protocol::is_modern(step.version)) {
    return reply("ok", protocol::empty_reply(context_.server, protocol::latest, step.id));
  }
  return reply("ok", task_reply(step, *found));
}

/// The state of `task` as an answer of its own.
std::string Engine::task_reply(const protocol::TaskStep& step, const Task& task) const {
  std::string text;
  protocol::begin_response(text, step.id);
  if (protocol::is_modern(step.version)) {
    protocol::begin_modern_result(text, "complete");
    append_task(text, task);
    append_task_details(text, task);
    text += ',';
    protocol::end_modern_result(text, context_.server);
  } else {
    text += '{';
    append_task(text, task);
    text += '}';
  }
  protocol::end_response(text);
  return text;
}

/// Hands on the answers in `step`; what is wrong with them, and none is handed on.
std::optional<std::string> Engine::update_task(const protocol::TaskStep& step, Task& task) {
  const auto operation = task.operation.lock();
  if (operation == nullptr) return std::nullopt;
  std::vector<std::pair<Task::Open, const json::Value*>> answers;
  for (const Task::Open& open : task.open) {
    const json::Value* response = step.responses->find(open.question.key);
    if (response == nullptr) continue;
    if (auto problem = protocol::check_answer(open.question, *response)) return problem;
    answers.emplace_back(open, response);
  }
  for (const auto& [open, response] : answers) {
    std::erase_if(task.open, [&key = open.question.key](const Task::Open& other) {
      return other.question.key == key;
    });
  }
  for (const auto& [open, response] : answers) {
    operation->answer(open.wait, open.index, Answer(step.message, Json(response)));
  }
  return std::nullopt;
}

// MCP 2025-11-25, `basic/utilities/tasks`: tasks/result waits for the end, and what the task wants
// to know of the client is asked on its way.
std::function<void()> Engine::wait_for_task(const protocol::TaskStep& step,
                                            const std::shared_ptr<Task>& task,
                                            const std::shared_ptr<Peer>& peer,
                                            const std::shared_ptr<Channel>& channel) {
  if (task->is_over()) {
    context_.metrics.requests.add({"tasks/result", "ok"});
    channel->finish(200, result_reply(step.id, *task));
    return {};
  }
  if (task->waiters.size() >= most_waiters) {
    context_.metrics.requests.add({"tasks/result", "error"});
    channel->finish(200, protocol::error_text(step.id, Code::internal_error,
                                              "too many requests wait for this task"));
    return {};
  }
  channel->wait_for_client(true);
  task->waiters.push_back({step.id, peer, channel});
  ask_waiters(*task);
  return running(step.id, peer, [this, weak = std::weak_ptr<Task>(task), channel] {
    context_.metrics.requests.add({"tasks/result", "cancelled"});
    if (const auto open = weak.lock()) {
      std::erase_if(open->waiters,
                    [&](const Task::Waiter& waiter) { return waiter.channel == channel; });
    }
    channel->finish(202, {});
  });
}

void Engine::ask_waiters(Task& task) {
  for (const Task::Waiter& waiter : task.waiters) {
    const auto peer = waiter.peer.lock();
    if (peer == nullptr) continue;
    for (Task::Open& open : task.open) {
      if (!open.asked.expired()) continue;
      open.asked = peer;
      const std::string id = "\"ask-" + std::to_string(++peer->last_question) + "\"";
      peer->asked.emplace(id, Peer::Asked{task.operation, open.wait, open.index, open.question});
      waiter.channel->send(protocol::client_request(id, open.question, task.id));
    }
  }
}

void Engine::task_changed(Task& task) {
  if (!protocol::is_modern(task.version)) {
    std::string text = R"({"jsonrpc":"2.0","method":"notifications/tasks/status","params":{)";
    append_task(text, task);
    text += "}}";
    if (const auto peer = task.peer.lock()) peer->announce(text);
    if (!task.is_over()) return;
    for (const Task::Waiter& waiter : std::exchange(task.waiters, {})) {
      context_.metrics.requests.add({"tasks/result", "ok"});
      if (const auto peer = waiter.peer.lock()) peer->running.erase(waiter.request);
      waiter.channel->finish(200, result_reply(waiter.request, task));
    }
    return;
  }
  for (const auto& subscription : std::vector(subscriptions_)) {
    if (!subscription->listen.tasks.contains(task.id)) continue;
    std::string text = R"({"jsonrpc":"2.0","method":"notifications/tasks","params":{)";
    append_task(text, task);
    append_task_details(text, task);
    text += R"(,"_meta":)" + protocol::subscription_meta(subscription->listen.id) + "}}";
    subscription->channel->send(text);
  }
}

}  // namespace mcp::transport
