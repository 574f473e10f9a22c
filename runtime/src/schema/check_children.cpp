#include <algorithm>
#include <array>
#include <iterator>

#include "json/write.h"
#include "schema/checker.h"
#include "schema/suggest.h"

namespace mcp::schema {

std::string Checker::ticked_name(const Path& path, std::string_view key) const {
  return ticked(names_.shown(path, key));
}

std::string Checker::unknown_property(const PropertyTable& known, std::string_view name,
                                      const Path& path) const {
  std::vector<std::string> shown;
  for (const Property& property : known.all()) {
    shown.push_back(names_.shown(path, property.name));
  }
  const std::string unknown = names_.shown(path, name);
  std::string out = "unknown property " + ticked(unknown);
  const std::vector<std::string_view> names(shown.begin(), shown.end());
  const std::string_view near = suggest(unknown, names);
  if (!near.empty()) out += ", did you mean " + ticked(near) + "?";
  return out;
}

bool Checker::check_array(const ArrayRules& rules, const json::Value& value, const Path& path) {
  const auto items = value.items();
  bool ok = check_size(items.size(), rules.min_items, rules.max_items, "Items", "item", path);
  const std::size_t prefix = std::min(rules.prefix_items.size(), items.size());
  for (std::size_t i = 0; i < items.size() && !finished(ok); ++i) {
    const Node* schema = i < prefix ? rules.prefix_items[i] : rules.items;
    if (schema == nullptr) break;
    if (evaluated_ != nullptr) evaluated_->mark(i);
    if (schema->never) {
      ok = broken(path, "items", [&] {
        return "must have at most " + plural(i, "item") + ", got " + std::to_string(items.size());
      });
      if (evaluated_ != nullptr) evaluated_->mark_all();
      break;
    }
    ok = check_child(*schema, items[i], {&path, {}, i, true}) && ok;
  }
  if (finished(ok)) return ok;
  if (rules.contains != nullptr) ok = check_contains(rules, items, path) && ok;
  if (rules.unique_items && !finished(ok)) ok = check_unique(items, path) && ok;
  return ok;
}

bool Checker::check_contains(const ArrayRules& rules, std::span<const json::Value> items,
                             const Path& path) {
  Evaluated* const evaluated = std::exchange(evaluated_, nullptr);
  std::uint64_t matches = 0;
  std::uint64_t certain = 0;
  for (std::size_t i = 0; i < items.size() && !exhausted_; ++i) {
    const Verdict verdict = probe(*rules.contains, items[i], Path{&path, {}, i, true});
    matches += verdict != Verdict::no ? 1 : 0;
    certain += verdict == Verdict::yes ? 1 : 0;
    if (evaluated != nullptr && verdict != Verdict::no) evaluated->mark(i);
    if (marks() && verdict == Verdict::no) mark_unmet({rules.contains}, items[i], {});
  }
  evaluated_ = evaluated;
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

bool Checker::check_unique(std::span<const json::Value> items, const Path& path) {
  if (items.size() < 2) return true;
  std::vector<std::pair<std::string, std::size_t>> texts;
  texts.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    spend(items[i].raw().size());
    texts.emplace_back(std::string(), i);
    append_canonical(texts.back().first, items[i]);
  }
  std::sort(texts.begin(), texts.end());
  const auto repeated = std::adjacent_find(
      texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
  if (repeated == texts.end()) return true;
  return broken(path, "uniqueItems", [&] {
    return "items must be unique, but items " + std::to_string(repeated->second) + " and " +
           std::to_string(std::next(repeated)->second) + " are equal";
  });
}

bool Checker::check_object(const ObjectRules& rules, const json::Value& value, const Path& path) {
  if (rules.inexact) inexact_ = true;
  bool ok = true;
  if (rules.min_properties || rules.max_properties) {
    ok = check_size(value.members().size(), rules.min_properties, rules.max_properties,
                    "Properties", "property", path);
  }
  ok = check_members(rules, value, path) && ok;
  if (finished(ok)) return ok;
  if (!rules.dependent_required.empty() || !rules.dependent_schemas.empty()) {
    ok = check_dependencies(rules, value, path) && ok;
  }
  return ok;
}

bool Checker::check_members(const ObjectRules& rules, const json::Value& value, const Path& path) {
  const auto members = value.members();
  bool ok = true;
  if (rules.required.empty()) {
    for (std::size_t i = 0; i < members.size() && !finished(ok); ++i) {
      ok = check_member(rules, rules.properties.find(members[i].key), members[i], i, path) && ok;
    }
    return ok;
  }
  // A bit for each required name; more than 64 of them need more room.
  std::uint64_t seen_first = 0;
  std::vector<bool> seen_more(rules.required.size() > 64 ? rules.required.size() : 0, false);
  std::size_t found = 0;
  const auto saw = [&](std::uint32_t required) {
    if (required < 64) {
      const std::uint64_t bit = std::uint64_t{1} << required;
      found += (seen_first & bit) == 0 ? 1 : 0;
      seen_first |= bit;
    } else {
      found += seen_more[required] ? 0 : 1;
      seen_more[required] = true;
    }
  };
  const auto has_seen = [&](std::size_t required) {
    return required < 64 ? (seen_first >> required & 1U) != 0 : bool{seen_more[required]};
  };
  // Missing ones are said first, so all names are looked up first; the first of them are kept.
  std::array<const Property*, 16> kept;  // NOLINT(*-member-init): those that are read are set
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (found == rules.required.size() && i >= kept.size()) break;
    const Property* property = rules.properties.find(members[i].key);
    if (i < kept.size()) kept[i] = property;
    if (property != nullptr && property->required != Property::not_required) {
      saw(property->required);
    }
  }
  for (std::size_t i = 0; i < rules.required.size() && found != rules.required.size(); ++i) {
    if (finished(ok)) return ok;
    if (has_seen(i)) continue;
    ok = broken(
        path, "required",
        [&] { return "missing required property " + ticked_name(path, rules.required[i]); },
        rules.required[i]);
  }
  // Every member counts, repeated keys too: whichever one a reader takes, it has been checked.
  for (std::size_t i = 0; i < members.size() && !finished(ok); ++i) {
    const Property* property = i < kept.size() ? kept[i] : rules.properties.find(members[i].key);
    ok = check_member(rules, property, members[i], i, path) && ok;
  }
  return ok;
}

bool Checker::check_member(const ObjectRules& rules, const Property* property,
                           const json::Member& member, std::size_t index, const Path& path) {
  const Path step{&path, member.key};
  bool ok = true;
  bool is_named = false;
  if (rules.names != nullptr) ok = check_name(*rules.names, member.key, path);
  if (property != nullptr && property->schema != nullptr) {
    is_named = true;
    ok = check_child(*property->schema, member.value, step) && ok;
  }
  for (const PatternRule& rule : rules.patterns) {
    spend(member.key.size());
    if (rule.pattern->find(member.key) != regex::Pattern::Match::yes) continue;
    is_named = true;
    ok = check_child(*rule.schema, member.value, step) && ok;
  }
  if (!is_named && rules.additional != nullptr) {
    is_named = true;
    if (rules.additional->never) {
      ok = broken(
          path, "additionalProperties",
          [&] { return unknown_property(rules.properties, member.key, path); }, member.key);
    } else {
      ok = check_child(*rules.additional, member.value, step) && ok;
    }
  }
  if (is_named && evaluated_ != nullptr) evaluated_->mark(index);
  return ok;
}

bool Checker::check_dependencies(const ObjectRules& rules, const json::Value& value,
                                 const Path& path) {
  const json::Index index(value);
  bool ok = true;
  for (const auto& [trigger, names] : rules.dependent_required) {
    if (index.find(trigger) == nullptr) continue;
    for (const std::string_view name : names) {
      if (finished(ok)) return ok;
      if (index.find(name) != nullptr) continue;
      ok = broken(
          path, "dependentRequired",
          [&, t = trigger] {
            return "missing property " + ticked_name(path, name) + ", which " +
                   ticked_name(path, t) + " requires";
          },
          name);
    }
  }
  for (const auto& [trigger, schema] : rules.dependent_schemas) {
    if (finished(ok)) return ok;
    if (index.find(trigger) != nullptr) ok = check(*schema, value, path) && ok;
  }
  return ok;
}

bool Checker::check_name(const Node& schema, std::string_view name, const Path& path) {
  std::string text;
  json::append_string(text, name);
  const auto parsed = json::Document::parse(std::move(text));
  const auto* document = std::get_if<json::Document>(&parsed);
  Evaluated* const evaluated = std::exchange(evaluated_, nullptr);
  auto* const write_only = std::exchange(write_only_, nullptr);
  const bool ok = document != nullptr && probe(schema, document->root(), path) != Verdict::no;
  write_only_ = write_only;
  evaluated_ = evaluated;
  return ok ||
         broken(
             path, "propertyNames",
             [&] { return "property name " + ticked_name(path, name) + " is not allowed"; }, name);
}

}  // namespace mcp::schema
