// The names of this server's tools and their arguments. Code that uses a name which the document no longer has stops
// compiling. Every name ends in an underscore, so that none can be a keyword or a macro. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#pragma once

#include <mcp/tool.h>

namespace generated {

/// The tables of generated/tools.cpp.
extern const mcp::Server server;

namespace operations {

using namespace mcp::literals;

namespace get_book_ {
inline constexpr std::size_t index = 0;  ///< in server.tools
inline constexpr mcp::Text name = "get_book"_t;
namespace arguments {
inline constexpr mcp::Text id_ = "id"_t;
inline constexpr mcp::Text fields_ = "fields"_t;
}  // namespace arguments
}  // namespace get_book_
namespace delete_ {
inline constexpr std::size_t index = 1;  ///< in server.tools
inline constexpr mcp::Text name = "delete"_t;
namespace arguments {
inline constexpr mcp::Text id_ = "id"_t;
}  // namespace arguments
}  // namespace delete_

}  // namespace operations
}  // namespace generated
