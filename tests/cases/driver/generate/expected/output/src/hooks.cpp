// Written once by mcpcc; this file is yours. Hooks see every upstream request before it is sent and every response before
// it becomes a tool result. Compare names with those of generated/operations.h, and a hook for an operation that the
// document no longer has stops compiling:
//
//   void before_request(const mcp::Tool& tool, const mcp::Principal& caller, mcp::HttpRequest& request) {
//     if (tool.name.view() == generated::operations::get_book_::name.view()) {
//       request.headers.emplace_back("X-Requested-By", "shop");
//     }
//   }
#include <mcp/hooks.h>

#include "generated/operations.h"

extern const mcp::Hooks hooks;
const mcp::Hooks hooks = {
    .before_request = nullptr,
    .after_response = nullptr,
};
