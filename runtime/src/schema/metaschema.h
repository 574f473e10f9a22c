// The metaschema of JSON Schema 2020-12, built in.
#pragma once

#include <string_view>

namespace mcp::schema {

/// The document that has the resource `uri`, an absolute URI without a fragment; empty: not built
/// in.
std::string_view metaschema(std::string_view uri);

/// Whether `$schema` names the dialect that is taken without one.
bool is_default_metaschema(std::string_view uri);

}  // namespace mcp::schema
