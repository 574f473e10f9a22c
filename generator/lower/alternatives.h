// What tells alternatives apart, whatever else they say.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "lower/schema_repair.h"
#include "resolve/link.h"

namespace mcpcc::lower {

/// Of a schema and all that it is made of.
struct Marks {
  std::set<std::string_view> types;  ///< without null; empty: any
  /// Of properties that list theirs; texts of value_identity().
  std::map<std::string_view, std::set<std::string>> values;
  std::set<std::string_view> required;  ///< names
};

Marks marks_of(const resolve::Linked& linked, SchemaRepair& repair, const source::Node& schema);

/// Whether no array and no object conforms to both: by their types, or by the values of a property
/// that one of them requires.
bool are_apart(const Marks& a, const Marks& b);

}  // namespace mcpcc::lower
