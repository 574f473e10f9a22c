// What the pages say in their own words, the same in every format.
#pragma once

#include <string>
#include <vector>

#include "docs/reference.h"

namespace mcpcc::docs {

/// `read only`, `may change or delete`, `idempotent`: what clients may tell their users of a tool,
/// from the hints of MCP.
std::vector<std::string> traits(const project::Tool& tool);

/// What a call has to be allowed by: `staffKey`, or `oauth (read, write) and key`; one entry for
/// each alternative. Empty: it needs nothing.
std::vector<std::string> requirements(const project::Tool& tool);

/// `petstore.yaml:4, petstore.yaml:9 and 3 more`.
std::string places(const Loss& loss);

/// The errors that every tool can give, one sentence each.
std::vector<std::string> common_errors();

/// `the shell command that makes the example's call`; empty without an example.
std::string shell_call(const std::string& program, const Tool& tool);

}  // namespace mcpcc::docs
