// bytes -> Node tree. Two event front ends (JSON by nlohmann's SAX parser, YAML by yaml-cpp's event
// handler) feed one builder.
#pragma once

#include <cstddef>
#include <optional>

#include "source/node.h"
#include "support/diagnostics.h"
#include "support/source.h"

namespace mcpcc::source {

struct Limits {
  std::size_t max_bytes = 64 * 1024 * 1024;
  std::uint32_t max_depth = 400;      ///< yaml-cpp refuses a little more than this by itself
  std::size_t max_nodes = 5'000'000;  ///< aliases expanded
  /// What is said of a key that stands twice; the first counts.
  const Rule* duplicate_key = &rules::duplicate_key;
};

/// Parses file `file` of `sources`: JSON when its first character that is not white space is `{` or
/// `[` and it parses as JSON up to an error that YAML could not mend; YAML 1.2 (core schema, merge
/// keys) otherwise. What neither can read and begins as JSON does gets JSON's findings. Reports
/// every problem it can; nullopt when there is no tree to go on with.
std::optional<Tree> parse(const Sources& sources, std::uint32_t file, const Limits& limits,
                          Diagnostics& diagnostics);

}  // namespace mcpcc::source
