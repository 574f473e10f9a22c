// Values that a schema lists, beside the types that it allows.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "source/node_factory.h"
#include "support/source.h"

namespace mcpcc::lower {

/// Whether `value` is of `type`, a name of JSON Schema: 1.0 is an integer.
bool has_type(const source::Node& value, std::string_view type);

/// The value of `type` that a value of another type plainly stands for: a text for the number or
/// boolean that YAML makes of it, with the characters that the document has where it is in
/// `sources` (`007`, `1.0`); a number or boolean for the text that is its JSON. nullopt: none.
std::optional<source::Node> as_type(source::NodeFactory& nodes, const Sources* sources,
                                    const source::Node& value, std::string_view type);

struct ListedValues {
  /// Those of the right type, and what others stand for; equal ones once, in their order.
  std::vector<source::Node> kept;
  std::vector<source::Node> converted;  ///< what those others stand for
  std::vector<source::Node> refused;    ///< those that stand for nothing of the right type
  std::string_view type;                ///< of what `converted` are read as; the first one's
};

/// The `values` of `enum`. `types`: those allowed; empty: any.
ListedValues read_listed(source::NodeFactory& nodes, const Sources* sources,
                         std::span<const source::Node> values,
                         std::span<const std::string_view> types);

}  // namespace mcpcc::lower
