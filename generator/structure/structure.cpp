#include "structure/structure.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <set>
#include <tuple>

#include "schema/validator.h"
#include "structure/instance.h"
#include "support/embedded.h"
#include "support/text.h"

namespace mcpcc::structure {

using source::Member;
using source::Node;

namespace {

constexpr std::size_t max_values = 2'000'000;
constexpr std::size_t max_findings = 1'000;
constexpr std::size_t max_pointers = 32 << 20;  // bytes of all of them
// Our schemas take less than thirty steps a value.
constexpr std::uint64_t max_steps = 30 * max_values;

std::string_view text_of(std::string_view schema) {
  for (const embedded::File& file : embedded::schemas()) {
    if (file.path == schema) return file.content;
  }
  return {};
}

struct Place {
  const Node* node;
  const Member* member = nullptr;  // that has the node; nullptr: an item, or the root
};

// What `pointer` leads to. The validator has been there, so it leads somewhere.
Place find(const Node& root, std::string_view pointer) {
  Place place{&root};
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    if (place.node->is_array()) {
      std::size_t index = 0;
      std::from_chars(token.data(), token.data() + token.size(), index);
      place = {&place.node->items()[index]};
    } else {
      const Member* member = place.node->find_member(unescape_pointer_token(token));
      if (member == nullptr) break;
      place = {&member->value, member};
    }
  }
  return place;
}

Span opening(const Node& node) {
  Span at = node.span();
  if (node.is_object() || node.is_array()) at.end = std::min(at.end, at.begin + 1);
  return at;
}

Finding locate(const Node& root, std::string_view schema, const mcp::schema::Violation& violation) {
  const Place place = find(root, violation.instance_location);
  Finding result{opening(*place.node), '#' + violation.instance_location, violation.reason,
                 violation.keyword_location + " of schemas/" + std::string(schema)};
  if (violation.keyword == "false" && place.member != nullptr) {
    result.at = place.member->key_span;
    result.detail = '`' + std::string(place.member->key) + "` is not allowed here";
  }
  if (violation.property.empty()) return result;
  if (const Member* member = place.node->find_member(violation.property)) {
    result.at = member->key_span;
    append_pointer_token(result.pointer, member->key);
  }
  return result;
}

std::vector<Finding> check(const Node& root, std::string_view schema) {
  const auto instance = to_instance(root, max_values);
  if (!instance) {
    return {{opening(root), "#",
             "it has more than " + std::to_string(max_values) + " values, so it is not looked at",
             "# of schemas/" + std::string(schema)}};
  }
  const auto compiled = mcp::schema::Schema::compile(text_of(schema), {.max_steps = max_steps});
  const std::size_t limit =
      std::clamp<std::size_t>(max_pointers / (instance->longest_pointer + 1), 1, max_findings);
  std::vector<Finding> result;
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string>> seen;
  for (const auto& violation : compiled->validate(instance->document.root(), limit)) {
    Finding finding = locate(root, schema, violation);
    // An alias in YAML is several values at one place.
    if (seen.emplace(finding.at.file, finding.at.begin, finding.keyword + finding.detail).second) {
      result.push_back(std::move(finding));
    }
  }
  return result;
}

std::string_view scalar(const Node* node) {
  if (node == nullptr) return {};
  return node->is_string()   ? node->string()
         : node->is_number() ? node->number()
                             : std::string_view();
}

std::string_view schema_of(const Node& root) {
  struct Row {
    std::string_view field, version, schema;
  };
  constexpr std::array<Row, 4> rows = {{{"swagger", "2.0", "openapi-2.0.schema.json"},
                                        {"openapi", "3.0", "openapi-3.0.schema.json"},
                                        {"openapi", "3.1", "openapi-3.1.schema.json"},
                                        {"openapi", "3.2", "openapi-3.2.schema.json"}}};
  for (const Row& row : rows) {
    if (scalar(root.find(row.field)).starts_with(row.version)) return row.schema;
  }
  return {};
}

// OpenAPI 3.1.1, section 4.8.24.5: the dialect of Schema Objects that do not name their own.
bool is_other_dialect(std::string_view uri) {
  return !uri.empty() && !uri.starts_with("https://json-schema.org/draft/2020-12/schema") &&
         !uri.starts_with("https://spec.openapis.org/oas/3.");
}

}  // namespace

std::vector<Finding> check_openapi(const Node& root) {
  const std::string_view schema = schema_of(root);
  if (schema.empty()) return {};
  std::vector<Finding> result = check(root, schema);
  if (is_other_dialect(scalar(root.find("jsonSchemaDialect")))) {
    std::erase_if(result, [](const Finding& finding) {
      return finding.keyword.starts_with("#/$defs/schema");
    });
  }
  return result;
}

std::vector<Finding> check_overlay(const Node& root) {
  return check(root, "overlay-1.schema.json");
}

std::vector<Finding> check_surface(const Node& root) { return check(root, "surface.schema.json"); }

std::vector<Finding> check_lock(const Node& root) { return check(root, "lock.schema.json"); }

}  // namespace mcpcc::structure
