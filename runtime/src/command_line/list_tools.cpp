#include <algorithm>
#include <cstddef>
#include <string>

#include "command_line/commands.h"
#include "protocol/results.h"
#include "text/one_line.h"

namespace mcp::command_line {

int list_tools(const Server& server, const ListTools& command, const Environment& environment) {
  std::string out;
  if (command.json) {
    out.reserve(protocol::list_result_size(server, protocol::latest));
    protocol::append_tools(out, server, protocol::latest);
    out += '\n';
  } else {
    std::size_t width = 0;
    for (const Tool& tool : server.tools) width = std::max<std::size_t>(width, tool.name.size);
    for (std::size_t i = 0; i < server.tools.size(); ++i) {
      const std::string title = text::one_line(server.profiles[0].listings[i].title);
      out += server.tools[i].name.view();
      if (!title.empty()) {
        out.append(width - server.tools[i].name.size + 2, ' ');
        out += title;
      }
      out += '\n';
    }
  }
  return print(environment, out);
}

}  // namespace mcp::command_line
