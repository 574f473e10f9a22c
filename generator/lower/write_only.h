// What results must not show: properties that are `writeOnly` (OpenAPI 3.1.1, section 4.8.24.5).
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "resolve/link.h"

namespace mcpcc::lower {

class WriteOnly {
 public:
  explicit WriteOnly(const resolve::Linked& linked) : linked_(linked) {}

  struct Found {
    std::vector<std::string> pointers;
    bool are_all = true;  ///< false: there are more, or deeper ones
  };
  /// JSON Pointers to them in what successful responses of `operation` hold as JSON, with `*` for
  /// any item or member; of streams, into an item. Down to sixteen schemas within one another, and
  /// at most 300.
  Found pointers(const openapi::Operation& operation);

 private:
  bool holds_any(const source::Node* schema);

  const resolve::Linked& linked_;
  /// Schemas that were looked at, and whether anything below them is `writeOnly`: most documents
  /// have none.
  std::unordered_map<const source::Node*, bool> known_;
};

}  // namespace mcpcc::lower
