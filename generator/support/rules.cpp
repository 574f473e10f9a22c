#include "support/rules.h"

#include <algorithm>

namespace mcpcc {
namespace {

constexpr const Rule* table[] = {
#define MCPCC_RULE(name, id, severity, message) &rules::name,
#define MCPCC_REPAIR(name, id, message) &rules::name,
#include "support/rules.def"
#undef MCPCC_RULE
#undef MCPCC_REPAIR
};

}  // namespace

std::span<const Rule* const> all_rules() { return table; }

bool is_fatal(const Rule& rule) {
  constexpr const Rule* fatal[] = {&rules::source_unreadable,
                                   &rules::source_too_large,
                                   &rules::source_empty,
                                   &rules::source_encoding,
                                   &rules::source_too_deep,
                                   &rules::source_too_many_nodes,
                                   &rules::json_syntax,
                                   &rules::yaml_syntax,
                                   &rules::yaml_multiple_documents,
                                   &rules::yaml_alias_cycle,
                                   &rules::yaml_value_too_large,
                                   &rules::openapi_not_a_document,
                                   &rules::openapi_version_unsupported};
  return std::ranges::find(fatal, &rule) != std::end(fatal);
}

const Rule* find_rule(std::string_view id) {
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [id](const Rule* rule) { return rule->id == id; });
  return found == std::end(table) ? nullptr : *found;
}

}  // namespace mcpcc
