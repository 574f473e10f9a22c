// Configuration of MCP clients: how each is told to start or to reach a server. docs/clients.md has
// the sources of the formats.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edit/edit.h"

namespace mcpcc::emit::clients {

enum class Transport : unsigned char {
  stdio,  ///< the client starts the server
  http,   ///< the client reaches a server that runs
  image,  ///< the client starts a container of the server
};

/// An environment variable of the server that the client sets.
struct Variable {
  std::string name;
  std::string description;
  bool is_secret = false;            ///< never has a value
  std::optional<std::string> value;  ///< without one it gets a placeholder
};

/// What is written about a server.
struct Connection {
  std::string name;  ///< under which the client knows it
  Transport transport = Transport::stdio;
  std::string command;  ///< stdio: the program
  std::string engine;   ///< image: `docker` or `podman`
  std::string image;    ///< image: its reference
  std::string url;      ///< http: of the endpoint
  /// http: the environment variable, on the client's side, of the token that is sent as
  /// `Authorization: Bearer`; empty: none is sent.
  std::string bearer;
  std::vector<Variable> variables;  ///< not with http
};

enum class Format : unsigned char { json, toml, yaml };
/// In which way a client gets values that do not stand in its file.
enum class Secrets : unsigned char {
  fill_in,        ///< not at all: the value is left empty, for the user to fill in
  shell,          ///< `${NAME}`
  shell_default,  ///< `${NAME:-}`
  env,            ///< `${env:NAME}`
  input,          ///< `${input:name}`: it asks, and keeps the answer encrypted
  secrets,        ///< `${{ secrets.NAME }}`
  forward,        ///< a list of names to pass on
};

enum class Platform : unsigned char { linux, macos, windows };

struct Client {
  std::string_view id;     ///< `claude-desktop`
  std::string_view title;  ///< `Claude Desktop`
  Format format = Format::json;
  Secrets secrets = Secrets::fill_in;
  std::string_view servers;     ///< the member of its file that holds servers
  bool reads_comments = false;  ///< JSON with comments and trailing commas
  bool reaches_http = true;
};

/// All clients, in the order in which they are listed.
std::span<const Client> all();
/// nullptr: there is none with this id.
const Client* find(std::string_view id);

/// The name of the file with the configuration of one client in a project: `vscode.json`.
std::string file_name(const Client& client);

/// The file of a client that knows no other server. The client must be able to reach it.
std::string document(const Client& client, const Connection& connection);

/// The changes that add the server to `text`, a file of the client, or bring its entry up to date.
/// Where `connection` has a placeholder, a value that is there stays: it may be the user's; so do
/// arguments of the same program, and names of variables that are passed on. With Format::yaml the
/// file has to be that of the server.
std::vector<edit::Change> additions(const Client& client, const Connection& connection,
                                    std::string_view text);
/// The changes that take the server away again from `text`, a file of the client, and the inputs
/// that only its entry refers to. None with Format::yaml, where a server has a file of its own.
std::vector<edit::Change> removals(const Client& client, const Connection& connection,
                                   std::string_view text);

/// The value of an environment variable of mcpcc; nothing for one that is not set or empty.
using Lookup = std::function<std::optional<std::string>(std::string_view)>;

/// The file of the user, or with `of_project` the one in the current folder, that a client reads
/// servers from. Empty: the client has none, or the environment does not say where it is.
std::string settings_file(const Client& client, const std::string& server, bool of_project,
                          Platform platform, const Lookup& lookup);

}  // namespace mcpcc::emit::clients
