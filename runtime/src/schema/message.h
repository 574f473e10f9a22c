// How a violation names places and values: short, and safe to show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/value.h"

namespace mcp::schema {

/// A place in the instance, as a chain of steps on the checker's stack.
struct Path {
  const Path* parent = nullptr;  ///< nullptr: this is the root
  std::string_view key;
  std::size_t index = 0;
  bool is_index = false;
};

/// What members of the instance are called to whom messages are for: by the names that they have,
/// or by others.
class Names {
 public:
  virtual ~Names() = default;
  /// Of the member `key` of the object at `path`, which may have no such member.
  virtual std::string shown(const Path& path, std::string_view key) const;
};

/// The names that the members have.
inline const Names own_names;

std::string to_pointer(const Path& path);

/// `body.items[2].name`; empty for the root. Clipped at the front.
std::string to_readable(const Path& path, const Names& names = own_names);

/// `text` up to about 60 bytes.
std::string clipped(std::string_view text);

/// `string "ten"`, `number 1.5`, `object`: the kind, and the value where it is short.
std::string describe(const json::Value& value);

/// The JSON of a value on one line, clipped.
std::string shown(const json::Value& value);

}  // namespace mcp::schema
