#include "ledger/walk.h"

namespace mcpcc::ledger {

Ledger make_ledger(const source::Node& root, openapi::Version version,
                   const resolve::References& references,
                   const std::unordered_map<const void*, std::uint32_t>& shown,
                   const std::unordered_map<const void*, Role>& results,
                   std::span<const openapi::OverlayLosses::Removal> removals,
                   const Diagnostics& diagnostics, Losses recorded) {
  return Walk(root, version, references, shown, results, removals, diagnostics, std::move(recorded))
      .run();
}

}  // namespace mcpcc::ledger
