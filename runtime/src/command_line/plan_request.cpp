#include "command_line/plan_request.h"

#include "credentials/known.h"
#include "invoke/security.h"
#include "upstream/idempotency.h"

namespace mcp::command_line {

std::variant<HttpRequest, invoke::ToolResult> plan_request(
    const Server& server, const Tool& tool, const json::Value* arguments,
    const configuration::Configuration& configuration, const schema::Names& names) {
  auto built = invoke::build_request(
      server, tool, arguments, configuration.settings,
      invoke::placeholders(server, tool,
                           credentials::known_credentials(server, configuration.credentials, {})),
      names);
  if (auto* request = std::get_if<HttpRequest>(&built)) {
    const auto header = upstream::idempotency_header(tool, configuration.policy_of(tool));
    if (!header.empty() && upstream::lacks_key(request->headers, header)) {
      request->headers.emplace_back(header, "<new for each call>");
    }
  }
  return built;
}

}  // namespace mcp::command_line
