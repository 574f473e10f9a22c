// Changes to files that belong to somebody else, such as the settings of an editor: what is asked
// for changes, and every other byte stays: comments, order, indentation, line ends, a byte order
// mark.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "edit/value.h"

namespace mcpcc::edit {

enum class Action : unsigned char {
  set,          ///< the member gets the value; what stands there is replaced
  add,          ///< like set, where the member does not exist
  remove,       ///< the member and all in it are taken away
  append,       ///< the item, a table, is added to the list where none has its `identity`
  remove_item,  ///< the items with the `identity` of the value are taken away
};

struct Change {
  Action action = Action::set;
  std::vector<std::string> path;  ///< names of members from the root; tables are made as needed
  Value value;
  std::string
      identity;  ///< with append and remove_item: the member, a text, that tells items apart
};

/// Why a file is left as it is. `offset` is in bytes, into the text that was given.
struct Failure {
  std::size_t offset = 0;
  std::string message;
};

struct Edited {
  std::string text;
  bool relaxed = false;  ///< holds comments or commas that JSON (RFC 8259) does not have
};

using Outcome = std::variant<Edited, Failure>;

/// The most that is edited, and how deep it may be nested.
inline constexpr std::size_t max_bytes = 64U << 20U;
inline constexpr unsigned max_depth = 256;

/// JSON, with or without comments and trailing commas, as editors read it. An empty text counts as
/// an empty object. A change that is already there changes nothing. Fails where the text cannot be
/// read, and where it is not clear what is meant: a name on the path that occurs twice or is no
/// object.
Outcome edit_json(std::string_view text, std::span<const Change> changes);

/// TOML 1.0. Members of tables that stand under a header of their own, `[a.b]`, are edited; the
/// same in an inline table or with dotted keys is refused. Lists of tables are not: `append` and
/// `remove_item` do not work here.
Outcome edit_toml(std::string_view text, std::span<const Change> changes);

}  // namespace mcpcc::edit
