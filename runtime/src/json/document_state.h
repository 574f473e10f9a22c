// What a Document owns. Internal to this folder.
#pragma once

#include <algorithm>
#include <memory_resource>
#include <string>
#include <utility>

#include "json/value.h"

namespace mcp::json {

struct Document::State {
  explicit State(std::string source)
      : text(std::move(source)), arena(std::clamp<std::size_t>(text.size() * 2, 256, 1U << 16U)) {}

  std::string text;
  std::pmr::monotonic_buffer_resource arena;
  Value root;
};

}  // namespace mcp::json
