// What the commands of a generated server do, one function each. They return the exit status and
// never throw on purpose.
#pragma once

#include <mcp/hooks.h>
#include <mcp/server.h>
#include <mcp/tool.h>

#include <cstddef>
#include <optional>
#include <string_view>

#include "command_line/command_line.h"
#include "configuration/configuration.h"

namespace mcp::command_line {

/// Files and names a program is started with.
struct Environment {
  std::string_view program;  ///< for messages and help
  int input = 0;
  int output = 1;
  int error = 2;
};

/// Writes `text`: as it is, or, where people read it on a terminal, with what could steer the
/// terminal made visible. False with errno when it cannot be written.
bool write_text(int descriptor, std::string_view text);
/// What a program serves. All of it outlives the command.
struct Served {
  const Server& server;
  Features& features;
  const Hooks& hooks;
  std::optional<std::size_t> profile = {};  ///< that was asked for, by index
};

/// A sentence on standard error, after the program's name.
void complain(const Environment& environment, std::string_view sentence);

/// Writes `text` to standard output. The exit status: `fine`, or `fault` after a
/// complaint.
int print(const Environment& environment, std::string_view text);

/// The log that `configuration` asks for, with its warnings in it.
transport::Log open_log(const Environment& environment,
                        const configuration::Configuration& configuration);

int serve_stdio(const Served& served, const Stdio& command,
                const configuration::Configuration& configuration, const Environment& environment);

int serve_http(const Served& served, const Http& command,
               const configuration::Configuration& configuration, const Environment& environment);

/// Prints the texts of the result on standard output, those of an error result on standard error.
int call_tool(const Served& served, const CallTool& command,
              const configuration::Configuration& configuration, const Environment& environment);

int list_tools(const Served& served, const ListTools& command, const Environment& environment);

/// Prints the line for the file of API keys on standard output and the key on standard error.
int make_key(const NewKey& command, const Environment& environment);

int check_health(const Health& command, const Environment& environment);

}  // namespace mcp::command_line
