#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "command_line/commands.h"
#include "protocol/catalog.h"
#include "protocol/results.h"
#include "text/one_line.h"

namespace mcp::command_line {

int list_tools(const Served& served, const ListTools& command, const Environment& environment) {
  const protocol::Catalog catalog(served.server, served.features);
  const Profile& profile = served.server.profiles[served.profile.value_or(0)];
  std::string out;
  if (command.json) {
    protocol::append_tools(out, catalog, profile, protocol::latest);
    return print(environment, out += '\n');
  }
  std::vector<std::pair<std::string_view, std::string_view>> rows;
  for (const auto& tool : catalog.tools()) {
    if (tool.feature != nullptr) {
      rows.emplace_back(tool.feature->info.name, tool.feature->info.title);
    } else {
      rows.emplace_back(served.server.tools[tool.operation].name,
                        profile.listings[tool.operation].title);
    }
  }
  std::size_t width = 0;
  for (const auto& [name, title] : rows) width = std::max(width, name.size());
  for (const auto& [name, title] : rows) {
    out += name;
    if (const std::string line = text::one_line(title); !line.empty()) {
      out.append(width - name.size() + 2, ' ').append(line);
    }
    out += '\n';
  }
  return print(environment, out);
}

}  // namespace mcp::command_line
