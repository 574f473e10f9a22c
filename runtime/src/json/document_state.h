// What a Document owns. Internal to this folder.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/value.h"

namespace mcp::json {

/// Memory that is only given back as a whole. A virtual call for each array, as the standard's
/// resources take, would be a good part of what parsing a small text costs.
class Arena {
 public:
  /// Takes the `size` bytes at `room` first, which outlive it.
  Arena(std::byte* room, std::size_t size) : at_(room), left_(size) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Room for `count` things without constructors, aligned as they are.
  template <class T>
  T* allocate(std::size_t count) {
    static_assert(alignof(T) <= alignof(std::max_align_t));
    const std::size_t past = -reinterpret_cast<std::uintptr_t>(at_) % alignof(T);
    const std::size_t size = count * sizeof(T);
    if (left_ < past || left_ - past < size) return static_cast<T*>(from_new_block(size));
    std::byte* const result = at_ + past;
    at_ = result + size;
    left_ -= past + size;
    return reinterpret_cast<T*>(result);
  }

  /// The next block has at least `size` bytes.
  void expect(std::size_t size) { block_size_ = std::max(block_size_, size); }

 private:
  void* from_new_block(std::size_t size) {
    const std::size_t block_size = std::max(size, block_size_);
    block_size_ = std::min(block_size_ * 2, std::size_t{1} << 20U);
    blocks_.emplace_back(new std::byte[block_size]);
    std::byte* const result = blocks_.back().get();
    at_ = result + size;
    left_ = block_size - size;
    return result;
  }

  std::byte* at_;
  std::size_t left_;
  std::size_t block_size_ = 1024;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
};

struct Document::State {
  explicit State(std::string source) : owned(std::move(source)), text(owned) { prepare(); }
  explicit State(std::string_view source) : text(source) { prepare(); }

  void prepare() { arena.expect(std::min<std::size_t>(text.size() * 2, 1U << 16U)); }

  std::string owned;  // empty: somebody else owns the text
  std::string_view text;
  Value root;
  // Values of a small text lie in the same piece of memory as the rest: no allocation of their own.
  alignas(std::max_align_t) std::array<std::byte, 768> room;
  Arena arena{room.data(), room.size()};
};

}  // namespace mcp::json
