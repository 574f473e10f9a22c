#include "ledger/class.h"

namespace mcpcc::ledger {

Class class_of(const Outcome& outcome) { return {outcome.loss_class, outcome.reason}; }

Class in_role(Class what, Role role, Object object) {
  if (role == Role::called) return what;
  if (role == Role::shown_result && what.loss_class != LossClass::mapped) return what;
  const RoleRow& decides = row(role);
  if (decides.only_schemas && object != Object::schema) return what;
  return {decides.loss_class, decides.reason};
}

Role role_below(const Class& what) {
  if (what.loss_class == LossClass::refused) return Role::part;
  if (what.reason == outcomes::server_unused.reason ||
      what.reason == outcomes::server_variable_unused.reason ||
      what.reason == outcomes::body_of_nothing.reason ||
      what.reason == outcomes::encoding_without_form.reason) {
    return Role::unused;
  }
  const bool is_covered = what.reason == outcomes::media_type_covered.reason ||
                          what.reason == outcomes::parameter_overridden.reason;
  return is_covered ? Role::covered : Role::called;
}

}  // namespace mcpcc::ledger
