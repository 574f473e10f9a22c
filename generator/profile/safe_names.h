// Names of properties that a family of clients takes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"

namespace mcpcc::profile {

/// What a name of a property may be.
struct NameRule {
  std::string_view first;  ///< characters of which the first is one
  std::string_view others;
  std::size_t longest;
};

/// Claude's API: `^[a-zA-Z0-9_.-]{1,64}$`.
extern const NameRule safe_names;

struct Renamed {
  std::string schema;
  std::vector<ir::Rewrite> rewrites;
};

/// `schema`, which has no `$ref`, with every name that breaks `rule` replaced by one that no other
/// property of the same value has.
Renamed rename(std::string schema, const NameRule& rule);

}  // namespace mcpcc::profile
