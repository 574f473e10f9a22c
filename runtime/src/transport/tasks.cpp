#include "transport/tasks.h"

#include <ctime>

#include "json/write.h"
#include "protocol/request_state.h"
#include "protocol/results.h"

namespace mcp::transport {
namespace {

constexpr std::size_t most_tasks = 10'000;
constexpr std::chrono::milliseconds lifetime = std::chrono::hours(1);
constexpr int poll_interval = 500;

std::string_view to_string(Task::Status status) {
  switch (status) {
    case Task::Status::working:
      return "working";
    case Task::Status::input_required:
      return "input_required";
    case Task::Status::completed:
      return "completed";
    case Task::Status::failed:
      return "failed";
    case Task::Status::cancelled:
      break;
  }
  return "cancelled";
}

/// RFC 3339 in UTC.
std::string to_text(Task::Clock::time_point time) {
  const std::time_t seconds = Task::Clock::to_time_t(time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

}  // namespace

void append_task(std::string& out, const Task& task) {
  JsonObject members;
  members.add("taskId", task.id).add("status", to_string(task.status));
  if (!task.message.empty()) members.add("statusMessage", task.message);
  members.add("createdAt", to_text(task.created))
      .add("lastUpdatedAt", to_text(task.updated))
      .add("ttlMs", std::int64_t{lifetime.count()})
      .add("pollIntervalMs", poll_interval);
  const std::string text = members.text();
  out.append(text, 1, text.size() - 2);
}

void append_task_details(std::string& out, const Task& task) {
  if (task.status == Task::Status::input_required) {
    std::vector<const Question*> questions;
    for (const Task::Open& open : task.open) questions.push_back(&open.question);
    out += ',';
    protocol::append_input_requests(out, questions);
  } else if (task.status == Task::Status::completed) {
    out.append(R"(,"result":)").append(task.outcome);
  } else if (task.status == Task::Status::failed) {
    out.append(R"(,"error":)").append(task.outcome);
  }
}

std::shared_ptr<Task> Tasks::create(std::string principal) {
  expire();
  if (tasks_.size() >= most_tasks) {
    throw ProtocolError(-32603, "the server has too many tasks");
  }
  auto task = std::make_shared<Task>();
  task->id = protocol::random_token(24);
  task->principal = std::move(principal);
  task->created = task->updated = Task::Clock::now();
  tasks_.emplace(task->id, task);
  ages_.emplace(task->created, task->id);
  return task;
}

std::shared_ptr<Task> Tasks::find(std::string_view id, std::string_view principal) {
  expire();
  const auto found = tasks_.find(std::string(id));
  return found == tasks_.end() || found->second->principal != principal ? nullptr : found->second;
}

void Tasks::expire() {
  const Task::Clock::time_point limit = Task::Clock::now() - lifetime;
  while (!ages_.empty() && ages_.begin()->first < limit) {
    tasks_.erase(ages_.begin()->second);
    ages_.erase(ages_.begin());
  }
}

}  // namespace mcp::transport
