#include "transport/batch.h"

namespace mcp::transport {

void BatchReply::add(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (!text.empty()) {
    text_ += text_.empty() ? '[' : ',';
    text_ += text;
  }
  if (--open_ != 0) return;
  if (!text_.empty()) text_ += ']';
  done_(text_);
}

}  // namespace mcp::transport
