// Written once by mcpcc; this file is yours.
#include <mcp/hooks.h>
#include <mcp/tool.h>

namespace generated {
extern const mcp::Server server;
}

extern const mcp::Hooks hooks;

int main(int argc, char** argv) { return mcp::run(generated::server, hooks, argc, argv); }
