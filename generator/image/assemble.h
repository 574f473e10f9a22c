// From a project and its programs to images and what is said about them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "image/components.h"
#include "image/image.h"
#include "image/layout.h"
#include "image/reference.h"
#include "project/project.h"

namespace mcpcc::image {

/// The server for one platform.
struct Program {
  Platform platform;
  std::string bytes;
  std::vector<Component> components;  ///< that were linked
  std::string compiler;               ///< one line; empty: unknown
};

struct AssembleOptions {
  Reference reference;
  std::int64_t created = 0;  ///< seconds since 1970
  std::string ca_bundle;     ///< PEM text
  /// Values of labels; empty: no label. `source` is a URL, `licenses` an SPDX expression,
  /// `server_name` the name of the server in registries of MCP, such as io.github.acme/petstore.
  std::string source, revision, licenses, server_name;
  Labels labels;  ///< further ones, which win
};

/// An SBOM, or the provenance of all images.
struct Statement {
  std::string suffix;  ///< for a file beside the image: `linux-amd64.spdx.json`
  std::string_view media_type;
  std::string text;
};

struct Assembled {
  std::vector<Image> images;
  Layout layout;  ///< with the statements as referrers
  std::vector<Statement> statements;
};

/// SBOMs of one program, by the suffixes `spdx.json` and `cdx.json`.
std::vector<Statement> bills_of_materials(const project::Project& project, const Program& program,
                                          const AssembleOptions& options);

/// Of `programs`, at least one, each is for another platform. The same arguments give the same
/// bytes.
Assembled assemble(const project::Project& project, const std::vector<Program>& programs,
                   const AssembleOptions& options);

}  // namespace mcpcc::image
