// The table of support.def as values: what an OpenAPI document may hold, and what becomes of it.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "ledger/loss.h"
#include "openapi/document.h"
#include "support/rules.h"

namespace mcpcc::ledger {

/// From the first to the last version, both included.
struct Versions {
  openapi::Version first, last;
  constexpr bool contain(openapi::Version version) const {
    return first <= version && version <= last;
  }
};
inline constexpr Versions all{openapi::Version::v2_0, openapi::Version::v3_2},
    only_2_0{openapi::Version::v2_0, openapi::Version::v2_0},
    only_3_0{openapi::Version::v3_0, openapi::Version::v3_0},
    before_3_1{openapi::Version::v2_0, openapi::Version::v3_0},
    before_3_2{openapi::Version::v2_0, openapi::Version::v3_1},
    since_3_0{openapi::Version::v3_0, openapi::Version::v3_2},
    since_3_1{openapi::Version::v3_1, openapi::Version::v3_2},
    since_3_2{openapi::Version::v3_2, openapi::Version::v3_2};

/// Kinds of objects by their fields: `parameter`, `schema` ...
enum class Object : std::uint8_t {
#define OBJECT(id, ...) id,
#include "ledger/support.def"
};

/// What a part of the document is there for, from the strongest to the weakest.
enum class Role : std::uint8_t {
#define ROLE(id, ...) id,
#include "ledger/support.def"
};

enum class Holds : std::uint8_t { value, one, list, map };

struct RoleRow {
  bool only_schemas;  ///< decides the class of schemas only
  LossClass loss_class;
  std::string_view reason;
};

struct ObjectRow {
  std::string_view id;
  Object fields_of;
  std::string_view construct;  ///< empty: none of its own
  std::string_view field_construct;
  bool may_be_reference;
  LossClass loss_class;
  std::string_view reason;
};

struct FieldRow {
  Object object;
  std::string_view name;  ///< "*": any that has no row of its own
  Versions versions;
  bool is_construct;
  LossClass loss_class;
  std::string_view reason;
  Holds holds = Holds::value;
  Object element{};
  Role role = Role::called;
  bool only_first = false;  ///< `role` is that of all parts but the first
};

struct Outcome {
  Versions versions;
  std::string_view construct;
  LossClass loss_class;
  std::string_view feature;  ///< empty: on the page it is said otherwise
  std::string_view reason;
};

namespace outcomes {
#define OUTCOME(id, versions, construct, loss_class, feature, reason) \
  inline constexpr Outcome id{versions, construct, LossClass::loss_class, feature, reason};
#include "ledger/support.def"
}  // namespace outcomes

struct ResultRow {
  std::string_view keyword;
  LossClass loss_class;
  std::string_view reason;
};

struct FindingRow {
  const Rule* rule;
  LossClass loss_class;
};

/// What diagnostics say of constructs that no other row says.
std::span<const FindingRow> findings();

/// What becomes of a keyword that is mapped otherwise, in a schema that clients are shown of
/// results; nullptr: what the role says.
const ResultRow* find_result(std::string_view keyword);

/// Characters of a description that clients are shown of results, at most.
inline constexpr std::size_t longest_of_results = 200;

/// A row of `outcome` for the construct at `at`.
Loss loss(const Outcome& outcome, std::string pointer, Span at);

/// Whether a keyword of schemas only describes. Before 3.1 it counts beside `$ref`, too, though by
/// the letter nothing does.
bool describes(std::string_view keyword);

const RoleRow& row(Role role);
const ObjectRow& row(Object object);
/// nullptr: the object has no such field in this version.
const FieldRow* find_field(Object object, std::string_view name, openapi::Version version);

}  // namespace mcpcc::ledger
