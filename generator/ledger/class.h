// What becomes of a construct, by the table and by what it is there for. Internal to this folder.
#pragma once

#include <string_view>

#include "ledger/support.h"

namespace mcpcc::ledger {

struct Class {
  LossClass loss_class;
  std::string_view reason;
};

Class class_of(const Outcome& outcome);

/// The class that the table gives, unless the role decides.
Class in_role(Class what, Role role, Object object);

/// What a construct that is not mapped is there for.
Role role_below(const Class& what);

}  // namespace mcpcc::ledger
