// When the keys of one issuer may be used, and when they may be asked for again. Pure: told the
// time, and told what came of a request.
#pragma once

#include <memory>

#include "auth/key_set.h"
#include "auth/settings.h"

namespace mcp::auth {

class KeyCache {
 public:
  /// Keys are asked for again after what the issuer says, but within these bounds.
  static constexpr std::chrono::seconds shortest_life{300};
  static constexpr std::chrono::seconds longest_life{24 * 3600};
  static constexpr std::chrono::seconds usual_life{3600};  ///< where it says nothing
  /// While the issuer does not answer, keys count for this long after they came.
  static constexpr std::chrono::seconds longest_use{24 * 3600};
  /// Between two requests, whoever sends whatever tokens.
  static constexpr std::chrono::seconds pause{10};
  static constexpr std::chrono::seconds pause_after_failure{5};

  /// nullptr: there are none that count.
  const std::shared_ptr<const KeySet>& at(Time now) const {
    return now < usable_until_ ? keys_ : none_;
  }
  bool is_fresh(Time now) const { return now < fresh_until_; }

  /// Whether they may be asked for now; never while they are being asked for.
  bool may_fetch(Time now) const { return !fetching_ && (now >= next_ || now < last_); }
  bool is_fetching() const { return fetching_; }

  void begin(Time now);
  /// `life`: as the issuer says.
  void succeed(Time now, KeySet keys, std::chrono::seconds life);
  void fail(Time now);

 private:
  const std::shared_ptr<const KeySet> none_;
  std::shared_ptr<const KeySet> keys_;
  Time fresh_until_{}, usable_until_{};
  Time last_{}, next_{};  // of requests; a clock that is set back does not stop them
  bool fetching_ = false;
};

}  // namespace mcp::auth
