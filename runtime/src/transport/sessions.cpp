#include "transport/sessions.h"

#include "protocol/request_state.h"

namespace mcp::transport {
namespace {

bool is_busy(const Session& session) {
  return session.has_connection() || !session.running.empty();
}

}  // namespace

std::shared_ptr<Session> Sessions::create(const std::string& principal) {
  end_idle();
  if (!principal.empty()) {
    const auto own = of_principal_.find(principal);
    if (own != of_principal_.end() && own->second >= limits_.most_of_one &&
        !make_room(&principal)) {
      return nullptr;
    }
  }
  if (order_.size() >= limits_.most && !make_room(nullptr)) return nullptr;
  // MCP 2025-11-25, `basic/transports`: visible ASCII, cryptographically random.
  auto session = std::make_shared<Session>(protocol::random_token(24), principal, budget_);
  order_.push_back({session, Clock::now(), false});
  index_.emplace(session->id(), std::prev(order_.end()));
  if (!principal.empty()) ++of_principal_[principal];
  return session;
}

std::shared_ptr<Session> Sessions::find(std::string_view id, std::string_view principal) {
  const auto found = index_.find(std::string(id));
  if (found == index_.end() || found->second->session->principal() != principal) return nullptr;
  Entry& entry = *found->second;
  entry.used = Clock::now();
  entry.is_used = true;
  order_.splice(order_.end(), order_, found->second);
  return entry.session;
}

void Sessions::remove(const Session& session) {
  const auto found = index_.find(session.id());
  if (found == index_.end()) return;
  take_out(found->second);
}

void Sessions::take_out(Order::iterator entry) {
  const auto own = of_principal_.find(entry->session->principal());
  if (own != of_principal_.end() && --own->second == 0) of_principal_.erase(own);
  index_.erase(entry->session->id());
  order_.erase(entry);
}

// A few at a time: nobody waits for a long clean-up.
void Sessions::end_idle() {
  constexpr int at_once = 16;
  const Clock::time_point limit = Clock::now() - limits_.idle;
  auto entry = order_.begin();
  for (int i = 0; i < at_once && entry != order_.end() && entry->used < limit; ++i) {
    const auto old = entry++;
    if (!is_busy(*old->session)) end(old);
  }
}

/// `principal`: whose session has to go; nullptr: anybody's.
bool Sessions::make_room(const std::string* principal) {
  const Clock::time_point limit = Clock::now() - limits_.idle_when_full;
  auto idle = order_.end();
  for (auto entry = order_.begin(); entry != order_.end(); ++entry) {
    if (principal != nullptr && entry->session->principal() != *principal) continue;
    if (is_busy(*entry->session)) continue;
    if (!entry->is_used) {
      end(entry);
      return true;
    }
    if (idle == order_.end() && entry->used <= limit) idle = entry;
  }
  if (idle == order_.end()) return false;
  end(idle);
  return true;
}

void Sessions::end(Order::iterator entry) {
  const std::shared_ptr<Session> session = entry->session;
  take_out(entry);
  if (on_end) on_end(*session);
}

}  // namespace mcp::transport
