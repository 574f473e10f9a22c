#include "emit/clients/clients.h"

#include <algorithm>
#include <array>
#include <set>

namespace mcpcc::emit::clients {

namespace {

using edit::Action;
using edit::Change;
using edit::Value;

constexpr std::array table = {
    Client{.id = "claude-desktop",
           .title = "Claude Desktop",
           .servers = "mcpServers",
           .reaches_http = false},
    Client{.id = "claude-code",
           .title = "Claude Code",
           .secrets = Secrets::shell_default,
           .servers = "mcpServers"},
    Client{.id = "vscode",
           .title = "Visual Studio Code",
           .secrets = Secrets::input,
           .servers = "servers",
           .reads_comments = true},
    Client{.id = "cursor",
           .title = "Cursor",
           .secrets = Secrets::env,
           .servers = "mcpServers",
           .reads_comments = true},
    Client{.id = "cline", .title = "Cline", .secrets = Secrets::env, .servers = "mcpServers"},
    Client{.id = "windsurf", .title = "Windsurf", .secrets = Secrets::env, .servers = "mcpServers"},
    Client{.id = "zed", .title = "Zed", .servers = "context_servers", .reads_comments = true},
    Client{.id = "gemini-cli",
           .title = "Gemini CLI",
           .secrets = Secrets::shell,
           .servers = "mcpServers",
           .reads_comments = true},
    Client{.id = "codex",
           .title = "Codex",
           .format = Format::toml,
           .secrets = Secrets::forward,
           .servers = "mcp_servers"},
    Client{.id = "copilot-cli",
           .title = "GitHub Copilot CLI",
           .secrets = Secrets::shell,
           .servers = "mcpServers"},
    Client{.id = "continue",
           .title = "Continue",
           .format = Format::yaml,
           .secrets = Secrets::secrets,
           .servers = "mcpServers"},
    Client{.id = "inspector", .title = "MCP Inspector", .servers = "mcpServers"},
};

// The id of the input that asks for a variable: `petstore-staff-key`.
std::string input_id(const std::string& variable) {
  std::string id;
  for (const char c : variable) {
    id += c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  return id;
}

std::string placeholder(const Client& client, const std::string& variable) {
  switch (client.secrets) {
    case Secrets::fill_in:
    case Secrets::forward:
      return {};
    case Secrets::shell:
      return "${" + variable + "}";
    case Secrets::shell_default:
      return "${" + variable + ":-}";
    case Secrets::env:
      return "${env:" + variable + "}";
    case Secrets::input:
      return "${input:" + input_id(variable) + "}";
    case Secrets::secrets:
      return "${{ secrets." + variable + " }}";
  }
  return {};
}

// What does not stand in the file of the client.
std::vector<Variable> open_variables(const Connection& connection) {
  std::vector<Variable> result;
  for (const Variable& variable : connection.variables) {
    if (!variable.value) result.push_back(variable);
  }
  if (!connection.bearer.empty())
    result.push_back({connection.bearer, "Token for " + connection.name, true, std::nullopt});
  return result;
}

Value::List arguments(const Connection& connection) {
  Value::List list;
  if (connection.transport != Transport::image) return list;
  for (const char* argument : {"run", "-i", "--rm"}) list.emplace_back(argument);
  // Without a value the engine passes on its own, which keeps values off the command line.
  for (const Variable& variable : connection.variables) {
    list.emplace_back("-e");
    list.emplace_back(variable.name);
  }
  list.emplace_back(connection.image);
  list.emplace_back("--stdio");
  return list;
}

Value::Table environment(const Client& client, const Connection& connection) {
  Value::Table result;
  for (const Variable& variable : connection.variables) {
    if (!variable.value && client.secrets == Secrets::forward) continue;
    result.emplace_back(variable.name,
                        variable.value ? *variable.value : placeholder(client, variable.name));
  }
  return result;
}

Value::Table headers(const Client& client, const Connection& connection) {
  Value::Table result;
  if (connection.bearer.empty()) return result;
  const std::string token = placeholder(client, connection.bearer);
  result.emplace_back("Authorization",
                      "Bearer " + (token.empty() ? "<" + connection.bearer + ">" : token));
  return result;
}

// How a header begins and ends whose token is a reference to a variable, whichever.
std::pair<std::string, std::string> token_reference(const Client& client) {
  const std::string name = "NAME";
  const std::string token = placeholder(client, name);
  if (token.empty()) return {"Bearer <", ">"};
  const std::string shown = client.secrets == Secrets::input ? input_id(name) : name;
  const auto at = token.find(shown);
  return {"Bearer " + token.substr(0, at), token.substr(at + shown.size())};
}

// The name of a program without its folder.
std::string file_of(const std::string& command) {
  const auto slash = command.find_last_of("/\\");
  return slash == std::string::npos ? command : command.substr(slash + 1);
}

bool has_value(const Connection& connection, std::string_view name) {
  return std::any_of(
      connection.variables.begin(), connection.variables.end(),
      [&](const Variable& variable) { return variable.name == name && variable.value; });
}

// The name of the transport in the member `type`; empty: the client has none.
std::string_view type(const Client& client, Transport transport) {
  const bool is_http = transport == Transport::http;
  // GitHub Copilot CLI takes `local` and `stdio` for the same, and others that read its file know
  // only the second.
  if (client.id == "claude-code" || client.id == "vscode" || client.id == "copilot-cli")
    return is_http ? "http" : "stdio";
  if (client.id == "cursor") return is_http ? "" : "stdio";
  if (client.id == "cline") return is_http ? "streamableHttp" : "stdio";
  if (client.id == "continue" || client.id == "inspector")
    return is_http ? "streamable-http" : "stdio";
  return {};
}

std::string_view url_member(const Client& client) {
  if (client.id == "windsurf") return "serverUrl";
  if (client.id == "gemini-cli") return "httpUrl";
  return "url";
}

// The entry of a server, for a client that has no such entry yet.
Value::Table entry(const Client& client, const Connection& connection) {
  Value::Table result;
  if (const auto name = type(client, connection.transport); !name.empty())
    result.emplace_back("type", name);
  if (connection.transport == Transport::http) {
    result.emplace_back(url_member(client), connection.url);
    Value::Table fields = headers(client, connection);
    if (client.format == Format::yaml && !fields.empty()) {
      result.emplace_back("requestOptions", Value::Table{{"headers", std::move(fields)}});
    } else if (client.secrets == Secrets::forward) {
      if (!connection.bearer.empty())
        result.emplace_back("bearer_token_env_var", connection.bearer);
    } else if (!fields.empty()) {
      result.emplace_back("headers", std::move(fields));
    }
  } else {
    const bool is_image = connection.transport == Transport::image;
    result.emplace_back("command", is_image ? connection.engine : connection.command);
    result.emplace_back("args", arguments(connection));
    if (client.secrets == Secrets::forward) {
      Value::List names;
      for (const Variable& variable : open_variables(connection)) names.emplace_back(variable.name);
      result.emplace_back("env_vars", std::move(names));
    }
    if (Value::Table variables = environment(client, connection); !variables.empty())
      result.emplace_back("env", std::move(variables));
  }
  // Without it no tool is used.
  if (client.id == "copilot-cli") result.emplace_back("tools", Value::List{"*"});
  return result;
}

// The members by which a client tells transports apart: those of the other ones must go.
constexpr std::string_view of_processes[] = {"command", "args", "env", "env_vars"};
constexpr std::string_view of_http[] = {
    "url", "serverUrl", "httpUrl", "headers", "bearer_token_env_var", "requestOptions"};

// Of inputs whose references are looked for.
constexpr std::size_t max_id_size = 256;

Value input(const Variable& variable) {
  return Value::Table{{"type", "promptString"},
                      {"id", input_id(variable.name)},
                      {"description", variable.description},
                      {"password", variable.is_secret}};
}

constexpr std::string_view input_reference = "${input:";

// The ids of the inputs that a text refers to.
std::set<std::string> referred_inputs(std::string_view text) {
  std::set<std::string> ids;
  for (auto at = text.find(input_reference); at != text.npos;
       at = text.find(input_reference, at + 1)) {
    const std::string_view rest = text.substr(at + input_reference.size(), max_id_size);
    const auto end = rest.find_first_of("}\"\\\r\n");
    if (end != rest.npos && rest[end] == '}') ids.emplace(rest.substr(0, end));
  }
  return ids;
}

// Takes inputs away that nothing refers to any more.
void remove_unused(const std::set<std::string>& ids, std::vector<Change>& changes) {
  for (const std::string& id : ids)
    changes.push_back({.action = Action::remove_item,
                       .path = {"inputs"},
                       .value = Value::Table{{"id", id}},
                       .identity = "id",
                       .mention = std::string(input_reference) + id + "}"});
}

}  // namespace

std::span<const Client> all() { return table; }

const Client* find(std::string_view id) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Client& c) { return c.id == id; });
  return found == table.end() ? nullptr : &*found;
}

std::string file_name(const Client& client) {
  constexpr std::string_view extensions[] = {".json", ".toml", ".yaml"};
  return std::string(client.id).append(extensions[static_cast<std::size_t>(client.format)]);
}

std::vector<Change> additions(const Client& client, const Connection& connection,
                              std::string_view text) {
  std::vector<Change> changes;
  if (client.secrets == Secrets::input) {
    for (const Variable& variable : open_variables(connection))
      changes.push_back({Action::append, {"inputs"}, input(variable), "id"});
  }
  const std::vector<std::string> path = {std::string(client.servers), connection.name};
  const auto below = [&](std::string_view name) {
    std::vector<std::string> result = path;
    result.emplace_back(name);
    return result;
  };
  Value::Table members = entry(client, connection);
  const auto others = [&](std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
      const bool is_used = std::any_of(members.begin(), members.end(),
                                       [&](const auto& member) { return member.first == name; });
      if (!is_used) changes.push_back({Action::remove, below(name)});
    }
  };
  connection.transport == Transport::http ? others(of_processes) : others(of_http);
  constexpr std::string_view kind[] = {"type"};
  if (!type(client, Transport::stdio).empty()) others(kind);
  // What else is given to a program stays as long as it is the same program, wherever it lies now.
  if (connection.transport == Transport::stdio)
    changes.push_back({.path = below("args"),
                       .value = arguments(connection),
                       .unless = Change::Program{below("command"), file_of(connection.command)}});
  for (auto& [name, value] : members) {
    if (name == "env" || name == "headers" || name == "requestOptions") {
      std::vector<std::string> table_path = below(name);
      if (name == "requestOptions") {
        table_path.emplace_back("headers");
        value = std::get<Value::Table>(value.data).front().second;
      }
      for (auto& [key, content] : std::get<Value::Table>(value.data)) {
        std::vector<std::string> target = table_path;
        target.push_back(key);
        changes.push_back({.action = has_value(connection, key) ? Action::set : Action::add,
                           .path = std::move(target),
                           .value = std::move(content),
                           .mention = name == "env" ? key : connection.bearer});
        if (name != "env") changes.back().placeholder = token_reference(client);
      }
      continue;
    }
    Action action = Action::set;
    if (name == "tools" || (name == "args" && connection.transport == Transport::stdio))
      action = Action::add;
    if (name == "env_vars") action = Action::include;
    changes.push_back({.action = action, .path = below(name), .value = std::move(value)});
  }
  if (client.secrets == Secrets::input) remove_unused(referred_inputs(text), changes);
  return changes;
}

std::vector<Change> removals(const Client& client, const Connection& connection,
                             std::string_view text) {
  std::vector<Change> changes;
  if (client.format == Format::yaml) return changes;
  changes.push_back({Action::remove_table, {std::string(client.servers), connection.name}});
  if (client.secrets != Secrets::input) return changes;
  std::set<std::string> ids = referred_inputs(text);
  for (const Variable& variable : open_variables(connection)) ids.insert(input_id(variable.name));
  remove_unused(ids, changes);
  return changes;
}

std::string document(const Client& client, const Connection& connection) {
  if (client.format == Format::yaml) {
    Value::Table server = entry(client, connection);
    server.insert(server.begin(), {"name", connection.name});
    Value::List list;
    list.emplace_back(std::move(server));
    // The head of a file of its own, a block: its version is that of the file, which means nothing.
    return edit::to_yaml(Value::Table{{"name", connection.name},
                                      {"version", "0.0.1"},
                                      {"schema", "v1"},
                                      {std::string(client.servers), std::move(list)}});
  }
  const auto changes = additions(client, connection, {});
  const auto outcome =
      client.format == Format::toml ? edit::edit_toml({}, changes) : edit::edit_json({}, changes);
  return std::get<edit::Edited>(outcome).text;
}

}  // namespace mcpcc::emit::clients
