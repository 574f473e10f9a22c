#include "driver/structure.h"

#include "ledger/references.h"
#include "resolve/check.h"
#include "structure/structure.h"

namespace mcpcc::driver {

namespace {

void report(std::vector<structure::Finding> findings, Diagnostics& diagnostics) {
  // First those that are new, then their reports: several may stand at one place.
  std::erase_if(findings,
                [&](const auto& finding) { return diagnostics.has_reported_at(finding.at); });
  for (structure::Finding& finding : findings) {
    diagnostics.report(rules::document_structure, finding.at, std::move(finding.pointer),
                       std::move(finding.detail), {"by " + finding.keyword});
  }
}

}  // namespace

bool wants_structure(const Options& options) {
  const auto found = options.severities.overrides.find(rules::document_structure.id);
  return options.whole_document || options.severities.strict ||
         found != options.severities.overrides.end();
}

bool wants_all_references(const Options& options) {
  return options.ledger || wants_structure(options);
}

void check_all_references(Compilation& compilation) {
  resolve::Linked& linked = *compilation.linked;
  resolve::Loader& loader = *compilation.loader;
  Diagnostics& diagnostics = compilation.diagnostics;
  resolve::OtherReferences others(linked, loader, diagnostics);
  const auto names = ledger::follow_others(
      loader.file(0).root, linked.document.version, linked.references,
      [&](const resolve::OtherReference& reference) { return others.follow(reference); });
  compilation.broken_references = others.broken();
  others.add_to_linked();
  resolve::check_links(linked, names.of_links, names.all, diagnostics);
}

void check_structure(Compilation& compilation) {
  // The messages of a stage that has reported the same place have the word.
  report(structure::check_openapi(compilation.loader->file(0).root), compilation.diagnostics);
  for (const resolve::File* overlay : compilation.overlays) {
    report(structure::check_overlay(overlay->root), compilation.diagnostics);
  }
}

}  // namespace mcpcc::driver
