// A compiled schema: the keywords of each subschema, ready to check. Internal to this folder.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "json/value.h"
#include "schema/decimal.h"
#include "schema/format/format.h"
#include "schema/property_table.h"
#include "schema/regex/pattern.h"
#include "schema/resources.h"
#include "schema/validator.h"

namespace mcp::schema {

struct Node;
using Nodes = std::vector<const Node*>;
using NamedNodes = std::vector<std::pair<std::string_view, const Node*>>;
using Count = std::optional<std::uint64_t>;

/// Bits of Node::types.
enum TypeBit : std::uint8_t {
  null_bit = 1,
  boolean_bit = 2,
  integer_bit = 4,
  number_bit = 8,
  string_bit = 16,
  array_bit = 32,
  object_bit = 64,
};

struct Constant {
  std::string canonical;  // equal values have equal canonical texts
  const json::Value* value;
};

/// The values of an `enum` or a `const`.
struct Constants {
  bool is_enum;
  std::vector<Constant> values;
  std::vector<std::string_view> strings;  // those that are strings, sorted
};

struct Bound {
  Decimal value;
  std::string_view text;
  std::optional<std::int64_t> whole;  // the value where the text is a plain integer
};

struct NumberRules {
  std::optional<Bound> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
};

struct StringRules {
  Count min_length, max_length;
  const regex::Pattern* pattern = nullptr;
  FormatCheck format = nullptr;
  std::string_view format_name;
  std::string_view base64_keyword;  // that says the string is base64; empty: none does
  bool inexact = false;             // `pattern` is no regular expression, or `format` says more
};

struct ArrayRules {
  Nodes prefix_items;
  const Node* items = nullptr;
  const Node* contains = nullptr;
  Count min_contains, max_contains, min_items, max_items;
  bool unique_items = false;
};

struct PatternRule {
  const regex::Pattern* pattern;
  const Node* schema;
};

struct ObjectRules {
  PropertyTable properties;  // those of `properties` and of `required`
  std::vector<std::string_view> required;
  std::vector<PatternRule> patterns;
  const Node* additional = nullptr;
  const Node* names = nullptr;
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> dependent_required;
  NamedNodes dependent_schemas;
  Count min_properties, max_properties;
  bool inexact = false;  // a name of `patternProperties` is no regular expression
};

struct Combinators {
  Nodes all_of, any_of, one_of;  // empty: absent
  const Node* negated = nullptr;
  const Node* condition = nullptr;
  const Node* then = nullptr;
  const Node* otherwise = nullptr;
};

/// A `$ref` or `$dynamicRef`, resolved when validation first reaches it.
struct Reference {
  std::string target;  // as the schema has it
  const Resource* base;
  std::string anchor{};  // of a `$dynamicRef` that ends in a plain name
  mutable std::atomic<const Node*> node = nullptr;
  mutable std::atomic<bool> is_broken = false;
  mutable std::atomic<bool> is_dynamic = false;  // `node` has a `$dynamicAnchor` of that name
};

struct Node {
  const json::Value* source;
  const Resource* resource;
  bool never = false;    // the boolean schema `false`
  bool inexact = false;  // no schema at all
  bool write_only = false;
  // A `$ref` and nothing else, in no resource of its own: its target may be applied in its place.
  bool is_reference = false;
  std::uint8_t types = 0;  // 0: any
  // Of values of which types a keyword other than `type` decides anything, and of which it would if
  // more were known of it than is.
  std::uint8_t decides = 0xFF;
  std::uint8_t doubts = 0;
  std::vector<Constants> allowed;
  std::unique_ptr<NumberRules> number;
  std::unique_ptr<StringRules> string;
  std::unique_ptr<ArrayRules> array;
  std::unique_ptr<ObjectRules> object;
  std::unique_ptr<Combinators> combinators;
  std::unique_ptr<Reference> reference;
  std::unique_ptr<Reference> dynamic_reference;
  const Node* unevaluated_items = nullptr;
  const Node* unevaluated_properties = nullptr;
};

/// The dynamic scope (core, section 7.1): a resource, and those from which it was entered.
struct Scope {
  const Resource* resource;
  const Scope* outer;  // nullptr: none
};

/// The types that a name of `type` stands for; 0: it is no such name.
std::uint8_t type_bits(std::string_view name);

/// Appends a text that is the same for equal values (JSON Schema 2020-12 core, section 4.2.2) and
/// for no others.
void append_canonical(std::string& out, const json::Value& value);

class Program final : public Schema {
 public:
  Program(json::Document document, const Options& options);

  std::vector<Violation> validate(const json::Value& instance, std::size_t max_violations,
                                  const Names& names) const override;
  bool accepts(const json::Value& instance) const override;
  std::optional<WriteOnly> write_only(const json::Value& instance) const override;
  std::optional<std::vector<Violation>> validate_at(std::string_view location,
                                                    const json::Value& instance,
                                                    std::size_t max_violations) const override;
  bool may_be_string(std::string_view location) const override;
  std::vector<Problem> problems() const override;

  const Node& root() const { return *root_; }
  std::uint64_t max_steps() const { return max_steps_; }
  Base64Check base64_check() const { return base64_check_; }

  /// The schema that `reference` points to; nullptr where it points to nothing known.
  const Node* resolve(const Reference& reference) const {
    const Node* known = reference.node.load(std::memory_order_acquire);
    return known != nullptr ? known : resolve_first(reference);
  }

  /// The same for a `$dynamicRef` within `scope` (core, section 8.2.3.2).
  const Node* resolve(const Reference& reference, const Scope* scope) const;

  /// The place of `keyword` in the schema of `node`.
  std::string locate(const Node& node, std::string_view keyword) const;

 private:
  class Compiler;

  const Node* compile(const json::Value& schema, const Resource& outer) const;
  const Node* resolve_first(const Reference& reference) const;

  bool assert_formats_;
  Base64Check base64_check_;
  std::uint64_t max_steps_;

  // What grows while references are resolved. Nodes never move and never change once published.
  mutable std::mutex mutex_;
  mutable Resources resources_;
  mutable std::deque<Node> nodes_;
  mutable std::unordered_map<const json::Value*, const Node*> compiled_;
  mutable std::map<std::string_view, regex::Pattern, std::less<>> patterns_;  // by their text
  mutable std::vector<Problem> problems_;

  const Node* root_;  // last: compiling it fills the members above
};

}  // namespace mcp::schema
