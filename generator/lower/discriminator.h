// What a `discriminator` says of alternatives (OpenAPI 3.2.0, section 4.25; 3.1.1, section 4.8.25;
// 3.0.4, section 4.7.25; 2.0, Schema Object). Since 3.0 it is a hint and must not change what a
// schema accepts by itself. Only what is clear counts: a value that `mapping` gives, or the name of
// a schema where no alternative contradicts that names are values.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "resolve/link.h"

namespace mcpcc::lower {

struct Discriminator {
  std::string_view property;
  /// Of each alternative, the values of the property that choose it. Empty: it says so itself, or
  /// nobody does.
  std::vector<std::vector<std::string_view>> values;
  /// The alternative for all other values, and for none (`defaultMapping`), where there is one and
  /// all others have values.
  std::size_t fallback = static_cast<std::size_t>(-1);
  std::vector<std::string_view> known;  ///< all values together
  /// Whether some alternative is chosen by a value that it does not say itself.
  bool has_choices() const;
};

/// Of a schema with `discriminator` and `oneOf` or `anyOf`: of `alternatives`, its items. An empty
/// property: nothing is clear.
Discriminator discriminator_of(const resolve::Linked& linked, const source::Node& schema,
                               std::span<const source::Node> alternatives);

/// What a schema with `discriminator` that others are made of stands for.
struct Inheritance {
  Discriminator discriminator;  ///< of heirs; `known` has what they say themselves, too
  bool is_complete = false;     ///< the schema itself allows no other values
};

/// `heirs` must be those of `schema`. An empty property: nothing is clear.
Inheritance inheritance_of(const resolve::Linked& linked, const source::Node& schema,
                           const std::vector<resolve::Linked::Target>& heirs);

}  // namespace mcpcc::lower
