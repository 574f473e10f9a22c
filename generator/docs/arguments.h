// What a schema of arguments says, in words and as an example.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "docs/reference.h"

namespace mcpcc::docs {

/// The arguments of a tool, in the order of its schema.
std::vector<Argument> describe_arguments(const project::Tool& tool);

/// Arguments of a call that the tool's shown schema allows, as compact JSON: what must be given,
/// with the document's own examples and defaults where it has any. Empty: none was found.
std::string example_arguments(std::string_view input_schema);

/// `json` with line ends and two spaces a level. What is nested too deep stays as it is.
std::string pretty_json(std::string_view json);

}  // namespace mcpcc::docs
