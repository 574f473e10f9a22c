#include "resolve/servers.h"

#include "resolve/uri.h"

namespace mcpcc::resolve {

void resolve_server_urls(openapi::Document& document, const Loader& loader) {
  const auto resolve = [&](std::vector<openapi::Server>& servers) {
    for (openapi::Server& server : servers) {
      // A host without its scheme would be taken for a path.
      const bool is_relative =
          server.url.value.starts_with('/') || server.url.value.starts_with('.');
      const std::string& base = loader.base(server.url.at.file).url;
      if (is_relative && !base.empty()) server.url.value = resolve_uri(base, server.url.value);
    }
  };
  // OpenAPI 3.2.0, section 4.1.1: no server is one at `/`.
  if (document.servers.empty() && !loader.base(0).url.empty()) {
    document.servers.push_back({{"/", {}}, {}, {}, {}, "#"});
  }
  resolve(document.servers);
  for (auto& item : document.paths) {
    resolve(item.servers);
    for (auto& operation : item.operations) resolve(operation.servers);
  }
}

}  // namespace mcpcc::resolve
