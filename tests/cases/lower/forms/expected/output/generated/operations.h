// The names of this server's tools and their arguments. Code that uses a name which the document no longer has stops
// compiling. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#pragma once

#include <mcp/tool.h>

namespace generated {

/// The tables of generated/tools.cpp.
extern const mcp::Server server;

namespace operations {

using namespace mcp::literals;

namespace pay {
inline constexpr std::size_t index = 0;  ///< in server.tools
inline constexpr mcp::Text name = "pay"_t;
namespace arguments {
inline constexpr mcp::Text body = "body"_t;
}  // namespace arguments
}  // namespace pay
namespace note {
inline constexpr std::size_t index = 1;  ///< in server.tools
inline constexpr mcp::Text name = "note"_t;
namespace arguments {
inline constexpr mcp::Text body = "body"_t;
}  // namespace arguments
}  // namespace note
namespace mixed {
inline constexpr std::size_t index = 2;  ///< in server.tools
inline constexpr mcp::Text name = "mixed"_t;
namespace arguments {
inline constexpr mcp::Text body = "body"_t;
}  // namespace arguments
}  // namespace mixed

}  // namespace operations
}  // namespace generated
