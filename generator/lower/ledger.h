// The loss ledger: what became of each construct of the document.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/source.h"

namespace mcpcc::lower {

enum class LossClass : std::uint8_t {
  mapped,   ///< nothing is lost
  lowered,  ///< expressed in another way; `reason` says how and why
  refused,  ///< left out; `reason` says why
};
std::string_view to_string(LossClass loss_class);

struct Loss {
  LossClass loss_class = LossClass::mapped;
  std::string construct;  ///< "operation", "parameter", "security requirement" ...
  std::string pointer;
  Span at;
  std::string reason;
};

using Ledger = std::vector<Loss>;

}  // namespace mcpcc::lower
