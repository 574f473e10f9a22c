// Does what the protocol says is to be done: sends replies, makes upstream calls, runs handlers,
// keeps subscriptions and tasks. All transports share it. Serving thread only.
#pragma once

#include <functional>
#include <memory>
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
  void task_changed(const Task& task);
  void forget(Operation& operation) { operations_.erase(&operation); }

  std::size_t subscriptions() const { return subscriptions_.size(); }

 private:
  struct Subscription;
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
  void task(const protocol::TaskStep& step, Channel& channel);
  void tell(const Change& change);

  CallerContext context_;
  protocol::Handler& handler_;
  Host& host_;
  Tasks tasks_;
  std::vector<std::shared_ptr<Subscription>> subscriptions_;
  std::vector<std::weak_ptr<Peer>> peers_;
  std::unordered_map<Operation*, std::shared_ptr<Operation>> operations_;  // that run
};

}  // namespace mcp::transport
