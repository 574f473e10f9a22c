// What a Loop is made of. For the .cpp files of this folder: includes Asio.
#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "http/loop.h"

namespace mcp::http {

using Clock = std::chrono::steady_clock;
// The concrete executor: a type-erased one costs a virtual call and a copy for each operation.
using Executor = boost::asio::io_context::executor_type;
using Timer = boost::asio::basic_waitable_timer<Clock, boost::asio::wait_traits<Clock>, Executor>;

struct Loop::State {
  boost::asio::io_context io{1};  // the hint: one thread runs it (others may post)
  boost::asio::executor_work_guard<Executor> work{io.get_executor()};
  std::optional<boost::asio::basic_signal_set<Executor>> signals;
  std::function<void(int)> signal_handler;
  std::optional<boost::asio::basic_signal_set<Executor>> hangup;
  std::function<void()> hangup_handler;

  bool is_current() { return io.get_executor().running_in_this_thread(); }
  void wait_for_signal();
  void wait_for_hangup();
};

/// One timer for many deadlines: arming a timer for each request would cost more than the rest of
/// its bookkeeping. Loop thread only.
class Sweeper {
 public:
  /// `sweep(now)` ends what is due and returns the earliest deadline that is left;
  /// Clock::time_point::max() for none. It must not destroy the sweeper.
  using Sweep = std::function<Clock::time_point(Clock::time_point now)>;

  Sweeper(Loop::State& loop, Sweep sweep);

  /// Says that `sweep` has to run at `deadline` at the latest, give or take 10 ms.
  void note(Clock::time_point deadline) {
    if (deadline < armed_) arm(deadline);
  }

 private:
  void arm(Clock::time_point deadline);

  Timer timer_;
  Sweep sweep_;
  Clock::time_point armed_ = Clock::time_point::max();
  std::shared_ptr<Sweeper*> self_;  // tells a queued wait that the sweeper is gone
};

}  // namespace mcp::http
