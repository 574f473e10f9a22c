// A server in the formats of registries and hubs. docs/registry.md names the source of the rules of
// each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/contents.h"
#include "support/diagnostics.h"

namespace mcpcc::registry {

/// What is published of one server: what is recorded of it, or what a project folder says.
struct Publication {
  std::string name;  ///< of the record
  ServerContent server;
  std::vector<Image> images;
  std::vector<Endpoint> endpoints;

  struct Bundle {
    std::string url;     ///< where the .mcpb is downloaded from
    std::string sha256;  ///< of the file
  };
  std::vector<Bundle> bundles;

  // For server.json and what is built on it.
  std::string registry_name;   ///< `io.github.team/petstore`
  std::string version;         ///< empty: that of the API's document
  std::string repository_url;  ///< empty: none is named
};

enum class Format : std::uint8_t { mcp_registry, mcphub, context_forge, docker_catalog, toolhive };
std::optional<Format> parse_format(std::string_view text);

/// The text of the file, ending with a line end. What the format does not take is reported
/// (`server-json-...`, `export-incomplete`); nullopt after an error.
std::optional<std::string> publish(const Publication& publication, Format format,
                                   Diagnostics& diagnostics);

/// Why `name` is none under which the MCP registry knows servers, such as io.github.acme/petstore;
/// empty: it is one.
std::string problem_of_registry_name(std::string_view name);

/// server.json of the MCP registry, schema 2025-12-11; `meta` is JSON that comes into its
/// publisher-provided part.
std::optional<std::string> server_json(const Publication& publication, std::string_view meta,
                                       Diagnostics& diagnostics);
/// An entry of `mcpServers` in mcp_settings.json of MCPHub.
std::optional<std::string> mcphub_entry(const Publication& publication);
/// The body of `POST /gateways` of ContextForge.
std::optional<std::string> context_forge_body(const Publication& publication,
                                              Diagnostics& diagnostics);
/// A catalog of Docker's MCP Gateway with one server, YAML.
std::optional<std::string> docker_catalog(const Publication& publication, Diagnostics& diagnostics);
/// An entry of a ToolHive registry: server.json with ToolHive's extensions.
std::optional<std::string> toolhive_entry(const Publication& publication, Diagnostics& diagnostics);

/// The hosts of the APIs that a server calls, `HOST:PORT`, sorted; none where one of them is
/// variable, because a list of the others would shut it out.
std::vector<std::string> upstream_hosts(const ServerContent& server);

/// The reference of an image with its host: without one, Docker Hub is meant.
std::string full_reference(const Image& image);

/// At most `limit` characters of the first paragraph of `text`, in one line, cut at a word and
/// ended by
/// `...` where it is longer.
std::string shortened(std::string_view text, std::size_t limit);

/// The same JSON with two spaces a level, for people.
std::string indented(std::string_view json);

}  // namespace mcpcc::registry
