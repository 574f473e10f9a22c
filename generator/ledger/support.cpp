#include "ledger/support.h"

#include <algorithm>
#include <array>

namespace mcpcc::ledger {

namespace {

constexpr auto mapped = LossClass::mapped;
constexpr auto lowered = LossClass::lowered;
constexpr auto refused = LossClass::refused;

constexpr RoleRow roles[] = {
#define ROLE(id, only_schemas, loss_class, reason) {only_schemas, loss_class, reason},
#include "ledger/support.def"
};

constexpr ObjectRow objects[] = {
#define OBJECT(id, fields_of, construct, field_construct, may_be_reference, loss_class, reason) \
  {#id, Object::fields_of, construct, field_construct, may_be_reference, loss_class, reason},
#include "ledger/support.def"
};

constexpr FieldRow fields[] = {
#define VALUE(object, name, versions, loss_class, reason) \
  {Object::object, name, versions, true, loss_class, reason},
#define PART(object, name, versions, holds, element, role) \
  {Object::object, name, versions, false, mapped, "", Holds::holds, Object::element, Role::role},
#define FIRST(object, name, versions, holds, element, role)                \
  {Object::object,  name,       versions, false, mapped, "", Holds::holds, \
   Object::element, Role::role, true},
#define KEYWORD(name, versions, loss_class, reason) \
  {Object::schema, name, versions, true, loss_class, reason},
#define SUBSCHEMA(name, versions, holds, loss_class, reason) \
  {Object::schema, name, versions, true, loss_class, reason, Holds::holds, Object::schema},
#include "ledger/support.def"
};

constexpr ResultRow results[] = {
#define RESULT(keyword, loss_class, reason) {keyword, loss_class, reason},
#include "ledger/support.def"
};

constexpr FindingRow finding_rows[] = {
#define FINDING(rule, loss_class) {&rules::rule, loss_class},
#include "ledger/support.def"
};

bool comes_before(const FieldRow& a, const FieldRow& b) {
  return std::pair(a.object, a.name) < std::pair(b.object, b.name);
}

const auto& sorted_fields() {
  static const auto sorted = [] {
    std::array<FieldRow, std::size(fields)> result;
    std::copy(std::begin(fields), std::end(fields), result.begin());
    std::stable_sort(result.begin(), result.end(), comes_before);
    return result;
  }();
  return sorted;
}

const FieldRow* find_own(Object object, std::string_view name, openapi::Version version) {
  const auto& sorted = sorted_fields();
  const FieldRow wanted{object, name, all, false, mapped, ""};
  const auto [begin, end] = std::equal_range(sorted.begin(), sorted.end(), wanted, comes_before);
  const auto found = std::find_if(
      begin, end, [&](const FieldRow& field) { return field.versions.contain(version); });
  return found == end ? nullptr : &*found;
}

}  // namespace

std::span<const FindingRow> findings() { return finding_rows; }

const ResultRow* find_result(std::string_view keyword) {
  const auto* const found = std::find_if(std::begin(results), std::end(results),
                                         [&](const auto& row) { return row.keyword == keyword; });
  return found == std::end(results) ? nullptr : found;
}

std::string_view to_string(LossClass loss_class) {
  switch (loss_class) {
    case LossClass::mapped:
      return "mapped";
    case LossClass::lowered:
      return "lowered";
    case LossClass::refused:
      return "refused";
  }
  return {};
}

Loss loss(const Outcome& outcome, std::string pointer, Span at) {
  return {outcome.loss_class, outcome.construct, std::move(pointer), at,
          std::string(outcome.reason)};
}

bool describes(std::string_view keyword) {
  return keyword == "title" || keyword == "description" || keyword == "default" ||
         keyword == "deprecated" || keyword == "example" || keyword == "examples";
}

const RoleRow& row(Role role) { return roles[static_cast<std::size_t>(role)]; }
const ObjectRow& row(Object object) { return objects[static_cast<std::size_t>(object)]; }

const FieldRow* find_field(Object object, std::string_view name, openapi::Version version) {
  const FieldRow* found = find_own(object, name, version);
  const Object family = row(object).fields_of;
  if (found == nullptr && family != object) found = find_own(family, name, version);
  return found != nullptr ? found : find_own(family, "*", version);
}

}  // namespace mcpcc::ledger
