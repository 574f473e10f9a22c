#include <algorithm>

#include "schema/checker.h"

namespace mcp::schema {
namespace {

constexpr std::uint32_t max_depth = 800;  // subschemas inside one another, references included
constexpr std::size_t max_said = 10;      // of what is wrong by an alternative

bool wants_evaluated(const Node& node, const json::Value& value) {
  return (node.unevaluated_properties != nullptr && value.is_object()) ||
         (node.unevaluated_items != nullptr && value.is_array());
}

/// One in the place of several, or several in the place of one: what the keywords of the other kind
/// of value say, they say of nothing here.
bool exchanges(const Node& node, const json::Value& value) {
  return (value.is_array() && node.object != nullptr && node.array == nullptr) ||
         (value.is_object() && node.array != nullptr && node.object == nullptr);
}

/// Whether only the empty string conforms to `node`: one that is put beside what may also be empty.
bool is_empty_text(const Node& node) {
  return node.allowed.size() == 1 && node.allowed[0].values.size() == 1 &&
         node.allowed[0].strings.size() == 1 && node.allowed[0].strings[0].empty();
}

/// Says in a violation of what may be empty instead that it may.
void allow_empty_text(Violation& violation) {
  const bool is_choice = violation.keyword == "anyOf" || violation.keyword == "oneOf";
  const bool is_kind = violation.keyword == "type" || violation.keyword == "enum" ||
                       violation.keyword == "const" || is_choice;
  if (!is_kind) return;
  const std::size_t place = violation.message.size() - violation.reason.size();
  const std::size_t got = violation.reason.find(violation.keyword == "type" ? ", got " : "; got ");
  const std::size_t at =
      is_choice ? violation.reason.size() : std::min(got, violation.reason.size());
  violation.reason.insert(at, " or an empty string");
  violation.message.insert(place + at, " or an empty string");
}

std::size_t children_of(const json::Value& value) {
  return value.is_object() ? value.members().size() : value.items().size();
}

}  // namespace

void Evaluated::mark(const Evaluated& other) {
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (other.children[i]) children[i] = true;
  }
  uncertain = uncertain || other.uncertain;
}

std::vector<Violation> Checker::violations(const Node& root, const json::Value& instance,
                                           std::size_t max_violations) {
  std::vector<Violation> out;
  violations_ = &out;
  max_violations_ = max_violations;
  const Path path;
  check(root, instance, path);
  if (exhausted_) {
    return {{"", "#", "$ref", "too deep or too complex to validate against the schema"}};
  }
  return out;
}

bool Checker::accepts(const Node& root, const json::Value& instance) {
  const Path path;
  return check(root, instance, path);
}

void Checker::note(const Path& path, std::string_view keyword, const std::string& message,
                   std::string_view property) {
  const std::string place = to_readable(path, names_);
  violations_->push_back({to_pointer(path), program_.locate(*node_, keyword), std::string(keyword),
                          (place.empty() ? "" : "`" + place + "`: ") + message, message,
                          std::string(property)});
}

bool Checker::check(const Node& node, const json::Value& value, const Path& path) {
  if (depth_ >= max_depth || ++steps_ > program_.max_steps()) exhausted_ = true;
  if (exhausted_) return false;
  ++depth_;
  const Node* const outer = std::exchange(node_, &node);
  const bool stays = scope_ != nullptr && scope_->resource == node.resource && !marks();
  const bool ok = stays ? check_own(node, value, path) : check_entering(node, value, path);
  node_ = outer;
  --depth_;
  return ok && !exhausted_;
}

/// Where the schema is of another resource, or somebody wants to know what is writeOnly.
bool Checker::check_entering(const Node& node, const json::Value& value, const Path& path) {
  const Scope* const outer_scope = scope_;
  const Scope entered{node.resource, outer_scope};
  if (outer_scope == nullptr || outer_scope->resource != node.resource) scope_ = &entered;
  const std::size_t marked = marks() ? write_only_->size() : 0;
  const bool ok = check_own(node, value, path);
  if (marks()) {
    // Core, section 7.7.1.2: a subschema that fails says nothing about the value.
    if (!ok) write_only_->resize(marked);
    if (ok && node.write_only) write_only_->push_back(&value);
    if (ok && exchanges(node, value)) {
      marked_.clear();
      mark_children(node, value);
    }
  }
  scope_ = outer_scope;
  return ok;
}

bool Checker::check_child(const Node& referring, const json::Value& value, const Path& path) {
  const Node& node = target(referring);
  // Most values have to be of a type and nothing else.
  if (const auto verdict = by_type(node, value); verdict && *verdict != Verdict::no) {
    if (*verdict == Verdict::maybe) inexact_ = true;
    if (++steps_ > program_.max_steps()) exhausted_ = true;
    return !exhausted_;
  }
  Evaluated* const outer = std::exchange(evaluated_, nullptr);
  const bool ok = check(node, value, path);
  evaluated_ = outer;
  return ok;
}

bool Checker::check_own(const Node& node, const json::Value& value, const Path& path) {
  if (!wants_evaluated(node, value)) return check_keywords(node, value, path);
  Evaluated own(children_of(value));
  Evaluated* const outer = std::exchange(evaluated_, &own);
  bool ok = check_keywords(node, value, path);
  evaluated_ = outer;
  if (!finished(ok) && !own.uncertain) ok = check_unevaluated(node, value, path, own) && ok;
  if (marks() && ok && own.uncertain) {
    marked_.clear();
    mark_children(node, value);
  }
  if (outer != nullptr) outer->mark(own);
  return ok;
}

bool Checker::check_keywords(const Node& node, const json::Value& value, const Path& path) {
  if (node.inexact) inexact_ = true;
  // A value of the wrong type breaks most other keywords too; one message says it all.
  if (node.never || (!has_type(node, value) && !check_type(node, value, path))) {
    if (evaluated_ != nullptr) evaluated_->uncertain = true;
    return !node.never ? false : broken(path, "false", [] { return std::string("not allowed"); });
  }
  bool ok = true;
  for (const auto& constants : node.allowed) ok = check_constants(constants, value, path) && ok;
  if (finished(ok)) return ok;
  if (node.reference != nullptr || node.dynamic_reference != nullptr) {
    ok = check_references(node, value, path) && ok;
    if (finished(ok)) return ok;
  }
  switch (value.kind()) {
    case json::Kind::number:
      if (node.number != nullptr) ok = check_number(*node.number, value, path) && ok;
      break;
    case json::Kind::string:
      if (node.string != nullptr) ok = check_string(*node.string, value, path) && ok;
      break;
    case json::Kind::array:
      if (node.array != nullptr) ok = check_array(*node.array, value, path) && ok;
      break;
    case json::Kind::object:
      if (node.object != nullptr) ok = check_object(*node.object, value, path) && ok;
      break;
    default:
      break;
  }
  if (finished(ok)) return ok;
  if (node.combinators != nullptr) ok = check_combinators(*node.combinators, value, path) && ok;
  return ok;
}

bool Checker::check_references(const Node& node, const json::Value& value, const Path& path) {
  bool ok = true;
  const auto follow = [&](const Node* target) {
    if (target == nullptr) {
      inexact_ = true;
    } else {
      ok = check(*target, value, path) && ok;
    }
  };
  if (node.reference != nullptr) follow(program_.resolve(*node.reference));
  if (node.dynamic_reference != nullptr && !finished(ok)) {
    follow(program_.resolve(*node.dynamic_reference, scope_));
  }
  return ok;
}

/// Applies `schema` without noting anything; what it evaluated counts where it holds. `maybe`: it
/// holds as far as it is checked here.
Checker::Verdict Checker::probe(const Node& schema, const json::Value& value, const Path& path) {
  if (const auto verdict = by_type(schema, value)) {
    if (++steps_ > program_.max_steps()) exhausted_ = true;
    return *verdict;
  }
  const bool inexact = std::exchange(inexact_, false);
  auto* const violations = std::exchange(violations_, nullptr);
  Evaluated* const evaluated = evaluated_;
  bool ok = false;
  if (evaluated == nullptr) {
    ok = check(schema, value, path);
  } else {
    Evaluated own(evaluated->children.size());
    evaluated_ = &own;
    ok = check(schema, value, path);
    evaluated_ = evaluated;
    if (ok) evaluated->mark(own);
  }
  violations_ = violations;
  const bool is_maybe = std::exchange(inexact_, inexact);
  return !ok ? Verdict::no : is_maybe ? Verdict::maybe : Verdict::yes;
}

bool Checker::check_combinators(const Combinators& rules, const json::Value& value,
                                const Path& path) {
  bool ok = true;
  for (const Node* schema : rules.all_of) {
    if (finished(ok)) return ok;
    ok = check(target(*schema), value, path) && ok;
  }
  if (!rules.any_of.empty() && !finished(ok)) {
    ok = check_alternatives(rules.any_of, false, value, path) && ok;
  }
  if (!rules.one_of.empty() && !finished(ok)) {
    ok = check_alternatives(rules.one_of, true, value, path) && ok;
  }
  if (rules.negated != nullptr && !finished(ok)) {
    Evaluated* const evaluated = std::exchange(evaluated_, nullptr);
    auto* const write_only = std::exchange(write_only_, nullptr);
    const Verdict verdict = probe(*rules.negated, value, path);
    write_only_ = write_only;
    evaluated_ = evaluated;
    if (verdict == Verdict::maybe) inexact_ = true;
    if (verdict == Verdict::yes) {
      ok = broken(path, "not", [&] { return describe(value) + " is not allowed here"; });
    }
  }
  if (rules.condition != nullptr && !finished(ok)) ok = check_condition(rules, value, path) && ok;
  return ok;
}

bool Checker::check_condition(const Combinators& rules, const json::Value& value,
                              const Path& path) {
  const Verdict verdict = probe(*rules.condition, value, path);
  if (verdict == Verdict::maybe) {
    inexact_ = true;
    if (evaluated_ != nullptr) evaluated_->uncertain = true;
    for (const Node* branch : {rules.then, rules.otherwise}) {
      if (marks() && branch != nullptr) {
        marked_.clear();
        mark(*branch, value);
      }
    }
    return true;
  }
  const Node* branch = verdict == Verdict::no ? rules.otherwise : rules.then;
  return branch == nullptr || check(*branch, value, path);
}

bool Checker::check_alternatives(const Nodes& alternatives, bool only_one, const json::Value& value,
                                 const Path& path) {
  std::size_t matches = 0;
  std::size_t certain = 0;
  Nodes met, unmet;
  for (const Node* schema : alternatives) {
    const Verdict verdict = probe(target(*schema), value, path);
    if (exhausted_) return false;
    if (marks()) (verdict == Verdict::no ? unmet : met).push_back(schema);
    matches += verdict != Verdict::no ? 1 : 0;
    certain += verdict == Verdict::yes ? 1 : 0;
    // Each that holds says what it has evaluated, and what is `writeOnly`.
    if (!only_one && certain != 0 && evaluated_ == nullptr && !marks()) return true;
  }
  if (matches == 0) {
    if (evaluated_ != nullptr) evaluated_->uncertain = true;
    return violations_ != nullptr && no_alternative(alternatives, only_one, value, path);
  }
  if (marks()) mark_unmet(unmet, value, met);
  if (certain == 0 || matches != certain) inexact_ = true;
  if (!only_one || certain <= 1) return true;
  return broken(path, "oneOf", [&] {
    return "matches " + std::to_string(certain) + " of " + std::to_string(alternatives.size()) +
           " alternatives, but must match exactly one";
  });
}

namespace {

/// The member of the value at `pointer` that is none of the constants of an alternative which broke
/// `violations`: it says that another one is meant. Empty: there is none.
std::string_view wrong_constant(const std::vector<Violation>& violations,
                                const std::string& pointer) {
  for (const Violation& violation : violations) {
    if (violation.keyword != "const" && violation.keyword != "enum") continue;
    const std::string_view place = violation.instance_location;
    if (place.size() > pointer.size() && place.rfind('/') == pointer.size()) return place;
  }
  return {};
}

/// What is wrong by one alternative, as a part of a sentence.
std::string all_messages(const std::vector<Violation>& violations) {
  std::string out;
  for (std::size_t i = 0; i < violations.size() && i < max_said; ++i) {
    if (i != 0) out += "; ";
    out += violations[i].message;
  }
  return violations.size() <= max_said ? out : out + "; and more";
}

}  // namespace

/// Notes what is wrong by the alternative that is meant: of the right type, with the constants that
/// the value has, if that is one; else says it of the one with the fewest violations.
bool Checker::no_alternative(const Nodes& alternatives, bool only_one, const json::Value& value,
                             const Path& path) {
  auto* const outer = violations_;
  const std::size_t outer_maximum = std::exchange(max_violations_, max_said + 1);
  Evaluated* const evaluated = std::exchange(evaluated_, nullptr);
  const std::string pointer = to_pointer(path);
  const auto empty_texts = static_cast<std::size_t>(
      std::count_if(alternatives.begin(), alternatives.end(),
                    [](const Node* schema) { return is_empty_text(*schema); }));
  const bool is_single = empty_texts != 0 && empty_texts + 1 == alternatives.size();
  std::vector<std::vector<Violation>> of_the_type;
  Nodes candidates;
  std::uint8_t types = 0;
  for (const Node* schema : alternatives) {
    if (empty_texts != alternatives.size() && is_empty_text(*schema)) continue;
    std::vector<Violation> found;
    violations_ = &found;
    check(*schema, value, path);
    const bool wrong_type =
        std::any_of(found.begin(), found.end(), [&](const Violation& violation) {
          return violation.keyword == "type" && violation.instance_location == pointer;
        });
    types |= schema->types;
    if ((wrong_type && !is_single) || found.empty()) continue;
    of_the_type.push_back(std::move(found));
    candidates.push_back(schema);
  }
  const std::string choice = wrong_choice(candidates, of_the_type, value, path);
  violations_ = outer;
  evaluated_ = evaluated;
  max_violations_ = outer_maximum;
  const bool chooses = std::any_of(of_the_type.begin(), of_the_type.end(), [&](const auto& found) {
    return wrong_constant(found, pointer).empty();
  });
  if (chooses) {
    std::erase_if(of_the_type,
                  [&](const auto& found) { return !wrong_constant(found, pointer).empty(); });
  }
  if (of_the_type.size() == 1) {
    const bool is_all = of_the_type.front().size() <= max_said;
    if (!is_all) of_the_type.front().pop_back();
    for (Violation& violation : of_the_type.front()) {
      if (empty_texts != 0 && violation.instance_location == pointer) allow_empty_text(violation);
      if (violations_->size() < max_violations_) violations_->push_back(std::move(violation));
    }
    if (is_all) return false;
    return broken(path, only_one ? "oneOf" : "anyOf",
                  [] { return std::string("more is wrong than is said here"); });
  }
  return broken(path, only_one ? "oneOf" : "anyOf", [&] {
    std::string out = "matches none of " + plural(alternatives.size(), "alternative");
    if (!choice.empty()) return out + ": " + choice;
    const auto best =
        std::min_element(of_the_type.begin(), of_the_type.end(),
                         [](const auto& a, const auto& b) { return a.size() < b.size(); });
    if (best != of_the_type.end()) return out + "; nearest: " + all_messages(*best);
    out += "; got " + describe(value);
    if (types != 0) out += ", expected " + listed_types(types);
    return types == 0 || empty_texts == 0 ? out : out + " or an empty string";
  });
}

/// Where one member chooses among `candidates`, which break `violations`, and chooses none: what it
/// may be. Empty: there is no such member.
std::string Checker::wrong_choice(const Nodes& candidates,
                                  const std::vector<std::vector<Violation>>& violations,
                                  const json::Value& value, const Path& path) {
  if (candidates.size() < 2 || !value.is_object()) return {};
  const std::string pointer = to_pointer(path);
  const std::string_view place = wrong_constant(violations.front(), pointer);
  const auto agrees = [&](const auto& found) { return wrong_constant(found, pointer) == place; };
  if (place.empty() || !std::all_of(violations.begin(), violations.end(), agrees)) return {};
  const auto member =
      std::find_if(value.members().begin(), value.members().end(), [&](const json::Member& m) {
        return to_pointer({&path, m.key}) == place;
      });
  if (member == value.members().end()) return {};
  Constants all{true, {}, {}};
  for (const Node* candidate : candidates) {
    for (const Node* part : parts_of(*candidate)) {
      const Property* property =
          part->object == nullptr ? nullptr : part->object->properties.find(member->key);
      if (property == nullptr || property->schema == nullptr) continue;
      for (const Node* constant : parts_of(*property->schema)) {
        for (const Constants& allowed : constant->allowed) {
          all.values.insert(all.values.end(), allowed.values.begin(), allowed.values.end());
          all.strings.insert(all.strings.end(), allowed.strings.begin(), allowed.strings.end());
        }
      }
    }
  }
  std::sort(all.strings.begin(), all.strings.end());
  std::vector<Violation> found;
  violations_ = &found;
  check_constants(all, member->value, {&path, member->key});
  return found.empty() || all.values.empty() ? std::string() : found.front().message;
}

bool Checker::check_unevaluated(const Node& node, const json::Value& value, const Path& path,
                                Evaluated& evaluated) {
  bool ok = true;
  const bool is_object = value.is_object();
  const Node& schema = is_object ? *node.unevaluated_properties : *node.unevaluated_items;
  for (std::size_t i = 0; i < evaluated.children.size() && !finished(ok); ++i) {
    if (evaluated.children[i]) continue;
    if (is_object) {
      const json::Member& member = value.members()[i];
      if (schema.never) {
        ok = broken(
            path, "unevaluatedProperties",
            [&] {
              return unknown_property(
                  node.object != nullptr ? node.object->properties : PropertyTable(), member.key,
                  path);
            },
            member.key);
      } else {
        ok = check_child(schema, member.value, {&path, member.key}) && ok;
      }
    } else if (schema.never) {
      ok = broken(path, "unevaluatedItems",
                  [&] { return "item " + std::to_string(i) + " is not allowed"; });
    } else {
      ok = check_child(schema, value.items()[i], {&path, {}, i, true}) && ok;
    }
  }
  evaluated.mark_all();
  return ok;
}

std::vector<Violation> Program::validate(const json::Value& instance, std::size_t max_violations,
                                         const Names& names) const {
  return Checker(*this, names).violations(*root_, instance, max_violations);
}

bool Program::accepts(const json::Value& instance) const {
  return Checker(*this).accepts(*root_, instance);
}

}  // namespace mcp::schema
