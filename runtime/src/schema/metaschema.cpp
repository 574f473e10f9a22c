#include "schema/metaschema.h"

#include <algorithm>
#include <array>

namespace mcp::schema {
namespace {

constexpr std::string_view prefix = "https://json-schema.org/draft/2020-12/";

constexpr auto names = std::to_array<std::string_view>({
    "schema",
    "meta/core",
    "meta/applicator",
    "meta/unevaluated",
    "meta/validation",
    "meta/meta-data",
    "meta/format-annotation",
    "meta/format-assertion",
    "meta/content",
});

// Written from the sections of the specification that define each keyword (core, sections 8 to 11;
// validation, sections 6 to 9). The vocabularies are resources embedded in one document.
constexpr std::string_view text = R"json({
"$schema": "https://json-schema.org/draft/2020-12/schema",
"$id": "https://json-schema.org/draft/2020-12/schema",
"$vocabulary": {
  "https://json-schema.org/draft/2020-12/vocab/core": true,
  "https://json-schema.org/draft/2020-12/vocab/applicator": true,
  "https://json-schema.org/draft/2020-12/vocab/unevaluated": true,
  "https://json-schema.org/draft/2020-12/vocab/validation": true,
  "https://json-schema.org/draft/2020-12/vocab/meta-data": true,
  "https://json-schema.org/draft/2020-12/vocab/format-annotation": true,
  "https://json-schema.org/draft/2020-12/vocab/content": true
},
"$dynamicAnchor": "meta",
"type": ["object", "boolean"],
"allOf": [{"$ref": "meta/core"}, {"$ref": "meta/applicator"}, {"$ref": "meta/unevaluated"},
  {"$ref": "meta/validation"}, {"$ref": "meta/meta-data"}, {"$ref": "meta/format-annotation"},
  {"$ref": "meta/content"}],
"properties": {
  "definitions": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}},
  "dependencies": {"type": "object", "additionalProperties": {
    "anyOf": [{"$dynamicRef": "#meta"}, {"$ref": "meta/validation#/$defs/names"}]}},
  "$recursiveAnchor": {"$ref": "meta/core#/$defs/anchor"},
  "$recursiveRef": {"$ref": "meta/core#/$defs/reference"}
},
"$defs": {
"core": {
  "$id": "meta/core",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {
    "$id": {"$ref": "#/$defs/reference", "pattern": "^[^#]*#?$"},
    "$schema": {"$ref": "#/$defs/uri"},
    "$ref": {"$ref": "#/$defs/reference"},
    "$anchor": {"$ref": "#/$defs/anchor"},
    "$dynamicRef": {"$ref": "#/$defs/reference"},
    "$dynamicAnchor": {"$ref": "#/$defs/anchor"},
    "$vocabulary": {"type": "object", "propertyNames": {"$ref": "#/$defs/uri"},
      "additionalProperties": {"type": "boolean"}},
    "$comment": {"type": "string"},
    "$defs": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}
  },
  "$defs": {
    "anchor": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
    "uri": {"type": "string", "format": "uri"},
    "reference": {"type": "string", "format": "uri-reference"}
  }
},
"applicator": {
  "$id": "meta/applicator",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {
    "prefixItems": {"$ref": "#/$defs/list"},
    "items": {"$dynamicRef": "#meta"},
    "contains": {"$dynamicRef": "#meta"},
    "additionalProperties": {"$dynamicRef": "#meta"},
    "properties": {"$ref": "#/$defs/map"},
    "patternProperties": {"$ref": "#/$defs/map", "propertyNames": {"format": "regex"}},
    "dependentSchemas": {"$ref": "#/$defs/map"},
    "propertyNames": {"$dynamicRef": "#meta"},
    "if": {"$dynamicRef": "#meta"},
    "then": {"$dynamicRef": "#meta"},
    "else": {"$dynamicRef": "#meta"},
    "allOf": {"$ref": "#/$defs/list"},
    "anyOf": {"$ref": "#/$defs/list"},
    "oneOf": {"$ref": "#/$defs/list"},
    "not": {"$dynamicRef": "#meta"}
  },
  "$defs": {
    "list": {"type": "array", "minItems": 1, "items": {"$dynamicRef": "#meta"}},
    "map": {"type": "object", "additionalProperties": {"$dynamicRef": "#meta"}}
  }
},
"unevaluated": {
  "$id": "meta/unevaluated",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {
    "unevaluatedItems": {"$dynamicRef": "#meta"},
    "unevaluatedProperties": {"$dynamicRef": "#meta"}
  }
},
"validation": {
  "$id": "meta/validation",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {
    "type": {"anyOf": [{"$ref": "#/$defs/type"},
      {"type": "array", "items": {"$ref": "#/$defs/type"}, "minItems": 1, "uniqueItems": true}]},
    "enum": {"type": "array"},
    "const": true,
    "multipleOf": {"type": "number", "exclusiveMinimum": 0},
    "maximum": {"type": "number"},
    "exclusiveMaximum": {"type": "number"},
    "minimum": {"type": "number"},
    "exclusiveMinimum": {"type": "number"},
    "maxLength": {"$ref": "#/$defs/count"},
    "minLength": {"$ref": "#/$defs/count"},
    "pattern": {"type": "string", "format": "regex"},
    "maxItems": {"$ref": "#/$defs/count"},
    "minItems": {"$ref": "#/$defs/count"},
    "uniqueItems": {"type": "boolean"},
    "maxContains": {"$ref": "#/$defs/count"},
    "minContains": {"$ref": "#/$defs/count"},
    "maxProperties": {"$ref": "#/$defs/count"},
    "minProperties": {"$ref": "#/$defs/count"},
    "required": {"$ref": "#/$defs/names"},
    "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/names"}}
  },
  "$defs": {
    "count": {"type": "integer", "minimum": 0},
    "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
    "type": {"enum": ["null", "boolean", "object", "array", "number", "string", "integer"]}
  }
},
"meta-data": {
  "$id": "meta/meta-data",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {
    "title": {"type": "string"},
    "description": {"type": "string"},
    "default": true,
    "deprecated": {"type": "boolean"},
    "readOnly": {"type": "boolean"},
    "writeOnly": {"type": "boolean"},
    "examples": {"type": "array"}
  }
},
"format-annotation": {
  "$id": "meta/format-annotation",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {"format": {"type": "string"}}
},
"format-assertion": {
  "$id": "meta/format-assertion",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {"format": {"type": "string"}}
},
"content": {
  "$id": "meta/content",
  "$dynamicAnchor": "meta",
  "type": ["object", "boolean"],
  "properties": {
    "contentEncoding": {"type": "string"},
    "contentMediaType": {"type": "string"},
    "contentSchema": {"$dynamicRef": "#meta"}
  }
}
}
})json";

}  // namespace

std::string_view metaschema(std::string_view uri) {
  if (!uri.starts_with(prefix)) return {};
  const bool known =
      std::find(names.begin(), names.end(), uri.substr(prefix.size())) != names.end();
  return known ? text : std::string_view();
}

bool is_default_metaschema(std::string_view uri) {
  if (uri.ends_with('#')) uri.remove_suffix(1);
  return uri.starts_with(prefix) && uri.substr(prefix.size()) == names.front();
}

}  // namespace mcp::schema
