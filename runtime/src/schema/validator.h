// JSON Schema 2020-12 validation of arguments.
#pragma once

#include <mcp/tool.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace mcp::schema {

/// One broken rule: where in the instance, which keyword, and a sentence with what was found.
struct Violation {
  std::string pointer;  ///< JSON Pointer into the instance
  std::string keyword;
  std::string message;  ///< begins with the place unless that is the root: "`limit`: expected
                        ///< integer, got string \"ten\""
};

/// A compiled schema. Compile once, validate from any thread.
///
/// What asserts nothing: `format`, `contentEncoding` and the other annotations; a pattern that is
/// no regular expression of ECMA-262 (nor does `additionalProperties` beside it);
/// `unevaluatedItems`, `unevaluatedProperties`, `$dynamicRef`; a `$ref` that is no JSON Pointer
/// into the schema or to a definition; a `multipleOf` of more than 18 digits. Where such a keyword
/// decides whether a subschema of `oneOf`, `not`, `if` or `contains` holds, the benefit of the
/// doubt goes to the instance. Numbers are compared on their digits, lengths are in code points.
///
/// A validation ends with a violation when subschemas nest more than 800 deep or are applied more
/// than 2,000,000 times.
class Schema {
 public:
  /// `text` may refer to `#/$defs/<name>` of `definitions`; definitions are compiled when they are
  /// first reached. A keyword this validator does not know asserts nothing. Nothing conforms to a
  /// `text` that is not JSON.
  static std::shared_ptr<const Schema> compile(std::string_view text, List<Definition> definitions);

  /// Every violation, at most `max_violations`.
  virtual std::vector<Violation> validate(const json::Value& instance,
                                          std::size_t max_violations = 20) const = 0;
  virtual ~Schema() = default;
};

}  // namespace mcp::schema
