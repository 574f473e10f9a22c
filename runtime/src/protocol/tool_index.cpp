#include "protocol/tool_index.h"

namespace mcp::protocol {

const Tool* ToolIndex::find(std::string_view name) {
  if (tools_.empty()) {
    tools_.reserve(server_.tools.size());
    for (const Tool& tool : server_.tools) tools_.emplace(tool.name, &tool);
  }
  const auto found = tools_.find(name);
  return found == tools_.end() ? nullptr : found->second;
}

}  // namespace mcp::protocol
