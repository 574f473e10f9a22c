// JSON values as XML, by the `xml` of their schemas (OpenAPI 3.2, XML Object).
//
// Where the specification leaves it open:
// - The root element is named by `xml.name`, else by the definition that the schema refers to, else
//   `root`; a property's element by `xml.name` of its schema, else by the property; an item's by
//   `xml.name` of `items`, else as its array.
// - null is an element with `xsi:nil` and no attribute.
// - An array in an attribute is a list with spaces.
#pragma once

#include <mcp/tool.h>

#include <string>
#include <string_view>

#include "invoke/request_parts.h"
#include "json/value.h"

namespace mcp::invoke {

/// A whole document. `schema` is a JSON text that may refer to `definitions`. What XML cannot hold
/// is a problem.
std::string to_xml(std::string_view schema, List<Definition> definitions, const json::Value& value,
                   Problems& problems);

}  // namespace mcp::invoke
