#include "transport/line_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace mcp::transport {
namespace {

constexpr std::size_t chunk = 64UL * 1024;

}  // namespace

LineReader::Result LineReader::next(std::string& line) {
  bool discarding = false;
  while (true) {
    const std::size_t end = buffer_.find('\n', begin_ + scanned_);
    if (end != std::string::npos) {
      const std::size_t size = end - begin_;
      line = discarding || size > limit_ ? std::string() : buffer_.substr(begin_, size);
      begin_ = end + 1;
      scanned_ = 0;
      if (discarding || size > limit_) return Result::too_long;
      if (line.ends_with('\r')) line.pop_back();
      return Result::line;
    }
    scanned_ = buffer_.size() - begin_;
    if (scanned_ > limit_) {
      discarding = true;
      buffer_ = {};  // gives the memory of the long line back
      begin_ = scanned_ = 0;
    }
    if (fill()) continue;
    line = discarding || stopped_ ? std::string() : buffer_.substr(begin_);
    buffer_ = {};
    begin_ = scanned_ = 0;
    if (discarding && !stopped_) return Result::too_long;
    return line.empty() ? Result::end : Result::line;
  }
}

/// Waits for more bytes; false: there will be none.
bool LineReader::fill() {
  constexpr std::size_t keep = 1024UL * 1024;
  if (begin_ == buffer_.size() && buffer_.capacity() > keep) buffer_ = {};
  if (begin_ != 0) buffer_.erase(0, std::min(begin_, buffer_.size()));
  begin_ = 0;
  while (true) {
    std::array<pollfd, 2> ready = {{{descriptor_, POLLIN, 0}, {stop_, POLLIN, 0}}};
    if (poll(ready.data(), ready.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    if (ready[1].revents != 0) {
      stopped_ = true;
      return false;
    }
    const std::size_t size = buffer_.size();
    buffer_.resize(size + chunk);
    const ssize_t count = read(descriptor_, buffer_.data() + size, chunk);
    const int error = errno;
    buffer_.resize(size + (count > 0 ? static_cast<std::size_t>(count) : 0));
    if (count > 0) return true;
    if (count == 0 || (error != EINTR && error != EAGAIN && error != EWOULDBLOCK)) return false;
  }
}

}  // namespace mcp::transport
