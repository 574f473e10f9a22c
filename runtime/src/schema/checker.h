// One validation of one instance. Internal to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/decimal.h"
#include "schema/message.h"
#include "schema/number.h"
#include "schema/program.h"

namespace mcp::schema {

/// Which members or items of a value subschemas have looked at, for `unevaluatedProperties` and
/// `unevaluatedItems` (core, section 11).
struct Evaluated {
  std::vector<bool> children;
  bool uncertain = false;  // a subschema failed before it could say

  explicit Evaluated(std::size_t size) : children(size, false) {}
  void mark(std::size_t child) { children[child] = true; }
  void mark_all() { children.assign(children.size(), true); }
  void mark(const Evaluated& other);
};

/// `check` answers whether a value conforms. Violations are noted only while there is a list to
/// note them in; without one, the first broken rule ends the work.
class Checker {
 public:
  /// `names` must outlive this.
  explicit Checker(const Program& program, const Names& names = own_names)
      : program_(program), names_(names) {}

  std::vector<Violation> violations(const Node& root, const json::Value& instance,
                                    std::size_t max_violations);
  bool accepts(const Node& root, const json::Value& instance);
  std::optional<WriteOnly> write_only(const Node& root, const json::Value& instance);

 private:
  enum class Verdict : std::uint8_t { no, maybe, yes };

  /// Nothing more to learn: one violation is enough, the list is full, or the budget is spent.
  bool finished(bool ok) const {
    return exhausted_ ||
           (!ok && (violations_ == nullptr || violations_->size() >= max_violations_));
  }

  template <class Message>
  bool broken(const Path& path, std::string_view keyword, Message&& message,
              std::string_view property = {}) {
    if (violations_ != nullptr && violations_->size() < max_violations_) {
      note(path, keyword, message(), property);
    }
    return false;
  }
  void note(const Path& path, std::string_view keyword, const std::string& message,
            std::string_view property);

  /// The name of a member of the object at `path` between backticks, clipped.
  std::string ticked_name(const Path& path, std::string_view key) const;
  /// "unknown property `x`", and the name that was likely meant.
  std::string unknown_property(const PropertyTable& known, std::string_view name,
                               const Path& path) const;

  /// Work on `bytes` of text that no subschema counts.
  void spend(std::size_t bytes) { steps_ += 1 + bytes / 32; }

  // check.cpp: subschemas and how they are put together
  bool check(const Node& node, const json::Value& value, const Path& path);
  bool check_entering(const Node& node, const json::Value& value, const Path& path);
  bool check_own(const Node& node, const json::Value& value, const Path& path);
  bool check_keywords(const Node& node, const json::Value& value, const Path& path);
  bool check_child(const Node& node, const json::Value& value, const Path& path);
  bool check_references(const Node& node, const json::Value& value, const Path& path);
  bool check_combinators(const Combinators& rules, const json::Value& value, const Path& path);
  bool check_condition(const Combinators& rules, const json::Value& value, const Path& path);
  bool check_alternatives(const Nodes& alternatives, bool only_one, const json::Value& value,
                          const Path& path);
  bool no_alternative(const Nodes& alternatives, bool only_one, const json::Value& value,
                      const Path& path);
  std::string wrong_choice(const Nodes& candidates,
                           const std::vector<std::vector<Violation>>& violations,
                           const json::Value& value, const Path& path);
  Verdict probe(const Node& schema, const json::Value& value, const Path& path);
  bool check_unevaluated(const Node& node, const json::Value& value, const Path& path,
                         Evaluated& evaluated);

  // write_only.cpp: what validation does not say
  enum class Excluded : std::uint8_t { no, by_absence, yes };
  using Parts = std::vector<const Node*>;
  Parts parts_of(const Node& node);
  bool is_other(const Node& node, const json::Value& value);
  bool is_other_constant(const Node& node, const json::Value& value, std::string_view name,
                         const Nodes& met);
  Excluded excluded(const Node& node, const json::Value& value, const Nodes& met);
  void mark_unmet(const Nodes& unmet, const json::Value& value, const Nodes& met);
  void mark_exchanged(const Node& node, const json::Value& value);
  void mark(const Node& node, const json::Value& value);
  void mark_children(const Node& node, const json::Value& value);
  void mark_below(const Node* node, const json::Value& value);
  bool marks() const { return write_only_ != nullptr; }

  /// Whether `value` conforms, where its type decides that; where it does not: nullopt.
  static std::optional<Verdict> by_type(const Node& node, const json::Value& value);
  /// What `node` refers to, where it does nothing else; else itself.
  const Node& target(const Node& node) const;

  // check_values.cpp: what needs no subschema
  static bool has_type(const Node& node, const json::Value& value);
  bool check_type(const Node& node, const json::Value& value, const Path& path);
  bool check_constants(const Constants& constants, const json::Value& value, const Path& path);
  bool check_number(const NumberRules& rules, const json::Value& value, const Path& path);
  bool check_string(const StringRules& rules, const json::Value& value, const Path& path);
  bool check_pattern(const regex::Pattern& pattern, std::string_view text, const json::Value& value,
                     const Path& path);
  bool check_size(std::uint64_t size, const Count& minimum, const Count& maximum,
                  std::string_view suffix, std::string_view noun, const Path& path);

  // check_children.cpp: arrays and objects
  bool check_array(const ArrayRules& rules, const json::Value& value, const Path& path);
  bool check_contains(const ArrayRules& rules, std::span<const json::Value> items,
                      const Path& path);
  bool check_unique(std::span<const json::Value> items, const Path& path);
  bool check_object(const ObjectRules& rules, const json::Value& value, const Path& path);
  bool check_members(const ObjectRules& rules, const json::Value& value, const Path& path);
  bool check_member(const ObjectRules& rules, const Property* property, const json::Member& member,
                    std::size_t index, const Path& path);
  bool check_dependencies(const ObjectRules& rules, const json::Value& value, const Path& path);
  bool check_name(const Node& schema, std::string_view name, const Path& path);

  const Program& program_;
  const Names& names_;
  std::size_t max_violations_ = 0;
  std::vector<Violation>* violations_ = nullptr;
  const Node* node_ = nullptr;  // whose keywords are being checked
  const Scope* scope_ = nullptr;
  Evaluated* evaluated_ = nullptr;  // where a schema around this one wants to know
  // Values that are `writeOnly` by what holds so far; nullptr: nobody wants to know.
  std::vector<const json::Value*>* write_only_ = nullptr;
  std::string canonical_;  // of the value that was last compared
  std::set<std::pair<const Node*, const json::Value*>> marked_;  // by mark(), since it was called
  std::uint32_t depth_ = 0;
  std::uint64_t steps_ = 0;
  bool inexact_ = false;
  bool exhausted_ = false;
};

/// The type of `value`; a number is one of `number`.
inline std::uint8_t type_bit(const json::Value& value) {
  constexpr std::uint8_t bits[] = {null_bit,   boolean_bit, number_bit,
                                   string_bit, array_bit,   object_bit};
  return bits[static_cast<std::size_t>(value.kind())];
}

inline bool Checker::has_type(const Node& node, const json::Value& value) {
  if (node.types == 0 || (node.types & type_bit(value)) != 0) return true;
  if (!value.is_number() || (node.types & integer_bit) == 0) return false;
  return value.is_written_as_integer() || is_integer(parse_decimal(value.number()));
}

inline const Node& Checker::target(const Node& node) const {
  const Node* known = node.is_reference ? program_.resolve(*node.reference) : nullptr;
  return known == nullptr ? node : *known;
}

inline std::optional<Checker::Verdict> Checker::by_type(const Node& node,
                                                        const json::Value& value) {
  if (node.never || node.inexact) return std::nullopt;
  if (!has_type(node, value)) return Verdict::no;
  const std::uint8_t type = type_bit(value);
  if ((node.decides & type) != 0) return std::nullopt;
  return (node.doubts & type) != 0 ? Verdict::maybe : Verdict::yes;
}

/// "integer or null".
std::string listed_types(std::uint8_t types);

/// "1 item", "2 items".
std::string plural(std::uint64_t count, std::string_view noun);

/// A name between backticks, clipped.
std::string ticked(std::string_view name);

}  // namespace mcp::schema
