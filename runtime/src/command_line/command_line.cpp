#include "command_line/command_line.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "configuration/policy.h"
#include "configuration/upstream_url.h"
#include "text/hint.h"

namespace mcp::command_line {
namespace {

enum Where : std::uint8_t { serve = 1, call = 2, tools = 4, health = 8, key = 16 };

/// What was given, before it is known which command it belongs to.
struct Given {
  CommandLine line;
  std::vector<std::string_view> words;  // the command and its operands
  std::optional<transport::Endpoint> http;
  bool sse = false;
  bool stale_header = false;
  std::optional<transport::Endpoint> metrics;
  bool dry_run = false;
  bool json = false;
  bool help = false;
  bool version = false;
};

/// Takes the value of an option; empty: fine, else what it should have been.
using Apply = std::string (*)(Given& given, std::string_view value);

struct Option {
  std::string_view name;
  bool has_value;
  std::uint8_t where;
  Apply apply;
};

constexpr std::uint8_t upstream_commands = serve | call;
constexpr std::uint8_t everywhere = serve | call | tools | health | key;

constexpr std::array
    options =
        {
            Option{"--http", true, serve,
                   [](Given& given, std::string_view value) -> std::string {
                     transport::Endpoint endpoint;
                     if (!transport::parse_endpoint(value, endpoint)) {
                       return "an IP address and a port, such as 127.0.0.1:8080";
                     }
                     given.http = endpoint;
                     return {};
                   }},
            Option{"--stdio", false, serve,
                   [](Given& given, std::string_view) -> std::string {
                     given.http.reset();
                     given.sse = given.stale_header = false;
                     given.metrics.reset();
                     return {};
                   }},
            Option{"--sse", false, serve,
                   [](Given& given, std::string_view) -> std::string {
                     given.sse = true;
                     return {};
                   }},
            Option{"--tolerate-stale-version-header", false, serve,
                   [](Given& given, std::string_view) -> std::string {
                     given.stale_header = true;
                     return {};
                   }},
            Option{"--metrics", true, serve,
                   [](Given& given, std::string_view value) -> std::string {
                     transport::Endpoint endpoint;
                     if (!transport::parse_endpoint(value, endpoint)) {
                       return "an IP address and a port, such as 127.0.0.1:9090";
                     }
                     given.metrics = endpoint;
                     return {};
                   }},
            Option{"--profile", true, serve | tools,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.profile = value;
                     return value.empty() ? "the name of a profile" : "";
                   }},
            Option{"--dry-run", false, call,
                   [](Given& given, std::string_view) -> std::string {
                     given.dry_run = true;
                     return {};
                   }},
            Option{"--format", true, tools,
                   [](Given& given, std::string_view value) -> std::string {
                     given.json = value == "json";
                     return given.json || value == "text" ? std::string() : "text or json";
                   }},
            Option{"--base-url", true, upstream_commands,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.base_url = value;
                     return {};
                   }},
            Option{"--config", true, upstream_commands,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.config_file = value;
                     return {};
                   }},
            Option{"--timeout", true, upstream_commands,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.timeout = configuration::parse_seconds(value);
                     return given.line.overrides.timeout ? std::string()
                                                         : "seconds, above 0 and at most 86400";
                   }},
            Option{"--files", true, upstream_commands,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.files_root = value;
                     return value.empty() ? "a folder" : "";
                   }},
            Option{"--log-level", true, upstream_commands,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.log_level = transport::parse_log_level(value);
                     return given.line.overrides.log_level
                                ? std::string()
                                : std::string(transport::log_level_names);
                   }},
            Option{
                "--allow-host", true, serve,
                [](Given& given, std::string_view value) -> std::string {
                  given.line.overrides.allow_hosts.emplace_back(value);
                  return value.empty() ? "a host name, with or without a port" : "";
                }},
            Option{"--allow-origin", true, serve,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.allow_origins.emplace_back(value);
                     return value.empty() ? "an origin, such as https://app.example.com" : "";
                   }},
            Option{"--allow-upstream-host", true, upstream_commands,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.allow_upstream_hosts.emplace_back(value);
                     return configuration::is_host(value) ? "" : "a host name without a port";
                   }},
            Option{"--tls-cert", true, serve,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.tls_certificate = value;
                     return value.empty() ? "a file with certificates in PEM" : "";
                   }},
            Option{"--tls-key", true, serve,
                   [](Given& given, std::string_view value) -> std::string {
                     given.line.overrides.tls_key = value;
                     return value.empty() ? "a file with a private key in PEM" : "";
                   }},
            Option{"--help", false, everywhere,
                   [](Given& given, std::string_view) -> std::
                                                          string {
                                                            given.help = true;
                                                            return {};
                                                          }},
            Option{"--version", false, everywhere,
                   [](Given& given, std::string_view) -> std::string {
                     given.version = true;
                     return {};
                   }},
};

constexpr std::array<std::pair<std::string_view, Where>, 4> commands = {
    {{"call", call}, {"tools", tools}, {"health", health}, {"key", key}}};

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string unknown_option(std::string_view name) {
  std::array<std::string_view, options.size()> names;
  std::ranges::transform(options, names.begin(), &Option::name);
  return "there is no option " + quoted(name) + text::hint(name, names);
}

std::string unknown_command(std::string_view name) {
  std::array<std::string_view, commands.size()> names;
  std::ranges::transform(commands, names.begin(), [](const auto& c) { return c.first; });
  return "there is no command " + quoted(name) + text::hint(name, names);
}

std::string_view command_name(Where where) {
  for (const auto& [name, command] : commands) {
    if (command == where) return name;
  }
  return "serving";
}

/// The command with its operands; a text: wrong usage.
std::variant<Command, Usage> make_command(const Given& given, Where where) {
  const std::vector<std::string_view>& words = given.words;
  const auto too_many = [&](std::size_t most) {
    return Usage{quoted(words[0]) + " has no use for " + quoted(words[most])};
  };
  switch (where) {
    case serve:
      if (given.http) return Http{*given.http, given.sse, given.stale_header, given.metrics};
      if (given.sse) return Usage{"`--sse` needs `--http`"};
      if (given.metrics) return Usage{"`--metrics` needs `--http`"};
      return Stdio{};
    case call:
      if (words.size() < 2) return Usage{"`call` needs the name of a tool"};
      if (words.size() > 3) return too_many(3);
      return CallTool{std::string(words[1]),
                      words.size() == 3 ? std::optional<std::string>(words[2]) : std::nullopt,
                      given.dry_run};
    case tools:
      if (words.size() > 1) return too_many(1);
      return ListTools{given.json};
    case key:
      if (words.size() < 3 || words[1] != "new") {
        return Usage{"`key new` needs a name, and the scopes after it"};
      }
      return NewKey{std::string(words[2]), {words.begin() + 3, words.end()}};
    case health:
      break;
  }
  if (words.size() > 2) return too_many(2);
  Health out;
  if (words.size() == 2) out.url = words[1];
  return out;
}

}  // namespace

std::variant<CommandLine, Usage> parse(std::span<const char* const> arguments) {
  Given given;
  std::vector<const Option*> seen;
  bool options_end = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (options_end || !word.starts_with('-') || word == "-") {
      given.words.push_back(word);
      continue;
    }
    if (word == "--") {
      options_end = true;
      continue;
    }
    const std::size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals);
    if (name == "-h") name = "--help";
    const auto* option = std::ranges::find(options, name, &Option::name);
    if (option == options.end()) return Usage{unknown_option(name)};
    std::string_view value;
    if (equals != std::string_view::npos) {
      if (!option->has_value) return Usage{quoted(name) + " takes no value"};
      value = word.substr(equals + 1);
    } else if (option->has_value) {
      if (++i == arguments.size()) return Usage{quoted(name) + " needs a value"};
      value = arguments[i];
    }
    const std::string want = option->apply(given, value);
    if (!want.empty()) return Usage{quoted(name) + " must be " + want};
    seen.push_back(option);
  }
  if (given.help) return CommandLine{Help{}, {}, {}};
  if (given.version) return CommandLine{Version{}, {}, {}};

  Where where = serve;
  if (!given.words.empty()) {
    const auto* command =
        std::ranges::find(commands, given.words[0], [](const auto& c) { return c.first; });
    if (command == commands.end()) return Usage{unknown_command(given.words[0])};
    where = command->second;
  }
  for (const Option* option : seen) {
    if ((option->where & where) == 0) {
      return Usage{quoted(option->name) + " has no meaning for " + quoted(command_name(where))};
    }
  }
  auto command = make_command(given, where);
  if (auto* usage = std::get_if<Usage>(&command)) return std::move(*usage);
  given.line.command = std::move(std::get<Command>(command));
  return std::move(given.line);
}

}  // namespace mcp::command_line
