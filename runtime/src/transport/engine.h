// Does what the protocol says is to be done: sends replies, makes upstream calls, runs handlers,
// keeps subscriptions and tasks. All transports share it. Serving thread only.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "http/loop.h"
#include "protocol/protocol.h"
#include "transport/caller.h"
#include "transport/channel.h"
#include "transport/peer.h"
#include "transport/tasks.h"

namespace mcp::transport {

/// What the thread that serves has. A stdio server has no loop before it is asked for one.
class Host {
 public:
  virtual http::Loop& loop() = 0;
  virtual Caller& caller() = 0;

 protected:
  ~Host() = default;
};

class Engine {
 public:
  /// All of it outlives the engine.
  Engine(const CallerContext& context, protocol::Handler& handler, Host& host);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Does `outcome`. `peer`: the client, when it is one that stays. What is returned ends it, as a
  /// client that goes away does; nothing when it is done already.
  std::function<void()> follow(protocol::Outcome outcome, const std::shared_ptr<Peer>& peer,
                               const std::shared_ptr<Channel>& channel);

  /// A peer that hears of changes from now on, as long as it lives.
  void add_peer(const std::shared_ptr<Peer>& peer);
  /// The client can answer no more.
  void end_peer(Peer& peer);
  /// Ends every subscription, so that their streams end in order.
  void end_subscriptions();

  // For operations.
  const CallerContext& context() const { return context_; }
  const protocol::Handler& handler() const { return handler_; }
  Host& host() { return host_; }
  Tasks& tasks() { return tasks_; }
  /// Tells who wants to know, and answers who waits for the end.
  void task_changed(Task& task);
  /// Asks what `task` wants to know of clients that wait for its result (2025-11-25).
  void ask_waiters(Task& task);
  void forget(Operation& operation) { operations_.erase(&operation); }

  std::size_t subscriptions() const { return subscriptions_.size(); }

 private:
  struct Subscription {
    protocol::Listen listen;
    std::shared_ptr<Channel> channel;
  };
  /// How much the server has taken upon itself.
  struct Load {
    std::size_t calls = 0;
    std::size_t bytes = 0;  ///< of their messages
  };
  /// Room for a call that came in `message`, as long as what is returned lives; nullptr: there is
  /// none.
  std::shared_ptr<void> admit(const json::Document& message);
  std::function<void()> follow_step(protocol::Step step, const std::shared_ptr<Peer>& peer,
                                    const std::shared_ptr<Channel>& channel);
  std::function<void()> call(protocol::Call call, const std::shared_ptr<Peer>& peer,
                             const std::shared_ptr<Channel>& channel);
  std::function<void()> invoke(protocol::Invoke invoke, const std::shared_ptr<Peer>& peer,
                               const std::shared_ptr<Channel>& channel);
  std::function<void()> listen(protocol::Listen listen, const std::shared_ptr<Peer>& peer,
                               const std::shared_ptr<Channel>& channel);
  std::function<void()> running(const std::string& id, const std::shared_ptr<Peer>& peer,
                                std::function<void()> end);
  void count(const protocol::Reply& reply);
  static void end_request(Peer& peer, const std::string& id);
  static void answer(Peer& peer, const protocol::ClientAnswer& answer);
  // tasks/*: engine_tasks.cpp
  std::function<void()> task(const protocol::TaskStep& step, const std::shared_ptr<Peer>& peer,
                             const std::shared_ptr<Channel>& channel);
  std::string task_reply(const protocol::TaskStep& step, const Task& task) const;
  std::optional<std::string> update_task(const protocol::TaskStep& step, Task& task);
  std::function<void()> wait_for_task(const protocol::TaskStep& step,
                                      const std::shared_ptr<Task>& task,
                                      const std::shared_ptr<Peer>& peer,
                                      const std::shared_ptr<Channel>& channel);
  void tell(const Change& change);

  CallerContext context_;
  protocol::Handler& handler_;
  Host& host_;
  Tasks tasks_;
  std::shared_ptr<Load> load_ = std::make_shared<Load>();
  std::vector<std::shared_ptr<Subscription>> subscriptions_;
  std::vector<std::weak_ptr<Peer>> peers_;
  std::unordered_map<Operation*, std::shared_ptr<Operation>> operations_;  // that run
};

}  // namespace mcp::transport
