#include "resolve/schema_links.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "resolve/kind.h"

namespace mcpcc::resolve {

using source::Node;

namespace {

// JSON Schema 2020-12, core section 10 and OpenAPI 3.0.4 section 4.7.24: where schemas stand inside
// a schema; and where they stood before, with `items` of several, `additionalItems` and
// `dependencies`. Nothing else is followed: examples, defaults and extensions are data.
constexpr std::string_view schema_keywords[] = {"items",
                                                "additionalItems",
                                                "additionalProperties",
                                                "not",
                                                "if",
                                                "then",
                                                "else",
                                                "contains",
                                                "contentSchema",
                                                "propertyNames",
                                                "unevaluatedItems",
                                                "unevaluatedProperties"};
constexpr std::string_view schema_array_keywords[] = {"allOf", "anyOf", "oneOf", "prefixItems",
                                                      "items"};
constexpr std::string_view schema_map_keywords[] = {"properties", "patternProperties",
                                                    "dependentSchemas", "dependencies", "$defs"};

template <std::size_t N>
bool is_one_of(std::string_view key, const std::string_view (&keywords)[N]) {
  for (const auto keyword : keywords) {
    if (key == keyword) return true;
  }
  return false;
}

std::vector<const Node*> references_in_place(const Node& schema) {
  std::vector<const Node*> result;
  std::vector<const Node*> pending{&schema};
  while (!pending.empty()) {
    const Node& node = *pending.back();
    pending.pop_back();
    if (const Node* reference = node.find("$ref"); reference != nullptr)
      result.push_back(reference);
    if (const Node* all = node.find("allOf"); all != nullptr && all->is_array()) {
      for (const Node& item : all->items()) pending.push_back(&item);
    }
  }
  return result;
}

}  // namespace

void SchemaLinker::visit(const Node* schema) {
  if (schema == nullptr) return;
  enter(*schema);
  std::vector<const Node*> pending{schema};
  while (!pending.empty()) {
    const Node& node = *pending.back();
    pending.pop_back();
    // Aliased values share their members, so these name the schema better than the node's own
    // address.
    if (!node.is_object() || !visited_.insert(node.members().data()).second) continue;
    if (is_since_3_1() && node.find("$id") != nullptr) enter(node);
    if (node.find("discriminator") != nullptr) visit_heirs(node, pending);
    for (const auto& [key, key_span, value] : node.members()) {
      if (key == "$ref") {
        if (value.is_string()) {
          visit_reference(value, pending);
        } else {
          diagnostics_.report(rules::ref_wrong_kind, value.span(), {},
                              "expected a string, found " + std::string(describe(value.kind())));
        }
      } else if (key == "$dynamicRef" && value.is_string() && is_since_3_1()) {
        visit_dynamic_reference(value, pending);
      } else if (value.is_object()) {
        if (is_one_of(key, schema_keywords)) {
          pending.push_back(&value);
        } else if (is_one_of(key, schema_map_keywords)) {
          for (const auto& member : value.members()) pending.push_back(&member.value);
        }
      } else if (value.is_array() && is_one_of(key, schema_array_keywords)) {
        for (const Node& item : value.items()) pending.push_back(&item);
      }
    }
  }
}

void SchemaLinker::visit_heirs(const Node& schema, std::vector<const Node*>& pending) {
  if (schema.find("oneOf") != nullptr || schema.find("anyOf") != nullptr) return;
  for (const auto& [name, heir] : linked_.named_schemas.heirs(schema)) {
    linked_.heirs[schema.members().data()].push_back({heir, std::string(name)});
    enter(*heir);
    pending.push_back(heir);
  }
}

bool SchemaLinker::is_since_3_1() const {
  return linked_.document.version >= openapi::Version::v3_1;
}

// Remembers that the dynamic scope grows on the way into `schema`.
void SchemaLinker::enter(const Node& schema) {
  if (!is_since_3_1() || !schema.is_object() || schema.members().empty()) return;
  const auto resource = follower_.resource(schema.span());
  if (!follower_.identifiers().has_dynamic_anchors(resource)) return;
  linked_.entered_resources.emplace(schema.members().data(), resource);
}

void SchemaLinker::visit_dynamic_reference(const Node& reference,
                                           std::vector<const Node*>& pending) {
  const Place* target = visit_target(reference, pending);
  if (target == nullptr) return;
  auto anchor = follower_.dynamic_anchor(reference.string(), reference.span());
  if (anchor) linked_.dynamic_anchors.try_emplace(*anchor);
  linked_.dynamic_references[&reference] = {{target->node, target->name},
                                            anchor.value_or(std::string())};
}

void SchemaLinker::visit_reference(const Node& reference, std::vector<const Node*>& pending) {
  const Place* target = visit_target(reference, pending);
  if (target != nullptr) linked_.schema_targets[&reference] = {target->node, target->name};
}

// nullptr: no schema, which is reported.
const Place* SchemaLinker::visit_target(const Node& reference, std::vector<const Node*>& pending) {
  Place* target = follower_.follow(reference.string(), reference.span(), {});
  if (target == nullptr) return nullptr;
  const auto other =
      other_kind(*target, follower_.root(*target), Kind::schema, linked_.document.version);
  if (other) {
    diagnostics_.report(rules::ref_wrong_kind, reference.span(), {},
                        "expected a schema, found " + std::string(other->text));
    follower_.refuse(reference.span());
    return nullptr;
  }
  linked_.misplaced.replace_in_target(*target, Kind::schema, linked_.document.version, follower_,
                                      diagnostics_);
  enter(*target->node);
  pending.push_back(target->node);
  return target;
}

// Whatever the dynamic scope will be, the schemas that a `$dynamicRef` can lead to are visited.
// That may find more resources and more anchors.
void SchemaLinker::link_dynamic_anchors() {
  bool has_grown = true;
  while (has_grown) {
    has_grown = false;
    std::vector<std::string> names;
    for (const auto& [name, targets] : linked_.dynamic_anchors) names.push_back(name);
    for (const auto& name : names) {
      const auto& resources = follower_.identifiers().with_dynamic_anchor(name);
      for (std::size_t i = linked_.dynamic_anchors[name].size(); i < resources.size(); ++i) {
        auto place = follower_.identifiers().anchor(resources[i], name);
        linked_.misplaced.replace_in_target(*place, Kind::schema, linked_.document.version,
                                            follower_, diagnostics_);
        linked_.dynamic_anchors[name][resources[i]] = {place->node, place->name};
        visit(place->node);
        has_grown = true;
      }
    }
  }
}

// A schema that contains itself in place, by `$ref` and `allOf` alone, describes nothing that
// ends. Walks the graph of references depth first; a reference to a schema that is still being
// walked closes a circle, and is reported.
void SchemaLinker::check_circles() {
  enum class State : std::uint8_t { walking, done };
  struct Step {
    const Node* schema;
    std::vector<const Node*> references;  // values of `$ref` that stand in the schema's place
    std::size_t next = 0;
  };
  std::unordered_map<const Node*, State> states;
  std::vector<const Node*> starts;
  for (const auto& [reference, target] : linked_.schema_targets) starts.push_back(target.schema);
  std::sort(starts.begin(), starts.end(), [](const Node* a, const Node* b) {
    return std::pair(a->span().file, a->span().begin) < std::pair(b->span().file, b->span().begin);
  });
  for (const Node* start : starts) {
    if (!states.try_emplace(start, State::walking).second) continue;
    std::vector<Step> way{{start, references_in_place(*start)}};
    while (!way.empty()) {
      Step& step = way.back();
      if (step.next == step.references.size()) {
        states[step.schema] = State::done;
        way.pop_back();
        continue;
      }
      const Node* reference = step.references[step.next++];
      const auto target = linked_.schema_targets.find(reference);
      if (target == linked_.schema_targets.end()) continue;
      const Node* schema = target->second.schema;
      const auto [state, is_new] = states.try_emplace(schema, State::walking);
      if (is_new) {
        way.push_back({schema, references_in_place(*schema)});
      } else if (state->second == State::walking) {
        diagnostics_.report(rules::ref_cycle, reference->span(), {},
                            "`" + std::string(reference->string()) + "`");
        linked_.schema_targets.erase(target);
      }
    }
  }
}

const Linked::Target* Linked::target(const Node& schema) const {
  const Node* reference = schema.find("$ref");
  if (reference == nullptr) return nullptr;
  const auto found = schema_targets.find(reference);
  return found == schema_targets.end() ? nullptr : &found->second;
}

const Linked::Target* Linked::target(const Node& reference, const Scope& scope) const {
  const auto found = dynamic_references.find(&reference);
  if (found == dynamic_references.end()) return nullptr;
  const auto anchor = dynamic_anchors.find(found->second.anchor);
  if (anchor == dynamic_anchors.end()) return &found->second.initial;
  for (const std::size_t resource : scope) {
    const auto outermost = anchor->second.find(resource);
    if (outermost != anchor->second.end()) return &outermost->second;
  }
  return &found->second.initial;
}

}  // namespace mcpcc::resolve
