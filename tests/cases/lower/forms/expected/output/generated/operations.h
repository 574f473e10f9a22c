// The names of this server's tools and their arguments. Code that uses a name which the document no longer has stops
// compiling. Every name ends in an underscore, so that none can be a keyword or a macro. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#pragma once

#include <mcp/tool.h>

namespace generated {

/// The tables of generated/tools.cpp.
extern const mcp::Server server;

namespace operations {

using namespace mcp::literals;

namespace pay_ {
inline constexpr std::size_t index = 0;  ///< in server.tools
inline constexpr mcp::Text name = "pay"_t;
namespace arguments {
inline constexpr mcp::Text body_ = "body"_t;
}  // namespace arguments
}  // namespace pay_
namespace note_ {
inline constexpr std::size_t index = 1;  ///< in server.tools
inline constexpr mcp::Text name = "note"_t;
namespace arguments {
inline constexpr mcp::Text body_ = "body"_t;
inline constexpr mcp::Text content_type_ = "content_type"_t;
}  // namespace arguments
}  // namespace note_
namespace search_ {
inline constexpr std::size_t index = 2;  ///< in server.tools
inline constexpr mcp::Text name = "search"_t;
namespace arguments {
inline constexpr mcp::Text q_ = "q"_t;
}  // namespace arguments
}  // namespace search_
namespace mixed_ {
inline constexpr std::size_t index = 3;  ///< in server.tools
inline constexpr mcp::Text name = "mixed"_t;
namespace arguments {
inline constexpr mcp::Text body_ = "body"_t;
inline constexpr mcp::Text content_type_ = "content_type"_t;
}  // namespace arguments
}  // namespace mixed_

}  // namespace operations
}  // namespace generated
