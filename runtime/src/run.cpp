// mcp::run: from the command line of a generated server to what it does.
#include <mcp/hooks.h>
#include <mcp/tool.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <variant>

#include "command_line/command_line.h"
#include "command_line/commands.h"
#include "configuration/configuration.h"

namespace mcp {
namespace {

using command_line::Environment;

std::string_view program_name(int argc, char** argv, const Server& server) {
  if (argc < 1 || argv[0] == nullptr) return server.name;
  const std::string_view path = argv[0];
  return path.substr(path.rfind('/') + 1);
}

/// The commands that talk to the API.
int run_configured(const Server& server, const Hooks& hooks, const command_line::CommandLine& line,
                   const Environment& environment) {
  const auto configured = configuration::configure(
      server, line.overrides, [](const char* name) { return std::getenv(name); });
  if (const auto* error = std::get_if<configuration::Error>(&configured)) {
    command_line::complain(environment, error->message);
    return command_line::wrong_usage;
  }
  const auto& configuration = std::get<configuration::Configuration>(configured);
  if (const auto* http = std::get_if<command_line::Http>(&line.command)) {
    return command_line::serve_http(server, hooks, *http, configuration, environment);
  }
  if (const auto* call = std::get_if<command_line::CallTool>(&line.command)) {
    return command_line::call_tool(server, hooks, *call, configuration, environment);
  }
  return command_line::serve_stdio(server, hooks, configuration, environment);
}

int run_command(const Server& server, const Hooks& hooks, int argc, char** argv) {
  const Environment environment{program_name(argc, argv, server)};
  if (server.format != table_format) {
    command_line::complain(environment,
                           "the generated tables have format " + std::to_string(server.format) +
                               ", this runtime reads format " + std::to_string(table_format) +
                               ": generate the project again or link the runtime it was made for");
    return command_line::fault;
  }
  // A client that closes its end shows up as a failed write.
  std::signal(SIGPIPE, SIG_IGN);
  const auto arguments = argc < 1 ? 0 : static_cast<std::size_t>(argc - 1);
  auto parsed = command_line::parse({argv + (argc < 1 ? 0 : 1), arguments});
  if (const auto* usage = std::get_if<command_line::Usage>(&parsed)) {
    command_line::complain(environment, usage->message);
    command_line::complain(environment, "--help tells more");
    return command_line::wrong_usage;
  }
  const auto& line = std::get<command_line::CommandLine>(parsed);
  if (std::holds_alternative<command_line::Help>(line.command)) {
    return command_line::print(environment, command_line::help(server, environment.program));
  }
  if (std::holds_alternative<command_line::Version>(line.command)) {
    return command_line::print(environment, std::string(server.name) + "-mcp " +
                                                std::string(server.version) +
                                                " (mcpcc " MCPCC_VERSION ")\n");
  }
  if (const auto* list = std::get_if<command_line::ListTools>(&line.command)) {
    return command_line::list_tools(server, *list, environment);
  }
  if (const auto* key = std::get_if<command_line::NewKey>(&line.command)) {
    return command_line::make_key(*key, environment);
  }
  if (const auto* health = std::get_if<command_line::Health>(&line.command)) {
    return command_line::check_health(*health, environment);
  }
  return run_configured(server, hooks, line, environment);
}

}  // namespace

int run(const Server& server, const Hooks& hooks, int argc, char** argv) {
  const Environment environment{"mcp"};
  try {
    return run_command(server, hooks, argc, argv);
  } catch (const std::exception& error) {
    command_line::complain(environment, error.what());
  } catch (...) {  // run() never throws, whatever a hook or a library does
    command_line::complain(environment, "unknown exception");
  }
  return command_line::fault;
}

}  // namespace mcp
