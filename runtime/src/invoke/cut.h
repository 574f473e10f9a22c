// A JSON value cut to a size.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace mcp::invoke {

/// A place where something is missing.
struct Cut {
  std::string pointer;    ///< JSON Pointer to the value of which there is less
  std::string_view unit;  ///< "items", "members", "bytes", or "digits" of a number
  std::size_t kept = 0;
  std::size_t of = 0;
  /// How many items, members or bytes are before what is missing at the end; nullopt: there is no
  /// more that would fit.
  std::optional<std::size_t> next = {};
  /// How the names begin of members that are left out because they fit with no room at all, at
  /// most three of them, and how many there are.
  std::vector<std::string> long_names = {};
  std::size_t long_name_count = 0;
  /// The argument `_result` that gives what is missing, as JSON; empty: nothing does, or the caller
  /// may not ask.
  std::string rest = {};
};

/// Appends `value` in at most `limit` bytes, compact, valid JSON of the same kind. What is too long
/// is cut at its end; of an object with few members the small ones stay whole and the large ones
/// share the room. A number is never shortened: one without room is left out of its object or
/// array, and null where it is the value itself. A member is left out whose name fits with no room
/// at all. Returns what was cut, outermost first, at most `max_cuts`: where they would be more, an
/// object or array ends instead. So whoever asks for the rest of each gets everything that fits
/// `limit` at all.
std::vector<Cut> append_cut(std::string& out, const json::Value& value, std::size_t limit);

inline constexpr std::size_t max_cuts = 20;

}  // namespace mcp::invoke
