#include "lower/write_only.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "lower/media_type.h"
#include "lower/value_shape.h"
#include "support/text.h"

namespace mcpcc::lower {

using source::Node;

namespace {

constexpr std::size_t max_pointers = 300;
constexpr std::size_t max_depth = 16;
constexpr std::size_t max_steps = 20'000;

bool is_write_only(const Node& schema) { return is_true(schema, "writeOnly"); }

// Types whose content becomes structured: one value, or a list of items.
bool gives_json(std::string_view type) {
  return is_json(type) || is_json_lines(type) || type == "application/json-seq" ||
         type == "text/event-stream";
}

// Calls `visit(token, schema)` for every subschema of one level; an empty token: for the same
// value.
template <class Visit>
void for_each_below(const Node& schema, Visit visit) {
  for (const std::string_view key : {"allOf", "anyOf", "oneOf"}) {
    const Node* list = schema.find(key);
    if (list == nullptr || !list->is_array()) continue;
    for (const Node& item : list->items()) visit(std::string(), item);
  }
  for (const std::string_view key : {"then", "else"}) {
    if (const Node* inner = schema.find(key)) visit(std::string(), *inner);
  }
  if (const Node* dependent = schema.find("dependentSchemas");
      dependent != nullptr && dependent->is_object()) {
    for (const auto& member : dependent->members()) visit(std::string(), member.value);
  }
  if (const Node* tuple = schema.find("prefixItems"); tuple != nullptr && tuple->is_array()) {
    std::size_t index = 0;
    for (const Node& item : tuple->items()) visit("/" + std::to_string(index++), item);
  }
  if (const Node* properties = schema.find("properties");
      properties != nullptr && properties->is_object()) {
    for (const auto& member : properties->members()) {
      std::string token;
      append_pointer_token(token, member.key);
      visit(token, member.value);
    }
  }
  // Which members and items these are for is not looked at: those of other names go, too.
  for (const std::string_view key :
       {"items", "contains", "unevaluatedItems", "additionalProperties", "unevaluatedProperties"}) {
    if (const Node* inner = schema.find(key); inner != nullptr && inner->is_object()) {
      visit(std::string("/*"), *inner);
    }
  }
  if (const Node* patterns = schema.find("patternProperties");
      patterns != nullptr && patterns->is_object()) {
    for (const auto& member : patterns->members()) visit(std::string("/*"), member.value);
  }
}

}  // namespace

bool WriteOnly::holds_any(const Node* root) {
  const auto found = known_.find(root);
  if (found != known_.end()) return found->second;
  std::unordered_set<const Node*> seen;
  std::vector<const Node*> pending{root};
  bool result = false;
  while (!pending.empty() && !result) {
    const Node* schema = behind_references(linked_, pending.back());
    pending.pop_back();
    if (schema == nullptr || !schema->is_object() || !seen.insert(schema).second) continue;
    if (const auto known = known_.find(schema); known != known_.end()) {
      result = known->second;
      continue;
    }
    result = is_write_only(*schema);
    for_each_below(*schema,
                   [&](const std::string&, const Node& inner) { pending.push_back(&inner); });
  }
  if (!result) {
    for (const Node* schema : seen) known_[schema] = false;
  }
  return known_[root] = result;
}

WriteOnly::Found WriteOnly::pointers(const openapi::Operation& operation) {
  struct Step {
    const Node* schema;
    std::string pointer;
    std::size_t depth;
  };
  Found found;
  std::vector<std::string>& result = found.pointers;
  const bool names_success =
      std::any_of(operation.responses.begin(), operation.responses.end(),
                  [](const auto& entry) { return entry.status.value.starts_with('2'); });
  for (const auto& entry : operation.responses) {
    // Beside responses of success, `default` is for errors.
    const bool is_success =
        names_success ? entry.status.value.starts_with('2') : entry.status.value == "default";
    if (!is_success) continue;
    if (!entry.response.value) continue;
    for (const auto& media_type : entry.response.value->content) {
      const Node* root =
          media_type.item_schema != nullptr ? media_type.item_schema : media_type.schema;
      if (root == nullptr || !gives_json(essence(media_type.name.value)) || !holds_any(root)) {
        continue;
      }
      // Those that are nearest to the root come first, so that the limits leave out deep ones.
      std::deque<Step> pending{{root, {}, 0}};
      for (std::size_t steps = 0; !pending.empty(); ++steps) {
        if (steps == max_steps) {
          found.are_all = false;
          break;
        }
        const Step step = std::move(pending.front());
        pending.pop_front();
        const Node* schema = behind_references(linked_, step.schema);
        if (schema == nullptr || !schema->is_object()) continue;
        if (!step.pointer.empty() && (is_write_only(*schema) || is_write_only(*step.schema))) {
          if (result.size() < max_pointers) {
            result.push_back(step.pointer);
          } else {
            found.are_all = false;
          }
          continue;
        }
        if (step.depth == max_depth) {
          found.are_all = found.are_all && !holds_any(schema);
          continue;
        }
        for_each_below(*schema, [&](const std::string& token, const Node& inner) {
          pending.push_back({&inner, step.pointer + token, step.depth + 1});
        });
      }
    }
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return found;
}

}  // namespace mcpcc::lower
