// `inspect --show losses`: the loss ledger of a document as text or JSON.
#pragma once

#include <iosfwd>

#include "driver/compile.h"
#include "ledger/ledger.h"

namespace mcpcc::driver {

/// Precondition: there is a lowered document. The ledger holds views of the compilation.
ledger::Ledger ledger_of(const Compilation& compilation);

/// Text groups constructs, and lists what is refused and the first of what is lowered; with
/// --verbose it lists all, and so does JSON always.
void print_losses(const Compilation& compilation, const Options& options, std::ostream& out);

}  // namespace mcpcc::driver
