// What stands in a TOML text. Internal to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edit/edit.h"
#include "edit/elements.h"

namespace mcpcc::edit {

using Path = std::vector<std::string>;

struct Assignment {
  Path path;              // from the root
  std::size_t begin = 0;  // of its line
  std::size_t value = 0, end = 0;
  std::size_t line_end = 0;         // behind its line end
  std::optional<std::string> text;  // of a value that is a string
};

// A header with what stands below it; the first one is the root and has no header.
struct Section {
  Path path;
  bool is_list = false;   // [[a.b]]
  std::size_t begin = 0;  // of the line of the header
  std::size_t end = 0;    // where the next one begins, with the comment directly above that
  std::size_t last = 0;   // behind the line of the last assignment, or of the header
  std::vector<Assignment> assignments;  // of those that have to do with the change
};

/// Reads a whole document (TOML 1.0), and keeps its headers and the assignments to what begins with
/// the name `kept`. Throws Failure.
std::vector<Section> scan_toml(std::string_view text, const std::string& kept);
/// Reads the array that begins at `at`, in a text that scan_toml has read. The identity of a table
/// in it is its member `name`.
Container scan_toml_list(std::string_view text, std::size_t at);

inline bool is_bare_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

}  // namespace mcpcc::edit
