// What records say: contents of versions, from values and back. A content is a JSON object in one
// line; two that say the same are the same text, so that the same thing recorded twice is no
// change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "project/project.h"
#include "registry/record.h"

namespace mcpcc::registry {

/// What the records of an API and its server say, and the text that the latter names by digest.
struct ProjectContents {
  RecordId api, server;
  std::string api_content, server_content;
  std::string surface, surface_sha256;
};

/// The API and the server of a project, both recorded as `name`. Throws Failure for a name that is
/// none.
ProjectContents contents_of(const project::Project& project, std::string_view name);

struct Image {
  std::string reference;               ///< [HOST[:PORT]/]PATH[:TAG]: the record's name
  std::string server;                  ///< name of the server's record
  std::string digest;                  ///< `sha256:...` of the index or the manifest
  std::vector<std::string> platforms;  ///< `linux/amd64`
  std::uint64_t size = 0;              ///< bytes of all layers and configurations, compressed
};
std::string content_of(const Image& image);

struct Endpoint {
  std::string url;  ///< the record's name
  std::string server;
  std::string transport;  ///< `streamable-http` or `sse`
};
std::string content_of(const Endpoint& endpoint);

/// A server as its record says: what exports and `run` need of it.
struct ServerContent {
  std::string name, title, version, description, website_url, compiler;
  std::vector<project::EnvironmentVariable> environment;
  std::vector<std::string> upstreams;  ///< URLs
  struct Tool {
    std::string name, title, description;
  };
  std::vector<Tool> tools;
  std::size_t tokens = 0;
};

/// Reads what contents_of() and content_of() wrote. Members that are missing are empty: the content
/// was checked when it was written.
ServerContent read_server(const Version& version);
Image read_image(const Version& version);
Endpoint read_endpoint(const Version& version);

/// Why `content` cannot be that of a record of this kind; empty: it can. Its schema is
/// schemas/record.schema.json.
std::string problem_of_content(Kind kind, std::string_view content);

}  // namespace mcpcc::registry
