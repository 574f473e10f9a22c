// The members of objects and the items of arrays where they stand in a text, and taking them away
// or adding to them in the layout that is there. JSON and TOML alike. Internal to this folder.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edit/edit.h"

namespace mcpcc::edit {

// An object or array whose elements are kept.
struct Container;

struct Element {
  std::size_t begin = 0;                       // of the key, or of the item
  std::size_t value = 0;                       // where the value begins
  std::size_t end = 0;                         // of the value
  std::size_t comma = std::string_view::npos;  // behind it
  std::string key;                             // of a member
  std::string identity;             // of an item: the text of the member that tells items apart
  std::optional<std::string> text;  // of a value that is a string
  std::vector<Container> inner;     // one, or none
};

struct Container {
  std::size_t begin = 0, end = 0;  // with the brackets
  bool is_object = true;
  std::vector<Element> elements;
};

enum class Language : unsigned char { json, toml };

/// A text that elements are added to and taken out of. What was found in it before, such as a
/// Container, counts only until it changes.
struct Layout {
  std::string text;
  Language language = Language::json;
  JsonStyle style = {};

  /// `value` in the language of the text.
  std::string written(const Value& value, const JsonStyle& how,
                      std::string_view indentation = {}) const;

  std::size_t line_begin(std::size_t at) const;
  /// The white space before `at`, where nothing else stands before it on its line.
  std::optional<std::string> indentation_of(std::size_t at) const;
  std::string indentation_of_line(std::size_t at) const;

  /// Adds an element behind the one with the index `after`, by default the last; before the first
  /// with `before_all`. `prefix` is what stands in front of its value.
  static constexpr std::size_t before_all = static_cast<std::size_t>(-1);
  void insert(const Container& container, const std::string& prefix, const Value& value);
  void insert(const Container& container, const std::string& prefix, const Value& value,
              std::size_t after);
  /// Takes the element away, with its lines where it has them for itself.
  void erase(const Container& container, const Element& element);

 private:
  std::size_t end_of_note(std::size_t at) const;
  void fill(const Container& container, const std::string& prefix, const Value& value);
  void collapse(std::size_t begin);
};

/// Whether `text` is a name between `begin` and `end`: a reference to a variable.
bool is_placeholder(std::string_view text, std::string_view begin, std::string_view end);

/// Whether a member that is there, a text or something else, is not the program `file` in any
/// folder.
bool is_other_program(const std::optional<std::string>& text, std::string_view file);
/// Whether a member that `add` leaves as it is counts as kept.
bool is_kept(const std::optional<std::string>& text, const Change& change);

/// Reads the array that is edited, with its items.
using ReadList = std::function<Container(const std::string& text)>;

/// Turns an array into one of the texts `wanted`, item by item: what is there already stays with
/// the comments around it, and one text that takes the place of another stands where that stood.
/// True: there were further items, which are gone.
bool edit_list(Layout& layout, const Value::List& wanted, const ReadList& read);
/// Adds the texts of `wanted` that the array does not have; a table has the text of its identity.
void include_items(Layout& layout, const Value::List& wanted, const ReadList& read);

}  // namespace mcpcc::edit
