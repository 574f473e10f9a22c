// The tasks of a server: calls that go on after they were answered with an id. Extension
// io.modelcontextprotocol/tasks (SEP-2663). Serving thread only.
#pragma once

#include <mcp/server.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mcp::transport {

class Operation;

struct Task {
  using Clock = std::chrono::system_clock;
  enum class Status { working, input_required, completed, failed, cancelled };

  struct Open {
    Question question;  ///< its key is the one that clients see
    std::uint64_t wait;
    std::size_t index;
  };

  std::string id;
  std::string principal;
  Clock::time_point created;
  Clock::time_point updated;
  Status status = Status::working;
  std::string message;
  std::string outcome;  ///< completed: the result; failed: the error object
  std::vector<Open> open;
  std::uint64_t last_key = 0;
  std::weak_ptr<Operation> operation;

  bool is_over() const { return status != Status::working && status != Status::input_required; }
};

/// The members of a task, without braces: `"taskId":...,"pollIntervalMs":...`.
void append_task(std::string& out, const Task& task);
/// What goes with its status: `,"inputRequests":...`, `,"result":...`, `,"error":...` or nothing.
void append_task_details(std::string& out, const Task& task);

class Tasks {
 public:
  /// A task of `principal` that is kept for an hour. Throws ProtocolError when there are too many
  /// that are not over.
  std::shared_ptr<Task> create(std::string principal);
  /// nullptr: there is none of that id, or it is somebody else's.
  std::shared_ptr<Task> find(std::string_view id, std::string_view principal);

 private:
  void expire();

  std::unordered_map<std::string, std::shared_ptr<Task>> tasks_;
  std::multimap<Task::Clock::time_point, std::string> ages_;
};

}  // namespace mcp::transport
