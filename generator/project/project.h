// What mcpcc wrote into a project folder, read back: for everything that is made of a project and
// not of its document, such as images, records, configuration of clients and documentation.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "resolve/loader.h"
#include "support/diagnostics.h"

namespace mcpcc::project {

struct EnvironmentVariable {
  std::string name;
  std::string description;
  bool is_secret = false;            ///< `<name>_FILE` may name a file that holds it
  bool is_file = false;              ///< the value is the path of a file
  bool is_required = false;          ///< without it no tool can be called
  std::string default_value;         ///< empty: none
  std::vector<std::string> allowed;  ///< empty: any value
  std::string security_scheme;       ///< of which it is a credential; empty: of none
};

struct Upstream {
  std::string url;  ///< may hold `{name}` of a variable, and may be relative
  std::string description;
};

struct SecurityScheme {
  std::string name;
  std::string kind;  ///< as ir::to_string gives it: `http_bearer`
  std::string description;
};

struct Tag {
  std::string name, summary, description, parent, kind;
};

struct Argument {
  std::string name;
  std::string in;         ///< `path`, `query`, `header`, `cookie`, `querystring` or `body`
  std::string wire_name;  ///< in the request; empty: of the body
  bool required = false;
};

struct SecurityUse {
  std::string scheme;
  std::vector<std::string> scopes;
};

/// An answer of the API that is no success, as the document describes it.
struct DocumentedError {
  std::string status;  ///< `404`, `5XX`, `default`
  std::string description;
};

struct Tool {
  std::string name, title, description;
  std::string operation_id, method, path;
  std::vector<std::string> tags;
  bool read_only = false, destructive = false, idempotent = false, open_world = false;
  std::vector<Argument> arguments;
  std::vector<std::vector<SecurityUse>> security;  ///< any one; an empty one is anonymous
  std::vector<DocumentedError> errors;
  std::string input_schema;   ///< JSON text, as clients are shown it
  std::string output_schema;  ///< likewise; empty: nothing is shown of results
};

/// A file that the project was made from, or that was written.
struct File {
  std::string path;    ///< of inputs relative to the document, of outputs to the project
  std::string sha256;  ///< in small hexadecimal digits
};

struct Project {
  std::filesystem::path folder;
  std::string name;  ///< `petstore`; its program is `petstore-mcp`
  std::string title, version, instructions, website_url;
  std::vector<Upstream> upstreams;  ///< at least one
  std::vector<SecurityScheme> security_schemes;
  std::vector<EnvironmentVariable> environment;
  std::vector<Tag> tags;
  std::vector<Tool> tools;
  std::string surface;           ///< text of generated/surface.json
  std::string compiler_version;  ///< of the mcpcc that wrote it
  std::vector<File> inputs;      ///< the document first
  std::vector<File> outputs;
  std::string lock_sha256;  ///< of mcpcc.lock

  /// `petstore-mcp`
  std::string program() const { return name + "-mcp"; }
};

/// The project in `folder`. What is missing, malformed or edited by hand is reported
/// (`project-invalid`), and there is no project then. `files` reads, `sources` keeps the texts that
/// diagnostics show.
std::optional<Project> read(const std::filesystem::path& folder, const resolve::FileAccess& files,
                            Sources& sources, Diagnostics& diagnostics);

}  // namespace mcpcc::project
