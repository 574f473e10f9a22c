// What clients write at the places of a value, where it is not what the document has there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ir/ir.h"

namespace mcpcc::profile {

struct Mark {
  bool null_is_absent = false;
  bool is_json_text = false;
  bool is_prefixed_json_text = false;
  bool accepts_null = false;    ///< the document's schema does
  bool restricts_json = false;  ///< some strings that begin with `json:` are refused
};

/// By JSON Pointers, each of a place that a schema names; `*` is any item.
using Marks = std::map<std::string, Mark>;

/// Adds `more`, of another alternative, to `marks`. False: what a client writes at some place means
/// one thing by the one and another by the other; `marks` is then of no use.
bool agree(Marks& marks, const Marks& more);

/// The rows that give the document's values back.
std::vector<ir::Rewrite> rewrites_of(const Marks& marks);

}  // namespace mcpcc::profile
