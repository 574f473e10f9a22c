// A server written in code, for the tests that talk to one.
#pragma once

#include <mcp/server.h>

namespace mcp::test {

void add_features(Features& features);

}  // namespace mcp::test
