// Which media types of answers a tool asks for.
#pragma once

#include <functional>
#include <string>

#include "ledger/support.h"
#include "openapi/document.h"

namespace mcpcc::lower {

/// The value of `Accept`: the media types of successful answers, JSON first, and anything else for
/// errors. `loss` gets those that are not asked for as the document names them.
std::string lower_accept(const openapi::Operation& operation,
                         const std::function<void(const ledger::Outcome& outcome, Span at)>& loss);

}  // namespace mcpcc::lower
