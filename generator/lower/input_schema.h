// The input schema of a tool: the schemas of its arguments in one text.
#pragma once

#include <string>
#include <vector>

#include "lower/body.h"
#include "lower/schema.h"
#include "lower/schema_origin.h"

namespace mcpcc::lower {

/// An argument as its schema is written: parameters and the body alike.
struct Property {
  std::string name;
  const source::Node* schema = nullptr;
  SchemaAnnotations annotations;
  bool required = false;
  const source::Node* place = nullptr;      ///< what says the annotations
  const source::Node* reference = nullptr;  ///< that says the description instead
  bool may_be_empty = false;  ///< an empty text stands for it, whatever the schema says
  std::vector<const source::Node*> equal;  ///< other schemas with the same text
  std::vector<BodySchema> alternatives;  ///< of `body`, where its schema depends on the media type
  std::vector<std::string> choices;      ///< for `content_type`: a closed set instead of a schema
};

/// The text of the schema, and where schemas of the document stand in it.
SchemaText input_schema(const std::vector<Property>& properties, SchemaLowering& schemas);

}  // namespace mcpcc::lower
