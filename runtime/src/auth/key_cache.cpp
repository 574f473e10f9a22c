#include "auth/key_cache.h"

#include <algorithm>
#include <utility>

namespace mcp::auth {

void KeyCache::begin(Time now) {
  fetching_ = true;
  last_ = now;
}

void KeyCache::succeed(Time now, KeySet keys, std::chrono::seconds life) {
  fetching_ = false;
  next_ = now + pause;
  fresh_until_ = now + std::clamp(life, shortest_life, longest_life);
  usable_until_ = now + longest_use;
  // The same keys stay the same object: what was verified with them stays verified.
  if (keys_ != nullptr && keys_->text() == keys.text()) return;
  keys_ = std::make_shared<const KeySet>(std::move(keys));
}

void KeyCache::fail(Time now) {
  fetching_ = false;
  next_ = now + pause_after_failure;
}

}  // namespace mcp::auth
