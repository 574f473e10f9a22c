// Files of the repository that are part of the program: templates and the pages of diagnostics.
// Defined by the build.
#pragma once

#include <span>
#include <string_view>

namespace mcpcc::embedded {

struct File {
  std::string_view path;  ///< relative, with `/`
  std::string_view content;
};

/// Every file of templates/, sorted by path.
std::span<const File> templates();
/// Every file of runtime/, for projects that bring the runtime along.
std::span<const File> runtime_sources();
/// Every page of docs/diagnostics/, sorted by path.
std::span<const File> diagnostics_pages();
/// The files of schemas/migrations/, sorted by path.
std::span<const File> registry_migrations();
/// The files of schemas/ that say what records and their exports are, sorted by path.
std::span<const File> registry_schemas();
/// The files of schemas/ that say how documents are built, sorted by path.
std::span<const File> schemas();

}  // namespace mcpcc::embedded
