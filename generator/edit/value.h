// Values that are written into files of other programs, in the order in which they are given.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mcpcc::edit {

struct Value {
  using List = std::vector<Value>;
  using Table = std::vector<std::pair<std::string, Value>>;

  Value() : data(Table()) {}
  Value(std::string text) : data(std::move(text)) {}
  Value(std::string_view text) : data(std::string(text)) {}
  Value(const char* text) : data(std::string(text)) {}
  Value(bool flag) : data(flag) {}
  Value(List list) : data(std::move(list)) {}
  Value(Table table) : data(std::move(table)) {}

  std::variant<std::string, bool, List, Table> data;
};

/// How JSON is laid out.
struct JsonStyle {
  std::string unit = "  ";        ///< one level of indentation
  std::string line_end = "\n";    ///< "\n" or "\r\n"
  std::string space = " ";        ///< after a colon, and after a comma within one line
  bool one_line = false;          ///< no line ends at all
  std::size_t list_columns = 80;  ///< a list of scalars that is longer gets a line an item
};

/// `value` as JSON; lines after the first begin with `indentation`. There is no line end after it.
std::string to_json(const Value& value, const JsonStyle& style, std::string_view indentation = {});

/// `value` as a TOML 1.0 value on one line: a string, a boolean, or an array of these.
std::string to_toml(const Value& value);

/// The entries of a table as YAML 1.2 block mappings, each line with its line end. Every string is
/// double-quoted, so that none is taken for anything else.
std::string to_yaml(const Value& table);

}  // namespace mcpcc::edit
