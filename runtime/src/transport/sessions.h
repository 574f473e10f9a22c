// The sessions of one HTTP endpoint, in a budget. Loop thread only.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "transport/session.h"

namespace mcp::transport {

struct SessionLimits {
  std::size_t most = 10'000;
  std::size_t most_of_one = 2'500;  ///< of one principal, where there is authorization
  std::chrono::seconds idle = std::chrono::hours(1);  ///< after which a session may be ended
  std::chrono::seconds idle_when_full = std::chrono::minutes(1);  ///< likewise, for want of room
};

class Sessions {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Sessions(SessionLimits limits = {}) : limits_(limits) {}

  /// A new session of `principal`. When there are too many, of all or of this principal, one that
  /// nobody used after its handshake makes room, so that a flood of handshakes ends none that is in
  /// use; else the one that was not used for longest. nullptr: there is no room.
  std::shared_ptr<Session> create(const std::string& principal);
  /// nullptr: there is none of that id, or it is somebody else's.
  std::shared_ptr<Session> find(std::string_view id, std::string_view principal);
  void remove(const Session& session);
  std::size_t count() const { return order_.size(); }

  /// Calls `visit` with every session.
  template <class Visit>
  void for_each(Visit visit) {
    for (const Entry& entry : order_) visit(*entry.session);
  }

  /// Called with each session that ends because of its age or for want of room.
  std::function<void(Session&)> on_end;

 private:
  struct Entry {
    std::shared_ptr<Session> session;
    Clock::time_point used;
    bool is_used = false;  ///< after the handshake
  };
  using Order = std::list<Entry>;

  void end_idle();
  bool make_room(const std::string* principal);
  void end(Order::iterator entry);
  void take_out(Order::iterator entry);

  SessionLimits limits_;
  EventBudget budget_;
  Order order_;  // the one used last is the last
  std::unordered_map<std::string, Order::iterator> index_;
  std::unordered_map<std::string, std::size_t> of_principal_;
};

}  // namespace mcp::transport
