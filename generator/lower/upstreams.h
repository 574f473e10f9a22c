// Server Objects -> base URLs. Variables of a URL are configuration of the generated server, never
// arguments.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "ir/ir.h"
#include "lower/variables.h"
#include "resolve/link.h"

namespace mcpcc::lower {

class UpstreamLowering {
 public:
  /// Upstream 0 is the document's first server.
  UpstreamLowering(const openapi::Document& document, VariableNames& variables,
                   Diagnostics& diagnostics);

  /// The index of the first of `servers`; 0 when there is none.
  std::size_t upstream(const std::vector<openapi::Server>& servers);

  const std::vector<ir::Upstream>& upstreams() const { return upstreams_; }

 private:
  std::size_t add(const openapi::Server& server);
  VariableNames& variables_;
  Diagnostics& diagnostics_;
  std::vector<ir::Upstream> upstreams_;
  std::map<std::string, std::size_t, std::less<>> by_url_;  // as the document writes it
};

}  // namespace mcpcc::lower
