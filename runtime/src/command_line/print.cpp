#include <cerrno>
#include <string>
#include <system_error>

#include "command_line/commands.h"
#include "transport/descriptor.h"

namespace mcp::command_line {

void complain(const Environment& environment, std::string_view sentence) {
  std::string line(environment.program);
  line += ": ";
  line += sentence;
  line += '\n';
  transport::write_all(environment.error, line);
}

int print(const Environment& environment, std::string_view text) {
  if (transport::write_all(environment.output, text)) return fine;
  const std::string reason = std::generic_category().message(errno);
  complain(environment, "standard output cannot be written: " + reason);
  return fault;
}

}  // namespace mcp::command_line
