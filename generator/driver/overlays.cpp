#include "driver/overlays.h"

#include <string_view>

#include "openapi/overlay.h"

namespace mcpcc::driver {

namespace {

std::string_view last_segment(std::string_view uri) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  return uri.substr(uri.rfind('/') + 1);
}

// RFC 3986, section 3.1.
bool is_absolute(std::string_view uri) {
  const auto colon = uri.find(':');
  return colon != std::string_view::npos && colon < uri.find_first_of("/?#");
}

// `extends` is an identifier and need not be where the document was read from, so only what can be
// told is said: a document that names itself by another URI, or a file of another name.
void check_extends(const resolve::File& overlay, const resolve::File& document,
                   Diagnostics& diagnostics) {
  const source::Node* extends = overlay.root.find("extends");
  if (extends == nullptr || !extends->is_string()) return;
  const source::Node* self = document.root.find("$self");
  std::string found;
  if (self != nullptr && self->is_string() && is_absolute(self->string()) &&
      is_absolute(extends->string())) {
    if (self->string() != extends->string()) found = self->string();
  } else if (!document.path.empty()) {
    const std::string name = document.url.empty() ? document.path.filename().generic_string()
                                                  : std::string(last_segment(document.url));
    if (last_segment(extends->string()) != name) found = name;
  }
  if (found.empty()) return;
  diagnostics.report(rules::overlay_extends_other, extends->span(), "#/extends",
                     '`' + std::string(extends->string()) + '`', {"this one is `" + found + '`'});
}

}  // namespace

void apply_overlays(const std::vector<std::string>& files, Compilation& compilation) {
  resolve::Loader& loader = *compilation.loader;
  for (const std::string& path : files) {
    const resolve::File& overlay = loader.load_overlay(path);
    if (!overlay.tree) continue;
    compilation.overlays.push_back(&overlay);
    const resolve::File& document = loader.file(0);
    check_extends(overlay, document, compilation.diagnostics);
    loader.replace_document_root(openapi::apply_overlay(
        document.root, overlay.root, compilation.sources, compilation.overlaid,
        compilation.overlay_losses, compilation.diagnostics));
  }
}

}  // namespace mcpcc::driver
