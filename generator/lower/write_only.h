// Which results hold something `writeOnly` (OpenAPI 3.1.1, section 4.8.24.5), told by the texts of
// their schemas: so whatever leads there counts, dynamic references and heirs too.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "ir/ir.h"
#include "lower/output.h"

namespace mcpcc::lower {

class WriteOnly {
 public:
  /// Looks at the texts once; `definitions` must outlive this.
  explicit WriteOnly(const std::vector<ir::Definition>& definitions);

  /// Of each response one schema of those in which, or behind whose references, something is
  /// `writeOnly`. None at all where that is so in no response.
  std::vector<ir::HidingResponse> of(const std::vector<HidingTexts>& responses) const;

 private:
  /// Empty: there is none.
  std::string of(const std::vector<std::string>& alternatives) const;
  bool holds_any(std::string_view schema) const;

  std::unordered_set<std::string_view> holders_;  // names of definitions
};

}  // namespace mcpcc::lower
