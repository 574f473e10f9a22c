#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "command_line/commands.h"
#include "text/visible.h"
#include "transport/descriptor.h"

namespace mcp::command_line {

bool write_text(int descriptor, std::string_view text) {
  if (isatty(descriptor) == 1) return transport::write_all(descriptor, text::visible(text, "\n\t"));
  return transport::write_all(descriptor, text);
}

void complain(const Environment& environment, std::string_view sentence) {
  std::string line(environment.program);
  line += ": ";
  line += sentence;
  line += '\n';
  write_text(environment.error, line);
}

int print(const Environment& environment, std::string_view text) {
  if (write_text(environment.output, text)) return fine;
  const std::string reason = std::generic_category().message(errno);
  complain(environment, "standard output cannot be written: " + reason);
  return fault;
}

transport::Log open_log(const Environment& environment,
                        const configuration::Configuration& configuration) {
  transport::Log log(std::string(environment.program), configuration.log_level, environment.error);
  for (const std::string& warning : configuration.warnings) {
    log.write(transport::LogLevel::warning, warning);
  }
  return log;
}

}  // namespace mcp::command_line
