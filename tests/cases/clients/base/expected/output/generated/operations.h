// The names of this server's tools and their arguments. Code that uses a name which the document no longer has stops
// compiling. Every name ends in an underscore, so that none can be a keyword or a macro. Made by mcpcc 0.1.0; `mcpcc generate` writes it again.
#pragma once

#include <mcp/tool.h>

namespace generated {

/// The tables of generated/tools.cpp.
extern const mcp::Server server;

namespace operations {

using namespace mcp::literals;

namespace list_animals_ {
inline constexpr std::size_t index = 0;  ///< in server.tools
inline constexpr mcp::Text name = "list_animals"_t;
}  // namespace list_animals_
namespace list_orders_ {
inline constexpr std::size_t index = 1;  ///< in server.tools
inline constexpr mcp::Text name = "list_orders"_t;
}  // namespace list_orders_

}  // namespace operations
}  // namespace generated
