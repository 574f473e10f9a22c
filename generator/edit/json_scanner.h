// What stands in a JSON text on the path of one change. Internal to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "edit/edit.h"
#include "edit/elements.h"

namespace mcpcc::edit {

struct Scan {
  std::optional<Container> root;  ///< nothing: the text has no value
  bool relaxed = false;           ///< as in Edited
};

/// Reads the whole of `text`, and keeps the members and items on the path of `change`; at its end
/// only a text, or with `identity` items. Throws Failure for what is no JSON object with or without
/// comments and trailing commas.
Scan scan_json(std::string_view text, const Change& change);

/// Reads the array that begins at `at`, in a text that scan_json has read.
Container scan_json_list(std::string_view text, std::size_t at);

inline bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace mcpcc::edit
