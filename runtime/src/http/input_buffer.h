// Bytes that were read from a connection and not yet parsed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace mcp::http {

/// Grows from `initial` bytes to at most `limit`. Memory that prepare() gave out stays in place
/// until commit().
class InputBuffer {
 public:
  explicit InputBuffer(std::size_t limit) : limit_(limit) {}

  std::string_view data() const { return {memory_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  void consume(std::size_t size) { begin_ += size; }
  void clear() { begin_ = end_; }

  /// Room to read into; empty when `limit` unparsed bytes are held.
  std::span<char> prepare() {
    if (begin_ == end_) {
      begin_ = end_ = 0;
      if (filled_ && capacity_ < limit_) reallocate(std::min(limit_, capacity_ * 4));
    } else if (end_ == capacity_ && begin_ != 0) {
      std::copy(memory_.get() + begin_, memory_.get() + end_, memory_.get());
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == capacity_ && capacity_ < limit_) {
      reallocate(std::min(limit_, std::max(initial, capacity_ * 4)));
    }
    return {memory_.get() + end_, capacity_ - end_};
  }

  void commit(std::size_t size) {
    end_ += size;
    filled_ = end_ == capacity_;
  }

 private:
  static constexpr std::size_t initial = 4096;

  void reallocate(std::size_t capacity) {
    std::unique_ptr<char[]> memory(new char[capacity]);
    std::copy(memory_.get() + begin_, memory_.get() + end_, memory.get());
    end_ -= begin_;
    begin_ = 0;
    memory_ = std::move(memory);
    capacity_ = capacity;
  }

  std::size_t limit_;
  std::unique_ptr<char[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool filled_ = false;  // the last read took all the room: the peer has more than fits
};

}  // namespace mcp::http
