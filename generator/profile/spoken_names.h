// Members that a schema speaks of without describing them.
#pragma once

#include <string>

namespace mcpcc::profile {

/// `schema`, which has no `$ref`, with every member in `properties` that only `required`,
/// `dependentRequired`, `dependentSchemas`, `if`, `then`, `else`, `not`, `propertyNames` or what an
/// alternative requires names: where objects are closed, others are sent as JSON text. Their
/// schemas are what `additionalProperties` says of them, what `then` and `else` both say, or else
/// say nothing. Names that `propertyNames` lists are all there are. It accepts all that `schema`
/// accepts. At most 100 names a schema; of texts no more than 16 KB is repeated.
std::string describe_spoken_names(std::string schema);

}  // namespace mcpcc::profile
