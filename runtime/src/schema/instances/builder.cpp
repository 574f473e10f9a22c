#include "schema/instances/builder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "json/utf8.h"
#include "schema/number.h"
#include "schema/regex/utf8.h"

namespace mcp::schema {
namespace {

constexpr std::size_t max_depth = 40;      // values inside one another
constexpr std::size_t sparse_depth = 8;    // below it, nothing that may be left out
constexpr std::size_t max_values = 2'000;  // in one instance
constexpr std::size_t max_schemas = 200;   // that apply to one value
constexpr std::uint64_t max_size = 100'000;

std::uint8_t types_of(const std::vector<const Node*>& schemas) {
  std::uint8_t types =
      null_bit | boolean_bit | integer_bit | number_bit | string_bit | array_bit | object_bit;
  for (const Node* schema : schemas) {
    if (schema->types != 0) types &= schema->types;
  }
  return types;
}

/// The rules of one kind that some of the schemas have.
template <class Rules>
std::vector<const Rules*> rules_of(const std::vector<const Node*>& schemas,
                                   std::unique_ptr<Rules> Node::*member) {
  std::vector<const Rules*> out;
  for (const Node* schema : schemas) {
    if (const Rules* rules = (schema->*member).get()) out.push_back(rules);
  }
  return out;
}

double to_double(const Bound& bound) {
  return std::strtod(std::string(bound.text).c_str(), nullptr);
}

std::string written(double value, bool is_integer) {
  std::array<char, 64> out{};
  if (is_integer && std::fabs(value) < 1e18) {
    std::snprintf(out.data(), out.size(), "%.0f", value);
  } else {
    std::snprintf(out.data(), out.size(), "%.12g", value);
  }
  return out.data();
}

}  // namespace

std::string_view sample_of_format(std::string_view format, std::size_t choice) {
  struct Row {
    std::string_view name;
    std::array<std::string_view, 2> texts;
  };
  constexpr auto rows = std::to_array<Row>({
      {"byte", {"aGVsbG8=", "/+8="}},
      {"date", {"2026-07-01", "2024-02-29"}},
      {"date-time", {"2026-07-01T12:30:00Z", "1999-12-31T23:59:59.5+01:00"}},
      {"duration", {"P1DT2H", "PT30S"}},
      {"email", {"someone@example.com", "a.b+c@example.org"}},
      {"hostname", {"example.com", "a-1.example.org"}},
      {"idn-email", {"someone@example.com", "\xC3\xA9@example.org"}},
      {"idn-hostname",
       {"example.com",
        "b\xC3\xBC"
        "cher.example"}},
      {"ipv4", {"192.0.2.1", "198.51.100.255"}},
      {"ipv6", {"2001:db8::1", "::"}},
      {"iri", {"https://example.com/\xC3\xA9", "urn:example:a"}},
      {"iri-reference", {"/\xC3\xA9", "a?b#c"}},
      {"json-pointer", {"/a/0", ""}},
      {"regex", {"^a+$", "[0-9]"}},
      {"relative-json-pointer", {"1/a", "0#"}},
      {"time", {"12:30:00Z", "23:59:59.25-08:00"}},
      {"uri", {"https://example.com/a?b=c", "urn:example:a"}},
      {"uri-reference", {"/a/b", "#c"}},
      {"uri-template", {"/a/{id}", "/{?q*}"}},
      {"uuid", {"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "00000000-0000-4000-8000-000000000000"}},
  });
  for (const Row& row : rows) {
    if (row.name == format) return row.texts[choice % row.texts.size()];
  }
  return {};
}

/// Everything that applies to the same value as `schema`, with one choice of each set of
/// alternatives.
void Builder::collect(const Node& schema, std::vector<const Node*>& out, std::size_t depth) {
  if (out.size() >= max_schemas || depth > max_schemas) return;
  if (std::find(out.begin(), out.end(), &schema) != out.end()) return;
  out.push_back(&schema);
  const auto follow = [&](const Node* node) {
    if (node != nullptr) collect(*node, out, depth + 1);
  };
  if (schema.reference != nullptr) follow(program_.resolve(*schema.reference));
  if (schema.dynamic_reference != nullptr) {
    const Scope scope{schema.resource, nullptr};
    follow(program_.resolve(*schema.dynamic_reference, &scope));
  }
  if (schema.combinators == nullptr) return;
  const Combinators& rules = *schema.combinators;
  for (const Node* node : rules.all_of) follow(node);
  if (!rules.any_of.empty()) follow(rules.any_of[random_.below(rules.any_of.size())]);
  if (!rules.one_of.empty()) follow(rules.one_of[random_.below(rules.one_of.size())]);
  if (rules.condition != nullptr) {
    if (random_.one_in(2)) {
      follow(rules.condition);
      follow(rules.then);
    } else {
      follow(rules.otherwise);
    }
  }
}

Draft Builder::build(const std::vector<const Node*>& roots) {
  ++values_;
  ++depth_;
  std::vector<const Node*> schemas;
  for (const Node* root : roots) collect(*root, schemas, 0);
  Draft out;
  if (auto chosen = constant(schemas)) {
    out = std::move(*chosen);
  } else {
    const std::uint8_t types = types_of(schemas);
    std::vector<TypeBit> choices;
    const bool is_deep = depth_ > sparse_depth;
    for (const TypeBit bit :
         {string_bit, object_bit, array_bit, integer_bit, number_bit, boolean_bit, null_bit}) {
      if ((types & bit) != 0) choices.push_back(bit);
    }
    // Any type goes: scalars where it is deep, what the rules are about elsewhere.
    if (choices.size() > 5) {
      choices = {string_bit, integer_bit, boolean_bit};
      if (!is_deep && !rules_of(schemas, &Node::object).empty()) choices = {object_bit};
      if (!is_deep && !rules_of(schemas, &Node::array).empty()) choices = {array_bit};
      if (!rules_of(schemas, &Node::number).empty()) choices = {number_bit};
      if (!rules_of(schemas, &Node::string).empty()) choices = {string_bit};
    }
    const TypeBit type = choices.empty() ? null_bit : choices[random_.below(choices.size())];
    switch (type) {
      case string_bit:
        out = {json::Kind::string, string(schemas)};
        break;
      case object_bit:
        out = object(schemas);
        break;
      case array_bit:
        out = array(schemas);
        break;
      case integer_bit:
      case number_bit:
        out = number(schemas, type == integer_bit || random_.one_in(2));
        break;
      case boolean_bit:
        out = {json::Kind::boolean, random_.one_in(2) ? "true" : "false"};
        break;
      case null_bit:
        out = {json::Kind::null, "null"};
        break;
    }
  }
  out.schemas = std::move(schemas);
  --depth_;
  return out;
}

/// One of the values of an `enum` or `const`, which all others that there are have as well.
std::optional<Draft> Builder::constant(const std::vector<const Node*>& schemas) {
  std::vector<const Constants*> sets;
  for (const Node* schema : schemas) {
    for (const Constants& constants : schema->allowed) sets.push_back(&constants);
  }
  if (sets.empty()) return std::nullopt;
  std::vector<const Constant*> common;
  for (const Constant& constant : sets.front()->values) {
    const bool is_in_all = std::all_of(sets.begin(), sets.end(), [&](const Constants* set) {
      return std::any_of(set->values.begin(), set->values.end(),
                         [&](const Constant& c) { return c.canonical == constant.canonical; });
    });
    if (is_in_all) common.push_back(&constant);
  }
  if (common.empty()) return std::nullopt;
  const json::Value& value = *common[random_.below(common.size())]->value;
  Draft out{value.kind(), std::string(value.raw())};
  out.is_constant = true;
  return out;
}

Draft Builder::number(const std::vector<const Node*>& schemas, bool is_integer) {
  double least = -1e6;
  double most = 1e6;
  double step = 0;
  bool has_least = false;
  bool has_most = false;
  for (const NumberRules* rules : rules_of(schemas, &Node::number)) {
    const double gap = is_integer ? 1 : 0.125;
    const auto raise = [&](double value) {
      least = has_least ? std::max(least, value) : value;
      has_least = true;
    };
    const auto lower = [&](double value) {
      most = has_most ? std::min(most, value) : value;
      has_most = true;
    };
    if (rules->minimum) raise(to_double(*rules->minimum));
    if (rules->exclusive_minimum) raise(to_double(*rules->exclusive_minimum) + gap);
    if (rules->maximum) lower(to_double(*rules->maximum));
    if (rules->exclusive_maximum) lower(to_double(*rules->exclusive_maximum) - gap);
    if (rules->multiple_of) step = std::max(step, to_double(*rules->multiple_of));
  }
  if (has_least && !has_most) most = least + 1000;
  if (has_most && !has_least) least = most - 1000;
  if (is_integer && step == 0) step = 1;
  if (is_integer) {
    least = std::ceil(least);
    most = std::floor(most);
  }
  double value = random_.one_in(4) ? least
                 : random_.one_in(4)
                     ? most
                     : least + (most - least) * static_cast<double>(random_.below(10'001)) / 1e4;
  if (step > 0) {
    value = std::round(value / step) * step;
    if (value < least) value += step;
    if (value > most) value -= step;
  }
  return {json::Kind::number, written(value, is_integer)};
}

std::string Builder::string(const std::vector<const Node*>& schemas) {
  std::uint64_t least = 0;
  std::uint64_t most = max_size;
  std::vector<const regex::Pattern*> patterns;
  std::string_view format;
  bool is_base64 = false;
  for (const StringRules* rules : rules_of(schemas, &Node::string)) {
    least = std::max(least, std::min(rules->min_length.value_or(0), max_size));
    most = std::min(most, rules->max_length.value_or(max_size));
    if (rules->pattern != nullptr) patterns.push_back(rules->pattern);
    if (!rules->format_name.empty()) format = rules->format_name;
    if (!rules->base64_keyword.empty()) is_base64 = true;
  }
  const auto fits = [&](std::string_view text) {
    const std::size_t size = json::utf8_count(text);
    return size >= least && size <= most &&
           std::all_of(patterns.begin(), patterns.end(), [&](const regex::Pattern* pattern) {
             return pattern->find(text) == regex::Pattern::Match::yes;
           });
  };
  const std::string_view of_format =
      sample_of_format(is_base64 ? "byte" : format, random_.below(2));
  if (!of_format.empty() && fits(of_format)) return std::string(of_format);
  std::string out;
  if (!patterns.empty()) {
    for (std::size_t attempt = 0; attempt < 24; ++attempt) {
      const regex::Pattern& pattern = *patterns[attempt % patterns.size()];
      const std::size_t more =
          attempt < 12 ? attempt : static_cast<std::size_t>(most) / 4 + attempt;
      out = sampler_.sample(pattern.text(), random_, more);
      // What is matched anywhere in a text leaves room around it.
      while (json::utf8_count(out) < least && !pattern.text().ends_with('$')) out += 'x';
      if (fits(out)) return out;
    }
    return out;
  }
  if (is_base64) return std::string((least + 3) / 4 * 4, 'A');
  const std::uint64_t room = most > least ? std::min<std::uint64_t>(most - least, 12) : 0;
  const std::uint64_t size = least + random_.below(static_cast<std::size_t>(room + 1));
  for (std::uint64_t i = 0; i < size; ++i) {
    json::append_utf8(out,
                      random_.one_in(20) ? 0xE9 : static_cast<char32_t>('a' + random_.below(26)));
  }
  return out;
}

Draft Builder::array(const std::vector<const Node*>& schemas) {
  Draft out{json::Kind::array};
  std::uint64_t least = 0;
  std::uint64_t most = max_size;
  std::vector<const Node*> contained;
  bool is_unique = false;
  const auto all = rules_of(schemas, &Node::array);
  for (const ArrayRules* rules : all) {
    least = std::max(least, rules->min_items.value_or(0));
    most = std::min(most, rules->max_items.value_or(max_size));
    is_unique = is_unique || rules->unique_items;
    if (rules->items != nullptr && rules->items->never) {
      most = std::min<std::uint64_t>(most, rules->prefix_items.size());
    }
    if (rules->contains != nullptr && rules->min_contains.value_or(1) > 0) {
      contained.insert(contained.end(),
                       std::min<std::uint64_t>(rules->min_contains.value_or(1), 100),
                       rules->contains);
    }
  }
  const bool is_sparse = depth_ > sparse_depth || values_ > max_values / 2;
  std::uint64_t size = std::max<std::uint64_t>(least, contained.size());
  if (!is_sparse && most > size) size += random_.below(std::min<std::uint64_t>(most - size, 3) + 1);
  size = std::min<std::uint64_t>({size, most, max_values});
  std::vector<std::string> seen;
  for (std::uint64_t i = 0; i < size && depth_ < max_depth && values_ < max_values; ++i) {
    std::vector<const Node*> of_item;
    for (const ArrayRules* rules : all) {
      const Node* schema = i < rules->prefix_items.size() ? rules->prefix_items[i] : rules->items;
      if (schema != nullptr) of_item.push_back(schema);
    }
    for (const Node* schema : schemas) {
      if (schema->unevaluated_items != nullptr && of_item.empty()) {
        of_item.push_back(schema->unevaluated_items);
      }
    }
    // The last ones are those that must be contained: the first may have schemas of their own.
    if (size - i <= contained.size()) of_item.push_back(contained[size - i - 1]);
    for (int attempt = 0; attempt < 8; ++attempt) {
      Draft item = build(of_item);
      std::string text;
      append(text, item);
      if (is_unique && std::find(seen.begin(), seen.end(), text) != seen.end()) continue;
      seen.push_back(std::move(text));
      out.items.push_back(std::move(item));
      break;
    }
  }
  return out;
}

/// The schemas of the member `name` by all of the rules.
std::vector<const Node*> Builder::schemas_of(const std::vector<const Node*>& schemas,
                                             std::string_view name) const {
  std::vector<const Node*> out;
  for (const ObjectRules* rules : rules_of(schemas, &Node::object)) {
    bool is_named = false;
    const Property* property = rules->properties.find(name);
    if (property != nullptr && property->schema != nullptr) {
      out.push_back(property->schema);
      is_named = true;
    }
    for (const PatternRule& rule : rules->patterns) {
      if (rule.pattern->find(name) != regex::Pattern::Match::yes) continue;
      out.push_back(rule.schema);
      is_named = true;
    }
    if (!is_named && rules->additional != nullptr) out.push_back(rules->additional);
  }
  if (!out.empty()) return out;
  for (const Node* schema : schemas) {
    if (schema->unevaluated_properties != nullptr) out.push_back(schema->unevaluated_properties);
  }
  return out;
}

std::string Builder::new_name(const std::vector<const Node*>& schemas) {
  for (const ObjectRules* rules : rules_of(schemas, &Node::object)) {
    if (rules->names != nullptr) {
      std::vector<const Node*> of_name;
      collect(*rules->names, of_name, 0);
      return string(of_name);
    }
    if (!rules->patterns.empty() && !random_.one_in(3)) {
      const auto& rule = rules->patterns[random_.below(rules->patterns.size())];
      return sampler_.sample(rule.pattern->text(), random_, 4);
    }
  }
  return "extra" + std::to_string(random_.below(1000));
}

void Builder::add_member(Draft& object, const std::vector<const Node*>& schemas,
                         const std::string& name) {
  if (object.find(name) != nullptr || depth_ >= max_depth || values_ >= max_values) return;
  const std::vector<const Node*> of_member = schemas_of(schemas, name);
  const bool is_allowed = std::none_of(of_member.begin(), of_member.end(),
                                       [](const Node* node) { return node->never; });
  if (is_allowed) object.members.emplace_back(name, build(of_member));
}

Draft Builder::object(const std::vector<const Node*>& schemas) {
  Draft out{json::Kind::object};
  const auto all = rules_of(schemas, &Node::object);
  std::uint64_t least = 0;
  std::uint64_t most = max_size;
  for (const ObjectRules* rules : all) {
    for (const std::string_view name : rules->required) {
      add_member(out, schemas, std::string(name));
    }
    least = std::max(least, rules->min_properties.value_or(0));
    most = std::min(most, rules->max_properties.value_or(max_size));
  }
  const bool is_sparse = depth_ > sparse_depth || values_ > max_values / 2;
  const std::size_t rarity = std::min<std::size_t>(1 + depth_ + attempt_ / 8, 12);
  for (const ObjectRules* rules : all) {
    for (const Property& property : rules->properties.all()) {
      if (out.members.size() >= most || is_sparse || !random_.one_in(rarity)) continue;
      add_member(out, schemas, std::string(property.name));
    }
  }
  const bool has_rules_for_others = std::any_of(all.begin(), all.end(), [](const auto* rules) {
    return !rules->patterns.empty() || (rules->additional != nullptr && !rules->additional->never);
  });
  if (!is_sparse && has_rules_for_others && out.members.size() < most && random_.one_in(2)) {
    add_member(out, schemas, new_name(schemas));
  }
  for (int attempt = 0;
       out.members.size() < std::min<std::uint64_t>(least, max_values) && attempt < 100;
       ++attempt) {
    std::vector<std::string> names;
    for (const ObjectRules* rules : all) {
      for (const Property& property : rules->properties.all()) names.emplace_back(property.name);
    }
    add_member(out, schemas,
               names.empty() || random_.one_in(3) ? new_name(schemas)
                                                  : names[random_.below(names.size())]);
  }
  // What members ask for, until nothing more is asked for.
  for (bool grows = true; grows && values_ < max_values;) {
    const std::size_t before = out.members.size();
    for (const ObjectRules* rules : all) {
      for (const auto& [trigger, names] : rules->dependent_required) {
        if (out.find(trigger) == nullptr) continue;
        for (const std::string_view name : names) add_member(out, schemas, std::string(name));
      }
      for (const auto& [trigger, schema] : rules->dependent_schemas) {
        if (out.find(trigger) == nullptr || schema->object == nullptr) continue;
        std::vector<const Node*> more = schemas;
        more.push_back(schema);
        for (const std::string_view name : schema->object->required) {
          add_member(out, more, std::string(name));
        }
      }
    }
    grows = out.members.size() != before;
  }
  return out;
}

}  // namespace mcp::schema
