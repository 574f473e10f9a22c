#include "credentials/token_store.h"

#include <algorithm>
#include <utility>

namespace mcp::credentials {
namespace {

using std::chrono::seconds;

// A server that does not say how long its token lives: until the API refuses it, and not for ever.
constexpr seconds unknown_life = std::chrono::hours(1);

/// How long before its end a token is renewed, so that none expires on its way.
seconds margin(seconds life) { return std::min(seconds(60), life / 5); }

}  // namespace

TokenStore::Entry& TokenStore::entry(const Key& key) {
  if (Entry* known = entries_.find(key)) return *known;
  // What is being fetched has waiters; there are not more of them than calls.
  return entries_.add(key, {}, [](const Entry& entry) { return !entry.fetching; });
}

TokenStore::WaiterId TokenStore::get(const Key& key, const Fetch& fetch, Done done) {
  Entry& found = entry(key);
  if (!found.token.empty() && now_() < found.renew) {
    done(found.token);
    return 0;
  }
  const WaiterId id = ++last_waiter_;
  found.waiting.emplace_back(id, std::move(done));
  if (!std::exchange(found.fetching, true)) {
    fetch([this, key, alive = std::weak_ptr(alive_)](std::variant<Token, TokenProblem> result) {
      if (!alive.expired()) fetched(key, std::move(result));
    });
  }
  return id;
}

void TokenStore::give_up(const Key& key, WaiterId waiter) {
  Entry* const found = entries_.find(key);
  if (found == nullptr) return;
  std::erase_if(found->waiting, [&](const auto& each) { return each.first == waiter; });
}

void TokenStore::drop(const Key& key, std::string_view token) {
  Entry* const found = entries_.find(key);
  if (found != nullptr && found->token == token) found->token.clear();
}

void TokenStore::fetched(const Key& key, std::variant<Token, TokenProblem> result) {
  Entry* const found = entries_.find(key);
  if (found == nullptr) return;
  Entry& entry = *found;
  entry.fetching = false;
  TokenResult outcome;
  if (auto* token = std::get_if<Token>(&result)) {
    const seconds life = token->life.value_or(unknown_life);
    entry.token = token->text;
    entry.end = now_() + life;
    entry.renew = entry.end - margin(life);
    outcome = std::move(token->text);
  } else if (!entry.token.empty() && now_() < entry.end) {
    outcome = entry.token;  // it was to be renewed early and still counts
  } else {
    entry.token.clear();
    outcome = std::move(std::get<TokenProblem>(result));
  }
  const auto waiting = std::exchange(entry.waiting, {});
  for (const auto& [id, done] : waiting) done(outcome);
}

}  // namespace mcp::credentials
