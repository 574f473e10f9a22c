#include "http/loop.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <utility>

#include "http/loop_state.h"

namespace mcp::http {

Loop::Loop() : state_(std::make_unique<State>()) {}
Loop::~Loop() = default;

void Loop::run() { state_->io.run(); }
void Loop::stop() { state_->io.stop(); }
void Loop::post(std::function<void()> task) { boost::asio::post(state_->io, std::move(task)); }

void Loop::State::wait_for_signal() {
  signals->async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    signal_handler(signal);
    wait_for_signal();
  });
}

void Loop::on_termination(std::function<void(int)> handler) {
  state_->signal_handler = std::move(handler);
  if (state_->signals) return;
  state_->signals.emplace(state_->io, SIGTERM, SIGINT);
  state_->wait_for_signal();
}

void Loop::State::wait_for_hangup() {
  hangup->async_wait([this](const boost::system::error_code& error, int) {
    if (error) return;
    hangup_handler();
    wait_for_hangup();
  });
}

void Loop::on_hangup(std::function<void()> handler) {
  state_->hangup_handler = std::move(handler);
  if (state_->hangup) return;
  state_->hangup.emplace(state_->io, SIGHUP);
  state_->wait_for_hangup();
}

void Loop::after(int milliseconds, std::function<void()> task) {
  auto timer = std::make_shared<Timer>(state_->io, std::chrono::milliseconds(milliseconds));
  Timer& wait = *timer;
  wait.async_wait(
      [timer = std::move(timer), task = std::move(task)](const boost::system::error_code& error) {
        if (!error) task();
      });
}

Sweeper::Sweeper(Loop::State& loop, Sweep sweep)
    : timer_(loop.io), sweep_(std::move(sweep)), self_(std::make_shared<Sweeper*>(this)) {}

void Sweeper::arm(Clock::time_point deadline) {
  armed_ = deadline;
  timer_.expires_at(deadline);
  timer_.async_wait(
      [self = std::weak_ptr<Sweeper*>(self_)](const boost::system::error_code& error) {
        const auto alive = self.lock();
        if (error || !alive) return;
        Sweeper& sweeper = **alive;
        const Clock::time_point now = Clock::now();
        sweeper.armed_ = Clock::time_point::max();
        const Clock::time_point next = sweeper.sweep_(now);
        // Deadlines that lie close together share a sweep.
        if (next != Clock::time_point::max()) {
          sweeper.note(std::max(next, now + std::chrono::milliseconds(10)));
        }
      });
}

}  // namespace mcp::http
