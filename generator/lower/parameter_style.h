// How the value of a parameter is written (OpenAPI 3.2.0, section 4.12.6).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ir/ir.h"
#include "ledger/support.h"
#include "lower/schema.h"
#include "resolve/link.h"

namespace mcpcc::lower {

/// Why a parameter cannot be written in its way.
struct StyleProblem {
  Span at;
  std::string detail;
  std::vector<std::string> hints;
};

/// Told what is lost of the parameter, and where.
using StyleLoss = std::function<void(const ledger::Outcome& outcome, Span at)>;

/// Fills style, `explode`, media type and encodings of `argument`: which style may stand where, and
/// the defaults. nullopt: there is no problem.
std::optional<StyleProblem> lower_style(const openapi::Parameter& parameter,
                                        const resolve::Linked& linked, SchemaLowering& schemas,
                                        ir::Argument& argument, const StyleLoss& lose);

/// Whether an empty text is a value of `schema` by what is plainly said.
bool takes_empty_text(const resolve::Linked& linked, const source::Node* schema);

}  // namespace mcpcc::lower
