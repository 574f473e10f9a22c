// Calls of a server that runs as a process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "process.h"

namespace mcp::credentials::test {

/// A request `tools/call` of the newest protocol version.
std::string call_message(std::string_view tool, std::string_view arguments = R"({"id":"1"})",
                         int id = 1);

/// Makes one call over stdio and returns its response.
std::string answer_of(mcp::test::Process& process, std::string_view tool,
                      std::string_view arguments = R"({"id":"1"})");

/// A file of this test process with this text.
std::string write_file(const std::string& name, const std::string& text);

}  // namespace mcp::credentials::test
