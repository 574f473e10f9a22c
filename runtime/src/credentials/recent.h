// Values by digest, a bounded number of them.
#pragma once

#include <cstddef>
#include <cstring>
#include <list>
#include <unordered_map>
#include <utility>

#include "auth/api_keys.h"

namespace mcp::credentials {

using Key = auth::Digest;

/// Holds `most` values; for a further one that goes which was not used for longest. References stay
/// valid until then.
template <class Value>
class Recent {
 public:
  explicit Recent(std::size_t most) : most_(most) {}

  Value* find(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &entries_.front().second;
  }

  /// In place of the one with the same key. `may_go`: whether a value may make room; where none may
  /// there is one more.
  template <class MayGo>
  Value& add(const Key& key, Value value, MayGo may_go) {
    remove(key);
    for (auto at = entries_.end(); entries_.size() >= most_ && at != entries_.begin();) {
      --at;
      if (!may_go(at->second)) continue;
      index_.erase(at->first);
      at = entries_.erase(at);
    }
    entries_.emplace_front(key, std::move(value));
    index_.emplace(key, entries_.begin());
    return entries_.front().second;
  }

  Value& add(const Key& key, Value value) {
    return add(key, std::move(value), [](const Value&) { return true; });
  }

  void remove(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return;
    entries_.erase(found->second);
    index_.erase(found);
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const Key& key) const {  // a digest is as good as random
      std::size_t out = 0;
      std::memcpy(&out, key.data(), sizeof out);
      return out;
    }
  };

  const std::size_t most_;
  std::list<std::pair<Key, Value>> entries_;  // the latest used first
  std::unordered_map<Key, typename std::list<std::pair<Key, Value>>::iterator, Hash> index_;
};

}  // namespace mcp::credentials
