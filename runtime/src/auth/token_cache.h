// Tokens that were verified, by their digest, so that each costs one signature and not one a
// request.
#pragma once

#include <mcp/principal.h>

#include <cstddef>
#include <list>
#include <memory>
#include <unordered_map>

#include "auth/api_keys.h"
#include "auth/key_set.h"
#include "auth/settings.h"

namespace mcp::auth {

struct VerifiedToken {
  Principal principal;
  Time until;  ///< it has expired then
  std::size_t issuer = 0;
  std::shared_ptr<const KeySet> keys;  ///< it was verified with
};

/// Holds so many; the one that was not used for longest goes first.
class TokenCache {
 public:
  explicit TokenCache(std::size_t most) : most_(most) {}

  /// nullptr: not known. Valid until the next call of a member.
  const VerifiedToken* find(const Digest& digest);
  void add(const Digest& digest, VerifiedToken token);
  void remove(const Digest& digest);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Digest digest;
    VerifiedToken token;
  };
  struct Hash {
    std::size_t operator()(const Digest& digest) const;  // a digest is as good as random
  };

  std::size_t most_;
  std::list<Entry> entries_;  // the latest used first
  std::unordered_map<Digest, std::list<Entry>::iterator, Hash> index_;
};

}  // namespace mcp::auth
