#include "auth/token_cache.h"

#include <cstring>
#include <utility>

namespace mcp::auth {

std::size_t TokenCache::Hash::operator()(const Digest& digest) const {
  std::size_t out = 0;
  std::memcpy(&out, digest.data(), sizeof out);
  return out;
}

const VerifiedToken* TokenCache::find(const Digest& digest) {
  const auto found = index_.find(digest);
  if (found == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &found->second->token;
}

void TokenCache::add(const Digest& digest, VerifiedToken token) {
  remove(digest);
  if (entries_.size() == most_) {
    index_.erase(entries_.back().digest);
    entries_.pop_back();
  }
  entries_.push_front({digest, std::move(token)});
  index_[digest] = entries_.begin();
}

void TokenCache::remove(const Digest& digest) {
  const auto found = index_.find(digest);
  if (found == index_.end()) return;
  entries_.erase(found->second);
  index_.erase(found);
}

}  // namespace mcp::auth
