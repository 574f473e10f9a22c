#include <algorithm>
#include <array>
#include <iterator>

#include "json/utf8.h"
#include "json/write.h"
#include "schema/message.h"
#include "schema/program.h"
#include "schema/suggest.h"

namespace mcp::schema {
namespace {

constexpr std::uint32_t max_depth = 800;  // subschemas inside one another, references included
constexpr std::uint64_t max_steps = 2'000'000;  // subschemas applied in one validation
constexpr std::size_t max_branch_violations = 3;
constexpr std::size_t max_listed = 12;

/// "integer or null".
std::string listed_types(std::uint8_t types) {
  struct Row {
    std::uint8_t bit;
    std::string_view name;
  };
  constexpr std::array rows = {
      Row{string_bit, "string"},   Row{number_bit, "number"}, Row{integer_bit, "integer"},
      Row{boolean_bit, "boolean"}, Row{object_bit, "object"}, Row{array_bit, "array"},
      Row{null_bit, "null"},
  };
  std::string out;
  for (const Row& row : rows) {
    if ((types & row.bit) == 0) continue;
    if (row.bit == integer_bit && (types & number_bit) != 0) continue;
    if (!out.empty()) out += " or ";
    out += row.name;
  }
  return out;
}

std::string plural(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string ticked(std::string_view name) { return "`" + clipped(name) + "`"; }

/// One validation. `check` answers whether the value conforms. Violations are noted only while
/// there is a list to note them in; without one, the first broken rule ends the work.
class Checker {
 public:
  Checker(const Program& program, std::size_t max_violations)
      : program_(program), max_violations_(max_violations) {}

  std::vector<Violation> run(const Node& root, const json::Value& instance) {
    std::vector<Violation> violations;
    violations_ = &violations;
    check(root, instance, Path{});
    if (exhausted_) {
      return {{"", "$ref", "too deep or too complex to validate against the schema"}};
    }
    return violations;
  }

 private:
  /// Nothing more to learn: one violation is enough, the list is full, or the budget is spent.
  bool finished(bool ok) const {
    return exhausted_ ||
           (!ok && (violations_ == nullptr || violations_->size() >= max_violations_));
  }

  template <class Message>
  bool broken(const Path& path, std::string_view keyword, Message&& message) {
    if (violations_ != nullptr && violations_->size() < max_violations_) {
      const std::string place = to_readable(path);
      violations_->push_back({to_pointer(path), std::string(keyword),
                              (place.empty() ? "" : "`" + place + "`: ") + message()});
    }
    return false;
  }

  bool check(const Node& node, const json::Value& value, const Path& path) {
    if (depth_ >= max_depth || ++steps_ > max_steps) exhausted_ = true;
    if (exhausted_) return false;
    ++depth_;
    const bool ok = check_own(node, value, path);
    --depth_;
    return ok && !exhausted_;
  }

  bool check_own(const Node& node, const json::Value& value, const Path& path) {
    if (node.never) return broken(path, "false", [] { return std::string("not allowed"); });
    if (node.inexact) inexact_ = true;
    // A value of the wrong type breaks most other keywords too; one message says it all.
    if (!check_type(node, value, path)) return false;
    bool ok = true;
    for (const auto& constants : node.allowed) ok = check_constants(constants, value, path) && ok;
    if (finished(ok)) return ok;
    if (node.reference != nullptr) ok = check_reference(*node.reference, value, path) && ok;
    if (finished(ok)) return ok;
    if (node.number != nullptr && value.is_number()) {
      ok = check_number(*node.number, value, path) && ok;
    }
    if (node.string != nullptr && value.is_string()) {
      ok = check_string(*node.string, value, path) && ok;
    }
    if (node.array != nullptr && value.is_array()) ok = check_array(*node.array, value, path) && ok;
    if (node.object != nullptr && value.is_object()) {
      ok = check_object(*node.object, value, path) && ok;
    }
    if (finished(ok)) return ok;
    if (node.combinators != nullptr) ok = check_combinators(*node.combinators, value, path) && ok;
    return ok;
  }

  bool check_type(const Node& node, const json::Value& value, const Path& path) {
    if (node.types == 0) return true;
    const auto has = [&](TypeBit bit) { return (node.types & bit) != 0; };
    bool ok = false;
    switch (value.kind()) {
      case json::Kind::null:
        ok = has(null_bit);
        break;
      case json::Kind::boolean:
        ok = has(boolean_bit);
        break;
      case json::Kind::string:
        ok = has(string_bit);
        break;
      case json::Kind::array:
        ok = has(array_bit);
        break;
      case json::Kind::object:
        ok = has(object_bit);
        break;
      case json::Kind::number:
        ok = has(number_bit) || (has(integer_bit) && is_integer(parse_decimal(value.number())));
        break;
    }
    return ok || broken(path, "type", [&] {
             return "expected " + listed_types(node.types) + ", got " + describe(value);
           });
  }

  bool check_constants(const std::vector<Constant>& constants, const json::Value& value,
                       const Path& path) {
    std::string canonical;
    append_canonical(canonical, value);
    const auto equal = [&](const Constant& constant) { return constant.canonical == canonical; };
    if (std::any_of(constants.begin(), constants.end(), equal)) return true;
    return broken(path, constants.size() == 1 ? "const" : "enum", [&] {
      std::string out = constants.size() == 1 ? "expected " : "expected one of ";
      for (std::size_t i = 0; i < constants.size() && i < max_listed; ++i) {
        if (i != 0) out += ", ";
        out += shown(*constants[i].value);
      }
      if (constants.size() > max_listed) {
        out += " and " + std::to_string(constants.size() - max_listed) + " more";
      }
      out += "; got " + describe(value);
      std::vector<std::string_view> texts;
      for (const Constant& constant : constants) {
        if (constant.value->is_string()) texts.push_back(constant.value->string());
      }
      const std::string_view near = value.is_string() ? suggest(value.string(), texts) : "";
      if (!near.empty() && constants.size() > 1) {
        out += ", did you mean ";
        json::append_string(out, near);
        out += '?';
      }
      return out;
    });
  }

  bool check_reference(const Reference& reference, const json::Value& value, const Path& path) {
    if (const Node* node = program_.resolve(reference)) return check(*node, value, path);
    inexact_ = true;
    return true;
  }

  bool check_number(const NumberRules& rules, const json::Value& value, const Path& path) {
    const Decimal number = parse_decimal(value.number());
    bool ok = true;
    const auto require = [&](bool holds, std::string_view keyword, std::string_view relation,
                             const Bound& bound) {
      if (!holds) {
        ok = broken(path, keyword, [&] {
          return "must be " + std::string(relation) + " " + clipped(bound.text) + ", got " +
                 clipped(value.number());
        });
      }
    };
    if (const auto& b = rules.minimum) {
      require(compare(number, b->value) >= 0, "minimum", "at least", *b);
    }
    if (const auto& b = rules.maximum) {
      require(compare(number, b->value) <= 0, "maximum", "at most", *b);
    }
    if (const auto& b = rules.exclusive_minimum) {
      require(compare(number, b->value) > 0, "exclusiveMinimum", "greater than", *b);
    }
    if (const auto& b = rules.exclusive_maximum) {
      require(compare(number, b->value) < 0, "exclusiveMaximum", "less than", *b);
    }
    if (const auto& b = rules.multiple_of) {
      const std::optional<bool> divides = is_multiple(number, b->value);
      if (!divides) inexact_ = true;
      require(divides.value_or(true), "multipleOf", "a multiple of", *b);
    }
    return ok;
  }

  bool check_string(const StringRules& rules, const json::Value& value, const Path& path) {
    if (rules.inexact) inexact_ = true;
    bool ok = true;
    if (rules.min_length || rules.max_length) {
      ok = check_size(json::utf8_count(value.string()), rules.min_length, rules.max_length,
                      "Length", "character", path);
    }
    if (rules.pattern == nullptr || finished(ok)) return ok;
    switch (rules.pattern->find(value.string())) {
      case regex::Pattern::Match::yes:
        return ok;
      case regex::Pattern::Match::no:
        return broken(path, "pattern", [&] {
          return "must match the pattern " + ticked(rules.pattern->text()) + ", got " +
                 describe(value);
        });
      case regex::Pattern::Match::too_complex:
        break;
    }
    return broken(path, "pattern", [&] {
      return "too long to match against the pattern " + ticked(rules.pattern->text());
    });
  }

  bool check_size(std::uint64_t size, const Count& minimum, const Count& maximum,
                  std::string_view suffix, std::string_view noun, const Path& path) {
    bool ok = true;
    if (minimum && size < *minimum) {
      ok = broken(path, "min" + std::string(suffix), [&] {
        return "must have at least " + plural(*minimum, noun) + ", got " + std::to_string(size);
      });
    }
    if (maximum && size > *maximum) {
      ok = broken(path, "max" + std::string(suffix), [&] {
        return "must have at most " + plural(*maximum, noun) + ", got " + std::to_string(size);
      });
    }
    return ok;
  }

  bool check_array(const ArrayRules& rules, const json::Value& value, const Path& path) {
    if (rules.inexact) inexact_ = true;
    const auto items = value.items();
    bool ok = check_size(items.size(), rules.min_items, rules.max_items, "Items", "item", path);
    const auto step = [&](std::size_t i) { return Path{&path, {}, i, true}; };
    for (std::size_t i = 0; i < items.size() && !finished(ok); ++i) {
      const Node* schema = i < rules.prefix_items.size() ? rules.prefix_items[i] : rules.items;
      if (schema == nullptr) break;
      if (schema->never) {
        ok = broken(path, "items", [&] {
          return "must have at most " + plural(i, "item") + ", got " + std::to_string(items.size());
        });
        break;
      }
      ok = check(*schema, items[i], step(i)) && ok;
    }
    if (finished(ok)) return ok;
    if (rules.contains != nullptr) ok = check_contains(rules, items, path) && ok;
    if (rules.unique_items && !finished(ok)) ok = check_unique(items, path) && ok;
    return ok;
  }

  bool check_contains(const ArrayRules& rules, std::span<const json::Value> items,
                      const Path& path) {
    std::uint64_t matches = 0;
    std::uint64_t certain = 0;
    for (std::size_t i = 0; i < items.size() && !exhausted_; ++i) {
      const Verdict verdict = probe(*rules.contains, items[i], Path{&path, {}, i, true});
      matches += verdict != Verdict::no ? 1 : 0;
      certain += verdict == Verdict::yes ? 1 : 0;
    }
    const std::uint64_t least = rules.min_contains.value_or(1);
    if (matches < least) {
      return broken(path, rules.min_contains ? "minContains" : "contains", [&] {
        return "must contain at least " + plural(least, "item") + " of the required kind, got " +
               std::to_string(matches);
      });
    }
    if (rules.max_contains && certain > *rules.max_contains) {
      return broken(path, "maxContains", [&] {
        return "must contain at most " + plural(*rules.max_contains, "item") +
               " of the limited kind, got " + std::to_string(certain);
      });
    }
    return true;
  }

  bool check_unique(std::span<const json::Value> items, const Path& path) {
    std::vector<std::pair<std::string, std::size_t>> texts;
    texts.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      texts.emplace_back(std::string(), i);
      append_canonical(texts.back().first, items[i]);
    }
    std::sort(texts.begin(), texts.end());
    const auto repeated =
        std::adjacent_find(texts.begin(), texts.end(),
                           [](const auto& a, const auto& b) { return a.first == b.first; });
    if (repeated == texts.end()) return true;
    return broken(path, "uniqueItems", [&] {
      return "items must be unique, but items " + std::to_string(repeated->second) + " and " +
             std::to_string(std::next(repeated)->second) + " are equal";
    });
  }

  bool check_object(const ObjectRules& rules, const json::Value& value, const Path& path) {
    if (rules.inexact) inexact_ = true;
    const auto members = value.members();
    bool ok = check_size(members.size(), rules.min_properties, rules.max_properties, "Properties",
                         "property", path);
    if (!rules.required.empty() || !rules.dependent_required.empty() ||
        !rules.dependent_schemas.empty()) {
      ok = check_presence(rules, value, path) && ok;
    }
    if (rules.properties.empty() && rules.patterns.empty() && rules.additional == nullptr &&
        rules.names == nullptr) {
      return ok;
    }
    // Every member counts, repeated keys too: whichever one a reader takes, it has been checked.
    for (const json::Member& member : members) {
      if (finished(ok)) return ok;
      const Path step{&path, member.key};
      if (rules.names != nullptr) ok = check_name(*rules.names, member.key, path) && ok;
      bool named = false;
      if (const Node* schema = find(rules.properties, member.key)) {
        named = true;
        ok = check(*schema, member.value, step) && ok;
      }
      for (const PatternRule& rule : rules.patterns) {
        if (rule.pattern->find(member.key) != regex::Pattern::Match::yes) continue;
        named = true;
        ok = check(*rule.schema, member.value, step) && ok;
      }
      if (named) continue;
      if (rules.additional != nullptr && rules.additional->never) {
        ok = broken(path, "additionalProperties",
                    [&] { return unknown_property(rules, member.key); });
      } else if (rules.additional != nullptr) {
        ok = check(*rules.additional, member.value, step) && ok;
      }
    }
    return ok;
  }

  bool check_presence(const ObjectRules& rules, const json::Value& value, const Path& path) {
    const json::Index index(value);
    bool ok = true;
    for (const std::string_view name : rules.required) {
      if (finished(ok)) return ok;
      if (index.find(name) == nullptr) {
        ok = broken(path, "required", [&] { return "missing required property " + ticked(name); });
      }
    }
    for (const auto& [trigger, names] : rules.dependent_required) {
      if (index.find(trigger) == nullptr) continue;
      for (const std::string_view name : names) {
        if (finished(ok)) return ok;
        if (index.find(name) != nullptr) continue;
        ok = broken(path, "dependentRequired", [&, t = trigger] {
          return "missing property " + ticked(name) + ", which " + ticked(t) + " requires";
        });
      }
    }
    for (const auto& [trigger, schema] : rules.dependent_schemas) {
      if (finished(ok)) return ok;
      if (index.find(trigger) != nullptr) ok = check(*schema, value, path) && ok;
    }
    return ok;
  }

  bool check_name(const Node& schema, std::string_view name, const Path& path) {
    std::string text;
    json::append_string(text, name);
    const auto parsed = json::Document::parse(std::move(text));
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document != nullptr && probe(schema, document->root(), path) != Verdict::no) return true;
    return broken(path, "propertyNames",
                  [&] { return "property name " + ticked(name) + " is not allowed"; });
  }

  static const Node* find(const NamedNodes& nodes, std::string_view name) {
    const auto found =
        std::lower_bound(nodes.begin(), nodes.end(), name,
                         [](const auto& node, std::string_view n) { return node.first < n; });
    return found != nodes.end() && found->first == name ? found->second : nullptr;
  }

  static std::string unknown_property(const ObjectRules& rules, std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& property : rules.properties) names.push_back(property.first);
    std::string out = "unknown property " + ticked(name);
    const std::string_view near = suggest(name, names);
    if (!near.empty()) out += ", did you mean " + ticked(near) + "?";
    return out;
  }

  enum class Verdict : std::uint8_t { no, maybe, yes };

  /// Applies `schema` without noting anything. `maybe`: it holds as far as it is checked here.
  Verdict probe(const Node& schema, const json::Value& value, const Path& path) {
    const bool inexact = std::exchange(inexact_, false);
    auto* const violations = std::exchange(violations_, nullptr);
    const bool ok = check(schema, value, path);
    violations_ = violations;
    const bool is_maybe = std::exchange(inexact_, inexact);
    return !ok ? Verdict::no : is_maybe ? Verdict::maybe : Verdict::yes;
  }

  bool check_combinators(const Combinators& rules, const json::Value& value, const Path& path) {
    bool ok = true;
    for (const Node* schema : rules.all_of) {
      if (finished(ok)) return ok;
      ok = check(*schema, value, path) && ok;
    }
    if (!rules.any_of.empty() && !finished(ok)) {
      ok = check_alternatives(rules.any_of, "anyOf", value, path) && ok;
    }
    if (!rules.one_of.empty() && !finished(ok)) {
      ok = check_alternatives(rules.one_of, "oneOf", value, path) && ok;
    }
    if (rules.negated != nullptr && !finished(ok)) {
      const Verdict verdict = probe(*rules.negated, value, path);
      if (verdict == Verdict::maybe) inexact_ = true;
      if (verdict == Verdict::yes) {
        ok = broken(path, "not", [&] { return describe(value) + " is not allowed here"; });
      }
    }
    if (rules.condition != nullptr && !finished(ok)) {
      const Verdict verdict = probe(*rules.condition, value, path);
      const Node* branch = verdict == Verdict::no ? rules.otherwise : rules.then;
      if (verdict == Verdict::maybe) {
        inexact_ = true;
      } else if (branch != nullptr) {
        ok = check(*branch, value, path) && ok;
      }
    }
    return ok;
  }

  bool check_alternatives(const Nodes& alternatives, std::string_view keyword,
                          const json::Value& value, const Path& path) {
    std::size_t matches = 0;
    std::size_t certain = 0;
    for (const Node* schema : alternatives) {
      const Verdict verdict = probe(*schema, value, path);
      if (exhausted_) return false;
      matches += verdict != Verdict::no ? 1 : 0;
      certain += verdict == Verdict::yes ? 1 : 0;
      if (keyword == "anyOf" && certain != 0) return true;
    }
    if (matches == 0) {
      return violations_ != nullptr && no_alternative(alternatives, keyword, value, path);
    }
    if (certain == 0 || matches != certain) inexact_ = true;
    if (keyword == "anyOf" || certain <= 1) return true;
    return broken(path, keyword, [&] {
      return "matches " + std::to_string(certain) + " of " + std::to_string(alternatives.size()) +
             " alternatives, but must match exactly one";
    });
  }

  /// Notes what is wrong by the alternative that comes nearest: of the right type, with the fewest
  /// violations.
  bool no_alternative(const Nodes& alternatives, std::string_view keyword, const json::Value& value,
                      const Path& path) {
    auto* const outer = violations_;
    const std::size_t outer_maximum = std::exchange(max_violations_, max_branch_violations);
    const std::string pointer = to_pointer(path);
    std::vector<Violation> best;
    std::size_t of_the_type = 0;
    std::uint8_t types = 0;
    for (const Node* schema : alternatives) {
      std::vector<Violation> found;
      violations_ = &found;
      check(*schema, value, path);
      const bool wrong_type =
          std::any_of(found.begin(), found.end(), [&](const Violation& violation) {
            return violation.keyword == "type" && violation.pointer == pointer;
          });
      types |= schema->types;
      if (wrong_type || found.empty()) continue;
      ++of_the_type;
      if (best.empty() || found.size() < best.size()) best = std::move(found);
    }
    violations_ = outer;
    max_violations_ = outer_maximum;
    if (of_the_type == 1) {
      for (Violation& violation : best) {
        if (violations_->size() < max_violations_) violations_->push_back(std::move(violation));
      }
      return false;
    }
    return broken(path, keyword, [&] {
      std::string out = "matches none of " + plural(alternatives.size(), "alternative");
      if (!best.empty()) return out + "; nearest: " + best.front().message;
      out += "; got " + describe(value);
      return types == 0 ? out : out + ", expected " + listed_types(types);
    });
  }

  const Program& program_;
  std::size_t max_violations_;
  std::vector<Violation>* violations_ = nullptr;
  std::uint32_t depth_ = 0;
  std::uint64_t steps_ = 0;
  bool inexact_ = false;
  bool exhausted_ = false;
};

}  // namespace

std::vector<Violation> Program::validate(const json::Value& instance,
                                         std::size_t max_violations) const {
  return Checker(*this, max_violations).run(*root_, instance);
}

}  // namespace mcp::schema
