#include <optional>

#include "auth/api_keys.h"
#include "command_line/commands.h"
#include "transport/descriptor.h"

namespace mcp::command_line {

int make_key(const NewKey& command, const Environment& environment) {
  const std::optional<auth::NewApiKey> made = auth::make_api_key(command.name, command.scopes);
  if (!made) {
    complain(environment,
             "a name has at most 64 printable characters, and a scope no quotes and backslashes");
    return wrong_usage;
  }
  // Apart, so that `key new NAME >> FILE` keeps the line and shows the key.
  if (const int status = print(environment, made->line + "\n"); status != fine) return status;
  transport::write_all(environment.error, made->key + "\n");
  return fine;
}

}  // namespace mcp::command_line
