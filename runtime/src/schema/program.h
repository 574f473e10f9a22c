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
#include "schema/regex/pattern.h"
#include "schema/validator.h"

namespace mcp::schema {

struct Node;
using Nodes = std::vector<const Node*>;
using NamedNodes = std::vector<std::pair<std::string_view, const Node*>>;  // sorted, no key twice
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

struct Bound {
  Decimal value;
  std::string_view text;
};

struct NumberRules {
  std::optional<Bound> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
};

struct StringRules {
  Count min_length, max_length;
  const regex::Pattern* pattern = nullptr;
  bool inexact = false;  // `pattern` is no regular expression, or `format` says more
};

struct ArrayRules {
  Nodes prefix_items;
  const Node* items = nullptr;
  const Node* contains = nullptr;
  Count min_contains, max_contains, min_items, max_items;
  bool unique_items = false;
  bool inexact = false;  // `unevaluatedItems`
};

struct PatternRule {
  const regex::Pattern* pattern;
  const Node* schema;
};

struct ObjectRules {
  NamedNodes properties;
  std::vector<PatternRule> patterns;
  const Node* additional = nullptr;
  const Node* names = nullptr;
  std::vector<std::string_view> required;
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> dependent_required;
  NamedNodes dependent_schemas;
  Count min_properties, max_properties;
  bool inexact = false;  // `unevaluatedProperties`, or a pattern that is no regular expression
};

struct Combinators {
  Nodes all_of, any_of, one_of;  // empty: absent
  const Node* negated = nullptr;
  const Node* condition = nullptr;
  const Node* then = nullptr;
  const Node* otherwise = nullptr;
};

/// A `$ref`, resolved when validation first reaches it.
struct Reference {
  std::string target;  // as the schema has it
  mutable std::atomic<const Node*> node = nullptr;
};

struct Node {
  bool never = false;      // the boolean schema `false`
  bool inexact = false;    // a keyword for every kind says more than is checked here
  std::uint8_t types = 0;  // 0: any
  std::vector<std::vector<Constant>> allowed;  // `enum` and `const`: one of each list
  std::unique_ptr<NumberRules> number;
  std::unique_ptr<StringRules> string;
  std::unique_ptr<ArrayRules> array;
  std::unique_ptr<ObjectRules> object;
  std::unique_ptr<Combinators> combinators;
  std::unique_ptr<Reference> reference;
};

/// Appends a text that is the same for equal values (JSON Schema 2020-12 core, section 4.2.2) and
/// for no others.
void append_canonical(std::string& out, const json::Value& value);

class Program final : public Schema {
 public:
  Program(json::Document document, List<Definition> definitions);

  std::vector<Violation> validate(const json::Value& instance,
                                  std::size_t max_violations) const override;

  /// The schema that `reference` points to; nullptr where it points to nothing known.
  const Node* resolve(const Reference& reference) const;

 private:
  const json::Value* target(std::string_view reference) const;
  const json::Value* definition(std::string_view name) const;
  const Node* compile(const json::Value& schema) const;
  void compile_keywords(const json::Value& schema, Node& node) const;
  Nodes compile_list(const json::Value& schemas) const;
  NamedNodes compile_map(const json::Value& schemas) const;
  std::unique_ptr<StringRules> string_rules(const json::Value& schema) const;
  bool compile_patterns(const json::Value& schemas, std::vector<PatternRule>& out) const;
  const regex::Pattern* pattern(std::string_view text) const;

  json::Document document_;
  List<Definition> definitions_;

  // What grows while references are resolved. Nodes never move and never change once published.
  mutable std::mutex mutex_;
  mutable std::deque<Node> nodes_;
  mutable std::unordered_map<const json::Value*, const Node*> compiled_;
  mutable std::map<std::string_view, regex::Pattern, std::less<>> patterns_;  // by their text
  mutable std::map<std::string, std::optional<json::Document>, std::less<>> loaded_;

  const Node* root_;  // last: compiling it fills the members above
};

}  // namespace mcp::schema
