// A given instance as a draft, so that it can be broken. Internal to this folder.
#pragma once

#include "schema/instances/draft.h"
#include "schema/program.h"

namespace mcp::schema {

/// `value` with the schemas that apply to each of its values. What is nested deeper than 100 levels
/// has none. The values of `value` are copied.
Draft annotate(const Program& program, const json::Value& value);

}  // namespace mcp::schema
