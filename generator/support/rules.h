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
  bool is_repair = false;    ///< the document is wrong here and is compiled all the same
};

namespace rules {
#define MCPCC_RULE(name, id, severity, message) \
  inline constexpr Rule name{id, Severity::severity, message};
#define MCPCC_REPAIR(name, id, message) \
  inline constexpr Rule name{id, Severity::warning, message, true};
#include "support/rules.def"
#undef MCPCC_RULE
#undef MCPCC_REPAIR
}  // namespace rules

/// Every rule, in the order of the table.
std::span<const Rule* const> all_rules();
/// Whether nothing can be read after it, so that it stays an error.
bool is_fatal(const Rule& rule);
/// nullptr when there is none of that id.
const Rule* find_rule(std::string_view id);

}  // namespace mcpcc
