// IR -> the files of a standalone server project.
#pragma once

#include <string>
#include <vector>

#include "emit/output_tree.h"
#include "ir/ir.h"

namespace mcpcc::emit {

struct Options {
  std::string compiler_version;
  bool vendor_runtime = false;  ///< the runtime's sources become part of the project
};

/// The whole project. The set of files does not depend on the document, and equal inputs give equal
/// bytes.
OutputTree emit_project(const ir::Server& server, const Options& options);

/// The tool surface as canonical JSON (schemas/surface.schema.json): what comparison, records and
/// documentation read.
std::string surface(const ir::Server& server);

}  // namespace mcpcc::emit
