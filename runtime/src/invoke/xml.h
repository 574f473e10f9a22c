// JSON values as XML, by the `xml` of their schemas (OpenAPI 3.2, XML Object).
//
// Where the specification leaves it open:
// - The root element is named by `xml.name`, else by the definition that the schema refers to, else
//   by the property of the form or multipart body that it is the value of, else `root`.
// - A property's element is named by `xml.name` of its schema, else by the property, and so are the
//   items of arrays under it ("XML Node Names"). Other items are named by `xml.name` of theirs,
//   else by the definition that it refers to, else as their array.
// - Of alternatives those count that the value conforms to, the first of them first; of the others
//   nothing does.
// - null is an element with `xsi:nil` and no attribute.
// - An array in an attribute is a list with spaces.
#pragma once

#include <mcp/tool.h>

#include <string>
#include <string_view>

#include "invoke/request_parts.h"
#include "json/value.h"

namespace mcp::invoke {

/// Where a document stands.
struct XmlPlace {
  std::string argument;       ///< as problems call it
  std::string_view property;  ///< of a form or multipart body; of what is no part of one empty
  std::string charset;        ///< that the document is to declare; empty: UTF-8
};

/// A whole document, in UTF-8 whatever it declares. `schema` is a JSON text that may refer to
/// `definitions`. What XML cannot hold is a problem.
std::string to_xml(std::string_view schema, List<Definition> definitions, const json::Value& value,
                   const XmlPlace& place, Problems& problems);

/// Of properties of the form that `argument` holds: a document by the schema of the row; a text
/// that none describes stands for itself. `problems` has to live as long as what is returned.
XmlText xml_text_of(std::string argument, List<Definition> definitions, Problems& problems);

}  // namespace mcp::invoke
