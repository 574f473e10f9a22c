// Keywords of schemas, of every version: what their values must be, and what becomes of them.
#pragma once

#include <cstdint>
#include <string_view>

#include "source/node.h"

namespace mcpcc::lower {

// JSON Schema 2020-12 core and validation.
enum class KeywordKind : std::uint8_t {
  annotation,    // any value, copied
  text,          // a string, copied
  pattern,       // a regular expression
  flag,          // a boolean, copied
  number,        // copied digit for digit
  count,         // a non-negative integer
  array,         // an array of values, copied
  types,         // `type`
  required,      // an array of strings
  dependencies,  // `dependentRequired`
  schema,        // one subschema
  schemas,       // an array of subschemas
  schema_map,    // an object of subschemas
  pattern_map,   // the same, by regular expressions
  exclusive,     // a number, or in 3.0 a boolean beside minimum and maximum
};

struct Keyword {
  std::string_view name;
  KeywordKind kind;
};

/// nullptr: the keyword describes the document and not its values (`xml`, `externalDocs`,
/// `x-...`), or is handled by name (`$ref`, `nullable`, `example`).
const Keyword* find_keyword(std::string_view name);

/// Whether the keyword says something about a value without accepting or refusing any.
bool is_annotation(std::string_view name);

/// Whether `value` is what `type` may be.
bool is_types(const source::Node& value);
/// Whether it is written in digits alone: a whole number of any size.
bool is_digits(const source::Node& value);
/// Whether it is a whole number, not below 0.
bool is_count(const source::Node& value);

}  // namespace mcpcc::lower
