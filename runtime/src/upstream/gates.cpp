#include "upstream/gates.h"

#include <algorithm>

namespace mcp::upstream {

Gates::Entry Gates::enter(const std::string& upstream, Id id, Clock::time_point now) {
  Gate& gate = gates_[upstream];
  if (gate.is_closed) {
    if (gate.is_probed || now < gate.open_again) return Entry::closed;
    gate.is_probed = true;
    ++gate.running;
    return Entry::admitted;
  }
  if (gate.running < limits_.running) {
    ++gate.running;
    return Entry::admitted;
  }
  if (gate.waiting.size() >= limits_.waiting) return Entry::full;
  gate.waiting.push_back(id);
  return Entry::waiting;
}

Gates::Next Gates::leave(const std::string& upstream, Outcome outcome, Clock::time_point now) {
  Next next;
  const auto found = gates_.find(upstream);
  if (found == gates_.end()) return next;
  Gate& gate = found->second;
  --gate.running;
  gate.is_probed = false;
  if (outcome == Outcome::good) {
    gate.failures = 0;
    gate.is_closed = false;
  } else if (outcome == Outcome::bad) {
    ++gate.failures;
    // What was under way when the gate closed says nothing new.
    const bool counts = !gate.is_closed || now >= gate.open_again;
    if (counts && limits_.failures != 0 && gate.failures >= limits_.failures) {
      next.has_closed = !gate.is_closed;
      gate.is_closed = true;
      gate.open_again = now + limits_.pause;
      next.closed.assign(gate.waiting.begin(), gate.waiting.end());
      gate.waiting.clear();
    }
  }
  while (!gate.is_closed && gate.running < limits_.running && !gate.waiting.empty()) {
    next.admitted.push_back(gate.waiting.front());
    gate.waiting.pop_front();
    ++gate.running;
  }
  if (gate.running == 0 && gate.failures == 0) gates_.erase(found);
  return next;
}

bool Gates::forget(const std::string& upstream, Id id) {
  const auto found = gates_.find(upstream);
  if (found == gates_.end()) return false;
  std::deque<Id>& waiting = found->second.waiting;
  const auto place = std::find(waiting.begin(), waiting.end(), id);
  if (place == waiting.end()) return false;
  waiting.erase(place);
  return true;
}

Gates::Clock::time_point Gates::open_again(const std::string& upstream) const {
  const auto found = gates_.find(upstream);
  return found == gates_.end() ? Clock::time_point{} : found->second.open_again;
}

unsigned Gates::failures(const std::string& upstream) const {
  const auto found = gates_.find(upstream);
  return found == gates_.end() ? 0 : found->second.failures;
}

}  // namespace mcp::upstream
