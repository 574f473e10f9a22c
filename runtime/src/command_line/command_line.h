// The command line of a generated server. See docs/runtime.md.
#pragma once

#include <mcp/tool.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "configuration/configuration.h"
#include "transport/access.h"

namespace mcp::command_line {

/// Exit statuses, the same as those of the compiler.
enum Status : int { fine = 0, failed = 1, wrong_usage = 2, fault = 3 };

struct Stdio {};

struct Http {
  transport::Endpoint endpoint;
  bool serves_sse = false;              ///< also HTTP with SSE, the transport of 2024-11-05
  bool tolerates_stale_header = false;  ///< see protocol::Options
  std::optional<transport::Endpoint> metrics;
};

struct CallTool {
  std::string tool;
  std::optional<std::string> arguments;  ///< JSON text, or `-` for standard input
  bool dry_run = false;
};

struct ListTools {
  bool json = false;
};

struct Health {
  std::string url = "http://127.0.0.1:8080";
};

/// `key new`
struct NewKey {
  std::string name;
  std::vector<std::string> scopes;
};

struct Help {};
struct Version {};

using Command = std::variant<Stdio, Http, CallTool, ListTools, Health, NewKey, Help, Version>;

struct CommandLine {
  Command command;
  std::string profile;  ///< empty: none was named
  configuration::Overrides overrides;
};

/// Wrong usage: a sentence that says what is wrong and what was perhaps meant.
struct Usage {
  std::string message;
};

/// `arguments` without the name of the program.
std::variant<CommandLine, Usage> parse(std::span<const char* const> arguments);

/// What --help prints. `program`: the name the program was called by.
/// `has_features`: some of what is served is written in code.
std::string help(const Server& server, bool has_features, std::string_view program);

}  // namespace mcp::command_line
