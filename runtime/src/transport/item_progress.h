// Tells how many items of a response have come, now and then while it comes.
#pragma once

#include <mcp/http.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "http/loop.h"
#include "invoke/item_stream.h"

namespace mcp::transport {

/// Of one try. Loop thread only.
class ItemProgress : public std::enable_shared_from_this<ItemProgress> {
 public:
  using Clock = std::chrono::steady_clock;

  /// `tell` gets the number of items, at most five times a second, as long as this lives.
  ItemProgress(http::Loop& loop, std::function<void(std::size_t)> tell)
      : loop_(loop), tell_(std::move(tell)) {}

  /// Looks at a response that is still coming. What is no stream of items says nothing.
  void put(const HttpResponse& so_far);

 private:
  void tell_now();

  http::Loop& loop_;
  const std::function<void(std::size_t)> tell_;
  std::optional<invoke::ItemCounter> counter_;
  bool is_other_ = false;  // no stream of items
  std::size_t seen_ = 0;   // bytes of the body
  std::size_t told_ = 0;   // items
  bool waits_ = false;     // for its turn to tell
  Clock::time_point next_{};
};

}  // namespace mcp::transport
