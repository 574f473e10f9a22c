// Parts of a JSON value by JSON Pointers (RFC 6901), in which the token `*` stands for every item
// and every member.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace mcp::invoke {

/// Appends `/` and `token` as it stands in a pointer.
void append_token(std::string& pointer, std::string_view token);

// Pointers to what a JSON Pointer (RFC 6901) cannot name have tokens of our own. No JSON Pointer
// has them: there `~` is followed by 0 or 1.

/// `~@N`: the member of an object at position N, from 0 on.
std::string position_token(std::size_t position);
/// `~#N`: its name. At the end of a pointer only.
std::string name_token(std::size_t position);

/// Whether `pointer` is a JSON Pointer, perhaps with these tokens.
bool is_result_pointer(std::string_view pointer);

/// `pointer` into an array or object, of which `offset` more items or members are in front.
std::string moved(std::string_view pointer, bool is_array, std::size_t offset);

/// Where something that was selected comes from.
struct Origin {
  std::string pointer;     ///< in the value that was selected from; see is_result_pointer()
  std::size_t offset = 0;  ///< items, members or bytes there before it
  std::vector<std::string> select =
      {};  ///< what selects the same of the value at `pointer` from `offset` on; empty: all of it
};

/// A set of pointers, as a tree of their tokens.
class Pointers {
 public:
  /// False: `pointer` is no JSON Pointer.
  bool add(std::string_view pointer);
  bool empty() const { return !is_whole_ && children_.empty(); }

  /// Appends `value` with only what the pointers lead to. Arrays and objects around it stay, so the
  /// kinds of values on the way do too; items that are left out close up. What leads nowhere adds
  /// nothing.
  void append_selected(std::string& out, const json::Value& value) const;

  /// Of what append_selected() made of `value`: where that comes from which is at `offset` (items,
  /// members or bytes) of what `pointer`, see is_result_pointer(), leads to.
  Origin origin_of(const json::Value& value, std::string_view pointer, std::size_t offset) const;

 private:
  struct Selector;
  void append_pointers(std::vector<std::string>& out, const std::string& before) const;
  bool is_whole_ = false;  // a pointer ends here
  std::map<std::string, std::unique_ptr<Pointers>, std::less<>> children_;
};

/// Whether `pointer`, in which `*` stands for any item or member, leads to something in `value`.
/// Where an array or object that `*` is for holds nothing, it does.
bool leads_somewhere(const json::Value& value, std::string_view pointer);

/// Texts that stand around another.
struct Frame {
  std::string before;
  std::string after;
};

/// What puts a part of `root` back in its place: the objects and arrays on the way to what
/// find_pointer() finds, with nothing else in them. Empty for a name.
Frame place_of(const json::Value& root, std::string_view pointer);

/// The value that `pointer`, see is_result_pointer(), leads to, `*` being a member of that name;
/// nullptr: none.
const json::Value* find_pointer(const json::Value& value, std::string_view pointer);

/// The name that `pointer` leads to by name_token(); nullopt: none.
std::optional<std::string_view> find_name(const json::Value& value, std::string_view pointer);

}  // namespace mcp::invoke
