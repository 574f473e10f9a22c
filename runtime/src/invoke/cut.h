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
  /// Of the value of which there is less, or none: a JSON Pointer to it as it was before the cut,
  /// in which the tokens of pointers.h stand for long and repeated names.
  std::string pointer;
  std::string_view unit;  ///< "items", "members", "bytes", or "digits" of a number
  std::size_t kept = 0;
  std::size_t of = 0;
  /// How many items, members or bytes are before what is missing at the end; nullopt: there is no
  /// more that would fit.
  std::optional<std::size_t> next = {};
  bool is_left_out = false;  ///< all of it, out of its object or array
  std::string name = {};     ///< how it begins, where a name is what is left out
  /// The argument `_result` that gives what is missing, as JSON; empty: nothing does, or the caller
  /// may not ask.
  std::string rest = {};
};

/// Appends `value` in at most `limit` bytes, compact, valid JSON of the same kind. What is too long
/// is cut at its end; of an object with few members the small ones stay whole and the large ones
/// share the room. A number is never shortened: one without room is left out of its object or
/// array, and null where it is the value itself. What fits with no room at all beside what is
/// around it, such as behind a long name, is left out, too. Returns what was cut, outermost first,
/// at most `max_cuts`: where they would be more, an object or array ends instead. With at least
/// `least_limit`, whoever asks for the rest of each gets everything, but for numbers that are
/// longer than `limit`.
std::vector<Cut> append_cut(std::string& out, const json::Value& value, std::size_t limit);

inline constexpr std::size_t max_cuts = 20;
inline constexpr std::size_t least_limit = 16;

}  // namespace mcp::invoke
