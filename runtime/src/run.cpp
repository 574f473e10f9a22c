// mcp::run: from the command line of a generated server to what it does.
#include <mcp/hooks.h>
#include <mcp/server.h>
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
#include "features/state.h"
#include "protocol/profile.h"

namespace mcp {
namespace {

using command_line::Environment;

std::string_view program_name(int argc, char** argv, const Server& server) {
  if (argc < 1 || argv[0] == nullptr) return server.name;
  const std::string_view path = argv[0];
  return path.substr(path.rfind('/') + 1);
}

/// The commands that talk to the API.
int run_configured(const command_line::Served& served, const command_line::CommandLine& line,
                   const Environment& environment) {
  const auto configured = configuration::configure(
      served.server, line.overrides, [](const char* name) { return std::getenv(name); });
  if (const auto* error = std::get_if<configuration::Error>(&configured)) {
    command_line::complain(environment, error->message);
    return command_line::wrong_usage;
  }
  const auto& configuration = std::get<configuration::Configuration>(configured);
  if (const auto* http = std::get_if<command_line::Http>(&line.command)) {
    return command_line::serve_http(served, *http, configuration, environment);
  }
  if (const auto* call = std::get_if<command_line::CallTool>(&line.command)) {
    return command_line::call_tool(served, *call, configuration, environment);
  }
  return command_line::serve_stdio(served, std::get<command_line::Stdio>(line.command),
                                   configuration, environment);
}

int complain_of_profile(const Server& server, std::string_view name,
                        const Environment& environment) {
  std::string sentence = "this server has no profile `" + std::string(name) + "`, only";
  for (const Profile& profile : server.profiles) sentence += " " + std::string(profile.name);
  command_line::complain(environment, sentence);
  return command_line::wrong_usage;
}

int run_command(const command_line::Served& served, int argc, char** argv) {
  const Server& server = served.server;
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
    return command_line::print(
        environment,
        command_line::help(server, !served.features.state().empty(), environment.program));
  }
  if (std::holds_alternative<command_line::Version>(line.command)) {
    return command_line::print(environment, std::string(server.name) + "-mcp " +
                                                std::string(server.version) +
                                                " (mcpcc " MCPCC_VERSION ")\n");
  }
  command_line::Served chosen = served;
  if (!line.profile.empty()) {
    chosen.profile = protocol::find_profile(server, line.profile);
    if (!chosen.profile) return complain_of_profile(server, line.profile, environment);
  }
  if (const auto* list = std::get_if<command_line::ListTools>(&line.command)) {
    return command_line::list_tools(chosen, *list, environment);
  }
  if (const auto* key = std::get_if<command_line::NewKey>(&line.command)) {
    return command_line::make_key(*key, environment);
  }
  if (const auto* health = std::get_if<command_line::Health>(&line.command)) {
    return command_line::check_health(*health, environment);
  }
  return run_configured(chosen, line, environment);
}

/// Text that refers to a string which outlives it.
Text to_text(const std::string& string) {
  return {string.data(), static_cast<std::uint32_t>(string.size())};
}

/// run() never throws, whatever a hook, a handler or a library does.
template <class Command>
int guarded(Command command) {
  const Environment environment{"mcp"};
  try {
    return command();
  } catch (const std::exception& error) {
    command_line::complain(environment, error.what());
  } catch (...) {
    command_line::complain(environment, "unknown exception");
  }
  return command_line::fault;
}

}  // namespace

int run(const Server& server, const Hooks& hooks, int argc, char** argv) {
  return guarded([&] {
    Features features;
    if (hooks.add_features != nullptr) hooks.add_features(features);
    return run_command({server, features, hooks}, argc, argv);
  });
}

int run(const ServerInfo& info, Features& features, int argc, char** argv) {
  return guarded([&] {
    // A server without operations: tables that are empty but for what it says of itself.
    const Profile profile = {"universal"_t, {}};
    const Upstream upstream = {""_t, ""_t, {}};
    const Server server = {table_format,
                           to_text(info.name),
                           to_text(info.title),
                           to_text(info.version),
                           to_text(info.instructions),
                           to_text(info.website_url),
                           ""_t,
                           {},
                           {&profile, 1},
                           {},
                           {},
                           {&upstream, 1}};
    const Hooks hooks;
    return run_command({server, features, hooks}, argc, argv);
  });
}

}  // namespace mcp
