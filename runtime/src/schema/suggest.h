// "Did you mean" for names that a model got wrong.
#pragma once

#include <span>
#include <string_view>

namespace mcp::schema {

/// The candidate that `name` most likely stands for: the same letters in another case or with other
/// separators, else the nearest by edits (insert, delete, replace, swap) within a third of its
/// length. Empty: none is near.
std::string_view suggest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace mcp::schema
