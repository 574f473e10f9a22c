// The tasks of a server: calls that go on after they were answered with an id. The experimental
// ones of MCP 2025-11-25, `basic/utilities/tasks`, which the client asks for, and those of the
// extension io.modelcontextprotocol/tasks (SEP-2663), which the server makes. Serving thread only.
#pragma once

#include <mcp/server.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/version.h"
#include "transport/channel.h"
#include "transport/peer.h"

namespace mcp::transport {

class Operation;

struct Task {
  using Clock = std::chrono::system_clock;
  enum class Status { working, input_required, completed, failed, cancelled };

  struct Open {
    Question question;  ///< its key is the one that clients see
    std::uint64_t wait;
    std::size_t index;
    std::weak_ptr<Peer> asked;  ///< who was asked; the extension asks nobody
  };

  /// A tasks/result that waits for the end (2025-11-25). What the task asks goes its way.
  struct Waiter {
    std::string request;  ///< raw JSON id
    std::weak_ptr<Peer> peer;
    std::shared_ptr<Channel> channel;
  };

  std::string id;
  std::string principal;
  protocol::Version version = protocol::latest;
  std::weak_ptr<Peer> peer;  ///< whose request it was; the extension has none
  Clock::time_point created;
  Clock::time_point updated;
  std::chrono::milliseconds lifetime{0};
  Status status = Status::working;
  std::string message;
  std::string outcome;    ///< completed: the result; failed: the error object, or in 2025-11-25 a
                          ///< result that says so
  bool is_result = true;  ///< `outcome` is a result
  std::vector<Open> open;
  std::vector<Waiter> waiters;
  std::uint64_t last_key = 0;
  std::uint64_t number = 0;  ///< in the order in which they began
  std::weak_ptr<Operation> operation;

  bool is_over() const { return status != Status::working && status != Status::input_required; }
};

/// The members of a task, without braces: `"taskId":...,"pollIntervalMs":...`, with the names of
/// its version.
void append_task(std::string& out, const Task& task);
/// What goes with its status in the extension: `,"inputRequests":...`, `,"result":...`,
/// `,"error":...` or nothing.
void append_task_details(std::string& out, const Task& task);

/// Who asks for a task.
struct TaskOwner {
  std::string_view principal;
  protocol::Version version;
  std::shared_ptr<Peer> peer;  ///< nullptr: a client that does not stay
};

class Tasks {
 public:
  static constexpr std::chrono::milliseconds longest = std::chrono::hours(1);
  static constexpr std::chrono::milliseconds shortest = std::chrono::seconds(1);

  /// A task that is kept for `lifetime`, within the bounds above, whatever becomes of it. Throws
  /// ProtocolError when there are too many.
  std::shared_ptr<Task> create(const TaskOwner& owner,
                               std::chrono::milliseconds lifetime = longest);
  /// nullptr: there is none of that id, it is somebody else's, or of the other era.
  std::shared_ptr<Task> find(std::string_view id, const TaskOwner& owner);

  struct Page {
    std::vector<std::shared_ptr<Task>> tasks;
    bool is_last = true;
  };
  /// What tasks/list shows to `owner`: the tasks of its principal, and without one, those it made
  /// itself. `after`: id of the last one that is known; empty: from the first. nullopt: there is no
  /// such task.
  std::optional<Page> list(std::string_view after, const TaskOwner& owner);

  /// Called with each task that is kept no longer, so that what it does can be ended.
  std::function<void(const std::shared_ptr<Task>&)> on_expiry;

 private:
  void expire();

  std::unordered_map<std::string, std::shared_ptr<Task>> tasks_;
  std::map<std::uint64_t, std::shared_ptr<Task>> order_;
  std::multimap<Task::Clock::time_point, std::shared_ptr<Task>> ends_;
  std::uint64_t last_number_ = 0;
};

}  // namespace mcp::transport
