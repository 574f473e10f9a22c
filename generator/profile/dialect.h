// The schema languages of models: what they have of JSON Schema, and the lowering to it.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"
#include "profile/safe_names.h"
#include "profile/shape.h"

namespace mcpcc::profile {

/// The table of one language; its sources stand in docs/profiles.md.
struct Dialect {
  struct Format {
    std::uint8_t type;
    std::string_view name;
  };
  NameRule names;
  bool is_closed;      ///< every object names all its members and requires them; null is no member
  bool has_nullable;   ///< `nullable` beside one `type`, and nothing beside `anyOf`
  bool has_all_enums;  ///< `enum` of any scalars; else of strings that are not empty
  bool has_empty_objects;                    ///< objects without properties
  std::span<const std::string_view> limits;  ///< keywords that are copied
  std::span<const Format> formats;
  std::size_t max_depth;  ///< objects and arrays within each other, the root included
  std::size_t max_properties, max_enum_values;
  std::size_t max_characters;       ///< of names of properties and values of `enum` together
  std::size_t max_enum_characters;  ///< of one `enum` of more than 250 values
};

extern const Dialect openai_strict, gemini;

struct Dialected {
  std::string schema;
  std::vector<ir::Rewrite> rewrites;
  std::set<std::string, std::less<>> changes;  ///< "how, why", for the ledger
};

/// `root`, the shape of an input schema, in `dialect`. It accepts all that `root` accepts, as
/// `rewrites` have clients write it.
Dialected lower_to(const Dialect& dialect, const Shape& root);

}  // namespace mcpcc::profile
