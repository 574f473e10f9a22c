#include "transport/item_progress.h"

#include <string_view>

#include "invoke/media_type.h"

namespace mcp::transport {
namespace {

constexpr std::chrono::milliseconds pause{200};

}  // namespace

void ItemProgress::put(const HttpResponse& so_far) {
  if (is_other_) return;
  if (!counter_) {
    const std::string* const type = find_header(so_far.headers, "Content-Type");
    const std::string essence =
        type == nullptr ? std::string() : invoke::parse_content_type(*type).type;
    is_other_ = so_far.status / 100 != 2 || !invoke::is_item_stream(essence);
    if (is_other_) return;
    counter_.emplace(essence);
  }
  counter_->put(std::string_view(so_far.body).substr(seen_));
  seen_ = so_far.body.size();
  if (counter_->count() == told_ || waits_) return;
  const auto now = Clock::now();
  if (now >= next_) return tell_now();
  waits_ = true;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_ - now);
  loop_.after(static_cast<int>(left.count()), [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    self->waits_ = false;
    self->tell_now();
  });
}

void ItemProgress::tell_now() {
  told_ = counter_->count();
  next_ = Clock::now() + pause;
  tell_(told_);
}

}  // namespace mcp::transport
