// The table of diagnostics. A rule is one row of rules.def, one page docs/diagnostics/<id>.md and
// one case under tests/cases.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mcpcc {

enum class Severity : std::uint8_t { note, warning, error };

struct Rule {
  std::string_view id;  ///< `ref-unresolved`: what users write in --error and --warn
  Severity severity;
  std::string_view message;  ///< lower case, no final period, quoted code in backticks
};

namespace rules {
#define MCPCC_RULE(name, id, severity, message) \
  inline constexpr Rule name{id, Severity::severity, message};
#include "support/rules.def"
#undef MCPCC_RULE
}  // namespace rules

/// Every rule, in the order of the table.
std::span<const Rule* const> all_rules();
/// nullptr when there is none of that id.
const Rule* find_rule(std::string_view id);

}  // namespace mcpcc
