#include "driver/compile.h"

#include <istream>
#include <iterator>
#include <ostream>

#include "driver/overlays.h"
#include "driver/tokens.h"
#include "openapi/parse.h"
#include "source/pointer_at.h"

namespace mcpcc::driver {

std::unique_ptr<Compilation> compile(const Options& options, Environment& environment) {
  auto result = std::make_unique<Compilation>(options.severities);
  result->loader = std::make_unique<resolve::Loader>(environment.files, result->sources,
                                                     source::Limits{}, result->diagnostics);
  const resolve::File* file = nullptr;
  if (options.spec == "-") {
    std::string text;
    read_limited(environment.in, source::Limits{}.max_bytes, text);
    file = &result->loader->load_text("<stdin>", std::move(text));
  } else {
    file = &result->loader->load_document(options.spec, options.reference_root);
  }
  if (!options.configuration.empty()) {
    const resolve::File& configuration = result->loader->load_named(options.configuration);
    if (configuration.tree) {
      result->configuration = configuration::parse(configuration.tree->root(), result->diagnostics);
    }
  }
  if (!file->tree) return result;
  apply_overlays(options.overlays, *result);
  auto document = openapi::parse(file->root, result->diagnostics);
  if (!document) return result;
  result->linked = resolve::link(std::move(*document), *result->loader, result->diagnostics);
  for (const auto& item : result->linked->document.paths)
    result->operations += item.operations.size();
  result->lowered = lower::lower(*result->linked, {options.server_name, result->configuration},
                                 result->diagnostics);
  const std::optional<std::size_t> limit =
      options.max_list_tokens ? options.max_list_tokens : result->configuration.limits.list_tokens;
  if (limit) check_list_tokens(result->lowered->server, *limit, result->diagnostics);
  return result;
}

void print_diagnostics(const Compilation& compilation, const Options& options,
                       Environment& environment) {
  const auto is_shown = [&](Severity severity) {
    if (severity == Severity::note) return options.verbose;
    return severity == Severity::error || !options.quiet;
  };
  for (auto& diagnostic : compilation.diagnostics.sorted()) {
    if (!is_shown(diagnostic.severity)) continue;
    // Schemas are read without keeping track of where they stand: the place tells.
    if (diagnostic.located && diagnostic.pointer.empty()) {
      const auto& file = compilation.loader->file(diagnostic.at.file);
      if (file.tree) diagnostic.pointer = source::pointer_at(file.tree->root(), diagnostic.at);
    }
    if (options.diagnostics == DiagnosticsFormat::json) {
      environment.err << render_json(diagnostic, compilation.sources) << '\n';
    } else {
      environment.err << render_text(diagnostic, compilation.sources, {options.color});
    }
  }
  if (options.diagnostics == DiagnosticsFormat::json || options.quiet) return;
  for (const auto& [rule, count] : compilation.diagnostics.suppressed()) {
    environment.err << count << " more of [" << rule << "] not shown\n";
  }
}

}  // namespace mcpcc::driver
