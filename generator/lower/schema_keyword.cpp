#include "lower/schema_keyword.h"

#include <algorithm>
#include <array>

#include "schema/decimal.h"

namespace mcpcc::lower {

using source::Node;

namespace {

// Sorted.
constexpr std::array<Keyword, 47> keywords = {{
    {"additionalProperties", KeywordKind::schema},
    {"allOf", KeywordKind::schemas},
    {"anyOf", KeywordKind::schemas},
    {"const", KeywordKind::annotation},
    {"contains", KeywordKind::schema},
    {"contentEncoding", KeywordKind::text},
    {"contentMediaType", KeywordKind::text},
    {"default", KeywordKind::annotation},
    {"dependentRequired", KeywordKind::dependencies},
    {"dependentSchemas", KeywordKind::schema_map},
    {"deprecated", KeywordKind::flag},
    {"description", KeywordKind::text},
    {"else", KeywordKind::schema},
    {"enum", KeywordKind::array},
    {"examples", KeywordKind::array},
    {"exclusiveMaximum", KeywordKind::exclusive},
    {"exclusiveMinimum", KeywordKind::exclusive},
    {"format", KeywordKind::text},
    {"if", KeywordKind::schema},
    {"items", KeywordKind::schema},
    {"maxContains", KeywordKind::count},
    {"maxItems", KeywordKind::count},
    {"maxLength", KeywordKind::count},
    {"maxProperties", KeywordKind::count},
    {"maximum", KeywordKind::number},
    {"minContains", KeywordKind::count},
    {"minItems", KeywordKind::count},
    {"minLength", KeywordKind::count},
    {"minProperties", KeywordKind::count},
    {"minimum", KeywordKind::number},
    {"multipleOf", KeywordKind::number},
    {"not", KeywordKind::schema},
    {"oneOf", KeywordKind::schemas},
    {"pattern", KeywordKind::pattern},
    {"patternProperties", KeywordKind::pattern_map},
    {"prefixItems", KeywordKind::schemas},
    {"properties", KeywordKind::schema_map},
    {"propertyNames", KeywordKind::schema},
    {"readOnly", KeywordKind::flag},
    {"required", KeywordKind::required},
    {"then", KeywordKind::schema},
    {"title", KeywordKind::text},
    {"type", KeywordKind::types},
    {"unevaluatedItems", KeywordKind::schema},
    {"unevaluatedProperties", KeywordKind::schema},
    {"uniqueItems", KeywordKind::flag},
    {"writeOnly", KeywordKind::flag},
}};

constexpr std::array<std::string_view, 7> types = {"array",  "boolean", "integer", "null",
                                                   "number", "object",  "string"};

bool is_type(const Node& node) {
  return node.is_string() && std::find(types.begin(), types.end(), node.string()) != types.end();
}

}  // namespace

const Keyword* find_keyword(std::string_view name) {
  const auto* const found = std::lower_bound(
      keywords.begin(), keywords.end(), name,
      [](const Keyword& keyword, std::string_view key) { return keyword.name < key; });
  return found != keywords.end() && found->name == name ? found : nullptr;
}

bool is_annotation(std::string_view name) {
  constexpr std::array<std::string_view, 9> names = {"default",  "deprecated", "description",
                                                     "example",  "examples",   "format",
                                                     "readOnly", "title",      "writeOnly"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_types(const Node& value) {
  if (is_type(value)) return true;
  return value.is_array() && !value.items().empty() &&
         std::all_of(value.items().begin(), value.items().end(), is_type);
}

bool is_digits(const Node& value) {
  return value.is_number() &&
         value.number().find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_count(const Node& value) {
  return value.is_number() &&
         mcp::schema::to_count(mcp::schema::parse_decimal(value.number())).has_value();
}

}  // namespace mcpcc::lower
