// Changes to files that belong to somebody else, such as the settings of an editor: what is asked
// for changes, and every other byte stays: comments, order, indentation, line ends, a byte order
// mark.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "edit/value.h"

namespace mcpcc::edit {

enum class Action : unsigned char {
  set,           ///< the member gets the value; what stands there is replaced
  add,           ///< like set, where the member does not exist
  include,       ///< the texts of the value, a list, are added to the member where they are missing
  remove,        ///< the member and all in it are taken away
  remove_table,  ///< the same with what must be a table; anything else is refused
  append,        ///< the item, a table, is added to the list where none has its `identity`
  remove_item,   ///< the items with the `identity` of the value are taken away
};

struct Change {
  /// A member that names a program, and the name of its file.
  struct Program {
    std::vector<std::string> path;
    std::string file;
  };

  Action action = Action::set;
  std::vector<std::string> path;  ///< names of members from the root; tables are made as needed
  Value value = {};
  /// With append and remove_item: the member, a text, that tells items apart.
  std::string identity = {};
  /// With set: done only where this member is there and names another program, whatever its folder.
  std::optional<Program> unless = {};
  /// With add: what a text begins and ends with that was put there for somebody to fill in, and is
  /// replaced after all.
  std::pair<std::string, std::string> placeholder = {};
  /// With remove_item: not done where this still stands in the file. With add: a text that holds
  /// this was put there for somebody to fill in, and does not count as kept.
  std::string mention = {};
};

/// Why a file is left as it is. `offset` is in bytes, into the text that was given.
struct Failure {
  std::size_t offset = 0;
  std::string message;
};

struct Edited {
  std::string text;
  bool relaxed = false;  ///< holds comments or commas that JSON (RFC 8259) does not have
  /// Members, by their last names, of which something went that `text` no longer has: all that were
  /// removed, lists that lost items, values of another kind than what was set.
  std::vector<std::string> lost = {};
  /// Members, by their last names, that `add` left as they are, being what somebody wrote.
  std::vector<std::string> kept = {};
};

using Outcome = std::variant<Edited, Failure>;

/// The most that is edited, and how deep it may be nested.
inline constexpr std::size_t max_bytes = 64U << 20U;
inline constexpr unsigned max_depth = 256;
/// YAML is read anew for each change, to see that nothing else changed.
inline constexpr std::size_t max_yaml_bytes = 1U << 20U;

/// JSON, with or without comments and trailing commas, as editors read it. An empty text counts as
/// an empty object. A change that is already there changes nothing. Of a list of texts only the
/// items change that differ, so comments at the others stay. Fails where the text cannot be read,
/// and where it is not clear what is meant: a name on the path that occurs twice or is no object.
Outcome edit_json(std::string_view text, std::span<const Change> changes);

/// TOML 1.0. Members of tables that stand under a header of their own, `[a.b]`, are edited; the
/// same in an inline table or with dotted keys is refused. Lists are changed as in JSON; those of
/// tables are not: `append` and `remove_item` do not work here.
Outcome edit_toml(std::string_view text, std::span<const Change> changes);

/// YAML 1.2, whose block mappings are edited: `set`, `add` and `remove`. On a path through a list a
/// name means the item whose member `name` it is. A list whose items differ is written anew. What
/// is written in a form that is not edited is refused: a flow mapping, a member that shares its
/// line, an alias.
Outcome edit_yaml(std::string_view text, std::span<const Change> changes);

enum class Holding : unsigned char {
  none,          ///< also where the text cannot be read
  among_others,  ///< other items, or members of the root that are no scalars
  only,
};

/// Whether the member `list` of a YAML text is a list with an item of this `name`, and what else is
/// in the text.
Holding yaml_holding(std::string_view text, const std::string& list, const std::string& name);

}  // namespace mcpcc::edit
