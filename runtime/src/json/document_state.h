// What a Document owns. Internal to this folder.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>

#include "json/value.h"

namespace mcp::json {

struct Document::State {
  explicit State(std::string source) : owned(std::move(source)), text(owned), arena(make_arena()) {}
  explicit State(std::string_view source) : text(source), arena(make_arena()) {}

  // Values of a small text lie in the same piece of memory as the rest: no allocation of their own.
  std::pmr::monotonic_buffer_resource make_arena() {
    if (text.size() <= room.size() / 2) {
      return std::pmr::monotonic_buffer_resource(room.data(), room.size());
    }
    return std::pmr::monotonic_buffer_resource(std::min<std::size_t>(text.size() * 2, 1U << 16U));
  }

  std::string owned;  // empty: somebody else owns the text
  std::string_view text;
  alignas(std::max_align_t) std::array<std::byte, 768> room;
  std::pmr::monotonic_buffer_resource arena;
  Value root;
};

}  // namespace mcp::json
