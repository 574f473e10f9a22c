// Server Objects -> base URLs. Variables of a URL are configuration of the generated server, never
// arguments.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "configuration/configuration.h"
#include "ir/ir.h"
#include "ledger/support.h"
#include "lower/variables.h"
#include "resolve/link.h"

namespace mcpcc::lower {

class UpstreamLowering {
 public:
  /// Upstream 0 is the document's first server.
  UpstreamLowering(const openapi::Document& document,
                   const configuration::Configuration& configuration, VariableNames& variables,
                   Diagnostics& diagnostics, ledger::Losses& losses);

  /// The index of the first of `servers`; 0 when there is none.
  std::size_t upstream(const std::vector<openapi::Server>& servers);

  const std::vector<ir::Upstream>& upstreams() const { return upstreams_; }

 private:
  /// A URL as the document writes it, and the names, defaults and allowed values of its variables.
  using Key =
      std::pair<std::string,
                std::vector<std::tuple<std::string, std::string, std::vector<std::string>, bool>>>;
  static Key key_of(const openapi::Server& server);
  std::size_t add(const openapi::Server& server);
  /// Reports and records what is lost of the server at its place: equal ones share an upstream.
  void check(const openapi::Server& server);
  void record(const ledger::Outcome& outcome, const openapi::Server& server, Span at);
  const openapi::Version version_;
  const configuration::Configuration& configuration_;
  VariableNames& variables_;
  Diagnostics& diagnostics_;
  ledger::Losses& losses_;
  std::vector<ir::Upstream> upstreams_;
  std::map<Key, std::size_t> known_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> checked_;  // where URLs stand
};

}  // namespace mcpcc::lower
