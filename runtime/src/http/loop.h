// The event loop that HTTP servers and clients run on. No Asio type appears in this folder's
// headers: only its .cpp files pay for including it.
#pragma once

#include <functional>
#include <memory>

namespace mcp::http {

/// One thread's event loop. `post` and `stop` from any thread; everything else on the one that runs
/// the loop, or before it runs. Tasks must not throw.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Serves until stop(); does not return for lack of work.
  void run();
  void stop();
  void post(std::function<void()> task);
  /// Calls `handler(signal)` on the loop for each SIGTERM or SIGINT instead of ending the process.
  void on_termination(std::function<void(int)> handler);
  /// Calls `handler` on the loop for each SIGHUP, likewise.
  void on_hangup(std::function<void()> handler);
  /// Calls `task` on the loop after `milliseconds`, unless the loop ends first.
  void after(int milliseconds, std::function<void()> task);

  struct State;  // Asio's io_context; for this folder
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace mcp::http
