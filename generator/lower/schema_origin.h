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
};

/// By offset; several where schemas that are equal are written once.
using SchemaOrigins = std::vector<SchemaOrigin>;

struct SchemaText {
  std::string text;
  SchemaOrigins origins;
};

}  // namespace mcpcc::lower
