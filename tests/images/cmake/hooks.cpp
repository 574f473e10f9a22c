#include <mcp/hooks.h>
#include <mcp/server.h>

namespace {

mcp::ToolResult count_letters(mcp::Call& call) {
  const std::string_view text = call.arguments()["text"].string();
  return mcp::json_result(mcp::JsonObject().add("letters", static_cast<int>(text.size())).text());
}

void add_features(mcp::Features& features) {
  features.add_tool(
      {.name = "count_letters",
       .description = "Counts the letters of a text",
       .input_schema = R"({"type":"object","properties":{"text":{"type":"string"}}})"},
      count_letters);
}

}  // namespace

extern const mcp::Hooks hooks;
const mcp::Hooks hooks = {
    .before_request = nullptr,
    .after_response = nullptr,
    .add_features = add_features,
};
