#include "schema/keyword.h"

#include <algorithm>
#include <array>

namespace mcp::schema {
namespace {

// Sorted. `definitions` is $defs' old name, which documents still use (core, section 8.2.4).
constexpr auto rows = std::to_array<KeywordRow>({
    {"$anchor", Keyword::anchor, core_bit, Holds::values},
    {"$defs", Keyword::definitions, core_bit, Holds::schema_map},
    {"$dynamicAnchor", Keyword::dynamic_anchor, core_bit, Holds::values},
    {"$dynamicRef", Keyword::dynamic_reference, core_bit, Holds::values},
    {"$id", Keyword::id, core_bit, Holds::values},
    {"$ref", Keyword::reference, core_bit, Holds::values},
    {"additionalProperties", Keyword::additional_properties, applicator_bit, Holds::schema},
    {"allOf", Keyword::all_of, applicator_bit, Holds::schemas},
    {"anyOf", Keyword::any_of, applicator_bit, Holds::schemas},
    {"const", Keyword::constant, validation_bit, Holds::values},
    {"contains", Keyword::contains, applicator_bit, Holds::schema},
    // An annotation of the content vocabulary (validation, section 8), asserted where Options say
    // so.
    {"contentEncoding", Keyword::content_encoding, core_bit, Holds::values},
    {"definitions", Keyword::old_definitions, core_bit, Holds::schema_map},
    {"dependentRequired", Keyword::dependent_required, validation_bit, Holds::values},
    {"dependentSchemas", Keyword::dependent_schemas, applicator_bit, Holds::schema_map},
    {"else", Keyword::otherwise, applicator_bit, Holds::schema},
    {"enum", Keyword::enumeration, validation_bit, Holds::values},
    {"exclusiveMaximum", Keyword::exclusive_maximum, validation_bit, Holds::values},
    {"exclusiveMinimum", Keyword::exclusive_minimum, validation_bit, Holds::values},
    {"format", Keyword::format, format_bit, Holds::values},
    {"if", Keyword::condition, applicator_bit, Holds::schema},
    {"items", Keyword::items, applicator_bit, Holds::schema},
    {"maxContains", Keyword::max_contains, validation_bit, Holds::values},
    {"maxItems", Keyword::max_items, validation_bit, Holds::values},
    {"maxLength", Keyword::max_length, validation_bit, Holds::values},
    {"maxProperties", Keyword::max_properties, validation_bit, Holds::values},
    {"maximum", Keyword::maximum, validation_bit, Holds::values},
    {"minContains", Keyword::min_contains, validation_bit, Holds::values},
    {"minItems", Keyword::min_items, validation_bit, Holds::values},
    {"minLength", Keyword::min_length, validation_bit, Holds::values},
    {"minProperties", Keyword::min_properties, validation_bit, Holds::values},
    {"minimum", Keyword::minimum, validation_bit, Holds::values},
    {"multipleOf", Keyword::multiple_of, validation_bit, Holds::values},
    {"not", Keyword::negated, applicator_bit, Holds::schema},
    {"oneOf", Keyword::one_of, applicator_bit, Holds::schemas},
    {"pattern", Keyword::pattern, validation_bit, Holds::values},
    {"patternProperties", Keyword::pattern_properties, applicator_bit, Holds::schema_map},
    {"prefixItems", Keyword::prefix_items, applicator_bit, Holds::schemas},
    {"properties", Keyword::properties, applicator_bit, Holds::schema_map},
    {"propertyNames", Keyword::property_names, applicator_bit, Holds::schema},
    {"required", Keyword::required, validation_bit, Holds::values},
    {"then", Keyword::then, applicator_bit, Holds::schema},
    {"type", Keyword::type, validation_bit, Holds::values},
    {"unevaluatedItems", Keyword::unevaluated_items, unevaluated_bit, Holds::schema},
    {"unevaluatedProperties", Keyword::unevaluated_properties, unevaluated_bit, Holds::schema},
    {"uniqueItems", Keyword::unique_items, validation_bit, Holds::values},
    // An annotation of the meta-data vocabulary, which no validator needs to know to validate.
    {"writeOnly", Keyword::write_only, core_bit, Holds::values},
});

static_assert(std::is_sorted(rows.begin(), rows.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

}  // namespace

const KeywordRow* find_keyword(std::string_view name) {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), name,
                       [](const KeywordRow& row, std::string_view n) { return row.name < n; });
  return found != rows.end() && found->name == name ? &*found : nullptr;
}

}  // namespace mcp::schema
