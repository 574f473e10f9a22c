// A JSON value cut to a size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace mcp::invoke {

/// A place where something is missing.
struct Cut {
  std::string pointer;    ///< JSON Pointer to the array, object or string
  std::string_view unit;  ///< "items", "members" or "bytes"
  std::size_t kept = 0;
  std::size_t of = 0;
};

/// Appends `value` in about `limit` bytes: what is too long is cut at its end, members of an object
/// share the room, and everything keeps its kind, but that of a number longer than the room, which
/// becomes null. Returns what was cut, outermost first, at most `max_cuts`.
std::vector<Cut> append_cut(std::string& out, const json::Value& value, std::size_t limit);

inline constexpr std::size_t max_cuts = 20;

}  // namespace mcp::invoke
