// What stands in a JSON text on the path of one change. Internal to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edit/edit.h"

namespace mcpcc::edit {

// An object or array on the path. Only these have their elements kept.
struct Container;

struct Element {
  std::size_t begin = 0;                       // of the key, or of the item
  std::size_t value = 0;                       // where the value begins
  std::size_t end = 0;                         // of the value
  std::size_t comma = std::string_view::npos;  // behind it
  std::string key;                             // of a member
  std::string identity;                        // of an item
  std::vector<Container> inner;                // one, or none
};

struct Container {
  std::size_t begin = 0, end = 0;  // with the brackets
  bool is_object = true;
  std::vector<Element> elements;
};

struct Scan {
  std::optional<Container> root;  ///< nothing: the text has no value
  bool relaxed = false;           ///< as in Edited
};

/// Reads the whole of `text`, and keeps the members and items on the path of `change`. Throws
/// Failure for what is no JSON object with or without comments and trailing commas.
Scan scan_json(std::string_view text, const Change& change);

inline bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace mcpcc::edit
