// The stages in their order: a document's path to IR.
#pragma once

#include <memory>
#include <optional>

#include "driver/document_options.h"
#include "driver/driver.h"
#include "lower/lower.h"
#include "openapi/overlay.h"
#include "resolve/link.h"
#include "source/node_factory.h"

namespace mcpcc::driver {

/// One run over one document. `lowered` is there whenever the document could be read as OpenAPI at
/// all, errors or not.
struct Compilation {
  explicit Compilation(SeverityOptions severities) : diagnostics(std::move(severities)) {}
  Sources sources;
  Diagnostics diagnostics;
  std::unique_ptr<fetch::RemoteDocuments> remote;
  std::unique_ptr<resolve::Loader> loader;
  source::NodeFactory overlaid;  ///< what overlays made of the document
  openapi::OverlayLosses overlay_losses;
  std::vector<const resolve::File*> overlays;  ///< those that could be read
  configuration::Configuration configuration;
  std::optional<resolve::Linked> linked;
  std::optional<lower::Lowered> lowered;
  std::size_t operations = 0;  ///< of its paths, malformed ones, too
  /// Values of `$ref` that no tool needs and that lead nowhere; where all were looked for.
  std::vector<const source::Node*> broken_references;
};

std::unique_ptr<Compilation> compile(const Options& options, Environment& environment);

/// Prints what `compilation` found to standard error, with the places of schemas filled in.
void print_diagnostics(const Compilation& compilation, const MessageOptions& options,
                       Environment& environment);

}  // namespace mcpcc::driver
