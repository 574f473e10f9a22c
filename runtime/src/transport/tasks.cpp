#include "transport/tasks.h"

#include <algorithm>
#include <ctime>

#include "json/write.h"
#include "protocol/request_state.h"
#include "protocol/results.h"

namespace mcp::transport {
namespace {

constexpr std::size_t most_tasks = 10'000;
constexpr std::size_t page_size = 100;
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
  members.add("createdAt", to_text(task.created)).add("lastUpdatedAt", to_text(task.updated));
  const bool modern = protocol::is_modern(task.version);
  members.add(modern ? "ttlMs" : "ttl", std::int64_t{task.lifetime.count()});
  members.add(modern ? "pollIntervalMs" : "pollInterval", poll_interval);
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

std::shared_ptr<Task> Tasks::create(const TaskOwner& owner, std::chrono::milliseconds lifetime) {
  expire();
  if (tasks_.size() >= most_tasks) {
    throw ProtocolError(-32603, "the server has too many tasks");
  }
  auto task = std::make_shared<Task>();
  task->id = protocol::random_token(24);
  task->principal = owner.principal;
  task->version = owner.version;
  task->peer = owner.peer;
  task->created = task->updated = Task::Clock::now();
  task->lifetime = std::clamp(lifetime, shortest, longest);
  task->number = ++last_number_;
  tasks_.emplace(task->id, task);
  order_.emplace(task->number, task);
  ends_.emplace(task->created + task->lifetime, task);
  return task;
}

std::shared_ptr<Task> Tasks::find(std::string_view id, const TaskOwner& owner) {
  expire();
  const auto found = tasks_.find(std::string(id));
  if (found == tasks_.end() || found->second->principal != owner.principal ||
      protocol::is_modern(found->second->version) != protocol::is_modern(owner.version)) {
    return nullptr;
  }
  return found->second;
}

std::optional<Tasks::Page> Tasks::list(std::string_view after, const TaskOwner& owner) {
  expire();
  const auto is_visible = [&](const Task& task) {
    return !protocol::is_modern(task.version) && task.principal == owner.principal &&
           (!owner.principal.empty() || task.peer.lock() == owner.peer);
  };
  auto next = order_.begin();
  if (!after.empty()) {
    const auto last = find(after, owner);
    if (last == nullptr || !is_visible(*last)) return std::nullopt;
    next = order_.upper_bound(last->number);
  }
  Page page;
  for (; next != order_.end(); ++next) {
    if (!is_visible(*next->second)) continue;
    if (page.tasks.size() == page_size) {
      page.is_last = false;
      break;
    }
    page.tasks.push_back(next->second);
  }
  return page;
}

void Tasks::expire() {
  const Task::Clock::time_point now = Task::Clock::now();
  while (!ends_.empty() && ends_.begin()->first < now) {
    const std::shared_ptr<Task> task = ends_.begin()->second;
    ends_.erase(ends_.begin());
    order_.erase(task->number);
    tasks_.erase(task->id);
    if (on_expiry) on_expiry(task);
  }
}

}  // namespace mcp::transport
