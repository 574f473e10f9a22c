// The gate of each upstream: how many requests are under way at once, how many wait, and whether
// any is sent at all while the upstream fails (a circuit breaker). Knows no sockets and no clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "upstream/policy.h"

namespace mcp::upstream {

class Gates {
 public:
  using Clock = std::chrono::steady_clock;
  using Id = std::uint64_t;

  explicit Gates(const Limits& limits) : limits_(limits) {}

  enum class Entry {
    admitted,  ///< send it, and leave() afterwards
    waiting,   ///< leave() of another will name it
    full,      ///< too many wait already
    closed,    ///< the upstream failed too often; see open_again()
  };
  /// `upstream` is the name of a gate: an origin.
  Entry enter(const std::string& upstream, Id id, Clock::time_point now);

  enum class Outcome {
    good,    ///< the upstream answered
    bad,     ///< it did not, or said that it cannot
    unknown  ///< the request was given up
  };
  struct Next {
    std::vector<Id> admitted;
    std::vector<Id> closed;  ///< waited in vain: the gate closed
    bool has_closed = false;
  };
  Next leave(const std::string& upstream, Outcome outcome, Clock::time_point now);

  /// Takes out one that waits. False: it does not.
  bool forget(const std::string& upstream, Id id);

  /// When a closed gate lets the next request through.
  Clock::time_point open_again(const std::string& upstream) const;
  /// How often the upstream failed in a row.
  unsigned failures(const std::string& upstream) const;

 private:
  struct Gate {
    std::size_t running = 0;
    std::deque<Id> waiting;
    unsigned failures = 0;
    Clock::time_point open_again{};
    bool is_closed = false;
    bool is_probed = false;  // one request finds out whether the upstream is back
  };

  const Limits limits_;
  std::map<std::string, Gate> gates_;  // those that have something to remember
};

}  // namespace mcp::upstream
