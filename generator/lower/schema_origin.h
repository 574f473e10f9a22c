// Where in a text that was made of schemas each of them stands: for the ledger.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "source/node.h"

namespace mcpcc::lower {

struct SchemaOrigin {
  std::size_t offset;   ///< in the text, of the `{` of the schema
  source::Node schema;  ///< of the document: an object with members
  /// It is no schema, but a parameter, body or reference whose texts stand here.
  bool is_place = false;
  /// What describes it does not stand here: its description, its examples, or anything.
  bool lacks_description = false, lacks_examples = false, lacks_texts = false;
};

/// By offset; several where schemas that are equal are written once.
using SchemaOrigins = std::vector<SchemaOrigin>;

struct SchemaText {
  std::string text;
  SchemaOrigins origins;
};

}  // namespace mcpcc::lower
