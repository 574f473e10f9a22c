// The structure of whole documents: what the stages that read them have not said.
#pragma once

#include "driver/compile.h"

namespace mcpcc::driver {

/// Whether a run looks at whole documents: `check` does, and others where a mistake in their
/// structure is an error.
bool wants_structure(const Options& options);

/// Whether a run looks for the targets of all references: also where a ledger is made.
bool wants_all_references(const Options& options);

/// Reports what leads nowhere in the document and no tool needs: references, and the names of
/// operations that links have. Comes after all stages.
void check_all_references(Compilation& compilation);

/// Reports what is not as the specification says in the document and its overlays, where nothing
/// else was reported: comes after all other checks.
void check_structure(Compilation& compilation);

}  // namespace mcpcc::driver
