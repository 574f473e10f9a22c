// For servers without hooks of their own.
#include <mcp/hooks.h>

extern const mcp::Hooks hooks;
const mcp::Hooks hooks;
