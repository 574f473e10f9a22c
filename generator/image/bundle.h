// MCP bundles (.mcpb): a zip archive with a manifest, which desktop clients install.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/archive.h"
#include "image/assemble.h"
#include "project/project.h"

namespace mcpcc::image {

struct BundleOptions {
  std::string author;    ///< empty: the title of the API
  std::string licenses;  ///< SPDX expression; empty: not said
  std::string source;    ///< URL of the sources; empty: not said
  std::int64_t created = 0;
};

/// The files of a bundle of type `binary`: `manifest.json` (MCPB manifest 0.3), the program, and
/// its SBOMs. Environment variables of the server become `user_config`: secrets `sensitive`, files
/// of type `file`.
std::vector<ArchiveEntry> bundle_files(const project::Project& project, const Program& program,
                                       const BundleOptions& options);

/// The manifest alone.
std::string bundle_manifest(const project::Project& project, const BundleOptions& options);

}  // namespace mcpcc::image
