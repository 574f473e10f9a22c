// What is made of the texts of tables when it is first needed, and kept as long as the process
// lives: tables have static storage duration, so their addresses name them.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace mcp::invoke {

/// Thread safe.
template <class T>
class Kept {
 public:
  /// `text`, and the table of definitions that it refers to.
  using Key = std::pair<const void*, const void*>;

  /// What `make()` gave for `key`. Two threads that ask for it first may both make it.
  template <class Make>
  std::shared_ptr<const T> get(const Key& key, Make make) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto found = known_.find(key); found != known_.end()) return found->second;
    }
    std::shared_ptr<const T> made = make();
    const std::unique_lock lock(mutex_);
    return known_.emplace(key, std::move(made)).first->second;
  }

 private:
  std::shared_mutex mutex_;
  std::map<Key, std::shared_ptr<const T>> known_;
};

}  // namespace mcp::invoke
