// A reference of the tools of a project.
#pragma once

#include <string>
#include <vector>

#include "driver/document_options.h"
#include "driver/driver.h"

namespace mcpcc::driver {

/// The document (`spec`, and what goes with it) is read only to say what is lost; without it that
/// is left out.
struct DocsOptions : Options {
  std::string folder;  ///< of the project
  bool as_html = false, as_markdown = false, as_json = false;
  bool print = false;  ///< to standard output; with one format only
};

/// Writes the reference into docs/ of the project, or `output`, or prints it. Returns an exit
/// status.
int docs(const DocsOptions& options, Environment& environment);

}  // namespace mcpcc::driver
