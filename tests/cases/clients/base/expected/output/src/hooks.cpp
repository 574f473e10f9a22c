// Written once by mcpcc; this file is yours: the places where your own code joins the server. Comments show what can be done;
// take out of them what you need, and name it at the end. <mcp/hooks.h> and <mcp/server.h> say more, and docs/code.md
// of mcpcc teaches it.
#include <mcp/hooks.h>

#include "generated/operations.h"

// Change a request before it is sent, knowing who called. Compare names with those of generated/operations.h, and a hook
// for an operation that the document no longer has stops compiling. An exception becomes an error result.
//
//   void before_request(const mcp::Tool& tool, const mcp::Principal& caller, mcp::HttpRequest& request) {
//     if (tool.name.view() == generated::operations::list_animals_::name.view()) {
//       request.headers.emplace_back("X-Requested-By", caller.id.empty() ? "shop" : caller.id);
//     }
//   }
//
// Change a response before it becomes a result.
//
//   void after_response(const mcp::Tool& tool, mcp::HttpResponse& response) {
//     if (tool.annotations.read_only && response.status == 404) {
//       response.status = 200;
//       response.body = R"({"found":false})";
//     }
//   }
//
// What follows needs this, which costs a second to compile:
//
//   #include <mcp/server.h>
//
// Add a tool; likewise resources, prompts and completions.
//
//   mcp::ToolResult count_letters(mcp::Call& call) {
//     const std::string_view text = call.arguments()["text"].string();
//     return mcp::json_result(mcp::JsonObject().add("letters", static_cast<int>(text.size())).text());
//   }
//
// Replace an operation: add a tool with its name. As a coroutine it may wait, for the API or for the user.
//
//   mcp::Async<mcp::ToolResult> replacement(mcp::Call& call) {
//     const mcp::HttpResponse response = co_await call.fetch("GET", "https://api.example.com/status");
//     co_return mcp::text_result("The API answered with " + std::to_string(response.status) + ".");
//   }
//
//   void add_features(mcp::Features& features) {
//     features.add_tool({.name = "count_letters",
//                        .description = "Counts the letters of a text",
//                        .input_schema = R"({"type":"object","properties":{"text":{"type":"string"}}})"},
//                       count_letters);
//     features.add_tool({.name = std::string(generated::operations::list_animals_::name.view()),
//                        .description = "Says how the API does"},
//                       replacement);
//   }

extern const mcp::Hooks hooks;
const mcp::Hooks hooks = {
    .before_request = nullptr,
    .after_response = nullptr,
    .add_features = nullptr,
};
