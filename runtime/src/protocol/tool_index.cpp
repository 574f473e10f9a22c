#include "protocol/tool_index.h"

#include <vector>

#include "text/hint.h"

namespace mcp::protocol {

const Tool* ToolIndex::find(std::string_view name) {
  if (tools_.empty()) {
    tools_.reserve(server_.tools.size());
    for (const Tool& tool : server_.tools) tools_.emplace(tool.name, &tool);
  }
  const auto found = tools_.find(name);
  return found == tools_.end() ? nullptr : found->second;
}

std::string ToolIndex::hint(std::string_view name) const {
  std::vector<std::string_view> names;
  names.reserve(server_.tools.size());
  for (const Tool& tool : server_.tools) names.push_back(tool.name);
  return text::hint(name, names);
}

}  // namespace mcp::protocol
