// The keywords of JSON Schema 2020-12 that assert something, apply subschemas or name places.
#pragma once

#include <cstdint>
#include <string_view>

namespace mcp::schema {

enum class Keyword : std::uint8_t {
  anchor,
  definitions,
  dynamic_anchor,
  dynamic_reference,
  id,
  reference,
  additional_properties,
  all_of,
  any_of,
  constant,
  contains,
  content_encoding,
  old_definitions,
  dependent_required,
  dependent_schemas,
  otherwise,
  enumeration,
  exclusive_maximum,
  exclusive_minimum,
  format,
  condition,
  items,
  max_contains,
  max_items,
  max_length,
  max_properties,
  maximum,
  min_contains,
  min_items,
  min_length,
  min_properties,
  minimum,
  multiple_of,
  negated,
  one_of,
  pattern,
  pattern_properties,
  prefix_items,
  properties,
  property_names,
  required,
  then,
  type,
  unevaluated_items,
  unevaluated_properties,
  unique_items,
  write_only,
};

/// Where a keyword has subschemas.
enum class Holds : std::uint8_t { values, schema, schemas, schema_map };

/// Bits of the vocabularies that a metaschema can leave out (core, section 8.1.2).
enum Vocabulary : std::uint8_t {
  core_bit = 1,
  applicator_bit = 2,
  unevaluated_bit = 4,
  validation_bit = 8,
  format_bit = 16,           // `format` as an annotation
  format_assertion_bit = 32  // `format` as an assertion
};

struct KeywordRow {
  std::string_view name;
  Keyword keyword;
  Vocabulary vocabulary;
  Holds holds;
};

/// nullptr: asserts nothing and holds no subschemas.
const KeywordRow* find_keyword(std::string_view name);

}  // namespace mcp::schema
