// Which results hold something `writeOnly` (OpenAPI 3.1.1, section 4.8.24.5), told by the texts of
// their schemas: so whatever leads there counts, dynamic references and heirs too.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ir/ir.h"

namespace mcpcc::lower {

class WriteOnly {
 public:
  /// Looks at the texts once; `definitions` must outlive this.
  explicit WriteOnly(const std::vector<ir::Definition>& definitions);

  /// One schema of those of `alternatives` in which, or behind whose references, something is
  /// `writeOnly`; empty: there is none.
  std::string of(const std::vector<std::string>& alternatives) const;

 private:
  bool holds_any(std::string_view schema) const;

  std::unordered_set<std::string_view> holders_;  // names of definitions
};

}  // namespace mcpcc::lower
