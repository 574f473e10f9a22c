// Tokens that were fetched, and those that are being fetched. Loop thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "credentials/recent.h"
#include "credentials/token_request.h"

namespace mcp::credentials {

/// The access token, or why there is none: a sentence for people and models without its full stop.
struct TokenProblem {
  std::string message;
};
using TokenResult = std::variant<std::string, TokenProblem>;

/// Holds tokens by a digest of what they are fetched with, so many of them; the one that was not
/// used for longest goes first. However many ask for one, it is fetched once.
class TokenStore {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;
  using FetchDone = std::function<void(std::variant<Token, TokenProblem>)>;
  /// Fetches a token and calls its argument once, from the loop.
  using Fetch = std::function<void(FetchDone)>;
  using Done = std::function<void(TokenResult)>;
  using WaiterId = std::uint64_t;

  explicit TokenStore(std::size_t most, Clock clock = std::chrono::steady_clock::now)
      : entries_(most), now_(std::move(clock)) {}

  /// Calls `done` once: before this returns when the token is there, and then this gives 0; else
  /// when it is, unless give_up() was called with what this gives.
  WaiterId get(const Key& key, const Fetch& fetch, Done done);

  /// `done` of that waiter will not be called. The fetch goes on for those who come later.
  void give_up(const Key& key, WaiterId waiter);

  /// The API refused `token`: the next get() fetches another one. A newer one stays.
  void drop(const Key& key, std::string_view token);

  std::size_t size() const { return entries_.size(); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Entry {
    std::string token = {};  // empty: none
    Time renew{};            // from then on another one is fetched
    Time end{};              // it does not count any more
    bool fetching = false;
    std::vector<std::pair<WaiterId, Done>> waiting = {};
  };

  Entry& entry(const Key& key);
  void fetched(const Key& key, std::variant<Token, TokenProblem> result);

  Recent<Entry> entries_;
  const Clock now_;
  WaiterId last_waiter_ = 0;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace mcp::credentials
