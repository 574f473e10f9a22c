// What every client takes (docs/profiles.md): the exact schema without `$ref`, finite, within a
// budget, and with a root that has no combinators.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/support.h"
#include "profile/definitions.h"

namespace mcpcc::profile {

struct Budget {
  std::size_t bytes;  ///< of the text
  unsigned depth;     ///< subschemas within each other, at least 1
};

/// Where a schema stands.
struct Place {
  static constexpr std::size_t root = static_cast<std::size_t>(-1);
  std::size_t text;    ///< the index of a definition, or `root`
  std::size_t offset;  ///< of its `{`
};

struct Universal {
  std::string schema;
  bool was_cut = false;
  std::vector<Place> shown;     ///< schemas that stand in it, whole or in part
  std::vector<Place> outlined;  ///< arguments of which only texts do
  struct Lost {
    Place schema;
    std::string_view keyword;  ///< of it, which does not stand in the result
    const ledger::Outcome* outcome;
  };
  std::vector<Lost> lost;
};

/// `root`, an input schema as lower makes them. What lies deeper or is larger than the budget is
/// cut to a schema that accepts more and whose description says what stood there, so the result
/// accepts all that `root` accepts. Where that is not enough, it is larger than the budget.
Universal lower_to_universal(const mcp::json::Value& root, Definitions& definitions,
                             const Budget& budget);

}  // namespace mcpcc::profile
