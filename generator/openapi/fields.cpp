#include "openapi/fields.h"

#include <algorithm>
#include <array>
#include <span>

namespace mcpcc::openapi {

namespace {

struct Versions {
  Version first, last;
};

// The words of the table.
constexpr Versions all{Version::v2_0, Version::v3_2}, only_2_0{Version::v2_0, Version::v2_0},
    before_3_1{Version::v2_0, Version::v3_0}, before_3_2{Version::v2_0, Version::v3_1},
    since_3_0{Version::v3_0, Version::v3_2}, since_3_1{Version::v3_1, Version::v3_2},
    since_3_2{Version::v3_2, Version::v3_2};
enum class LossClass : std::uint8_t { mapped, lowered, refused };

struct Field {
  Object object;
  std::string_view name;
  Versions versions;
  LossClass loss_class;
};

constexpr Field rows[] = {
#define VALUE(object, name, versions, loss_class, reason) \
  {Object::object, name, versions, LossClass::loss_class},
#define PART(object, name, versions, ...) {Object::object, name, versions, LossClass::mapped},
#define FIRST(object, name, versions, ...) {Object::object, name, versions, LossClass::mapped},
#include "ledger/support.def"
};

constexpr bool may_be_reference[] = {
#define OBJECT(id, fields_of, construct, field_construct, may_be_reference, ...) may_be_reference,
#include "ledger/support.def"
};

// A row that refuses a field is there to say that its version does not have it.
std::span<const Field> rows_of(Object object) {
  static const auto table = [] {
    std::array<std::vector<Field>, std::size(may_be_reference)> result;
    for (const Field& field : rows) {
      if (field.loss_class == LossClass::refused) continue;
      result[static_cast<std::size_t>(field.object)].push_back(field);
    }
    return result;
  }();
  return table[static_cast<std::size_t>(object)];
}

bool contains(const Versions& versions, Version version) {
  return versions.first <= version && version <= versions.last;
}

}  // namespace

bool has_field(Object object, std::string_view field, Version version) {
  if (field == "$ref") return may_be_reference[static_cast<std::size_t>(object)];
  const auto fields = rows_of(object);
  return std::any_of(fields.begin(), fields.end(), [&](const Field& row) {
    return row.name == field && contains(row.versions, version);
  });
}

std::vector<std::string_view> fields_of(Object object, Version version) {
  std::vector<std::string_view> result;
  for (const Field& row : rows_of(object)) {
    if (contains(row.versions, version)) result.push_back(row.name);
  }
  return result;
}

std::optional<Version> other_version(Object object, std::string_view field, Version version) {
  for (const Field& row : rows_of(object)) {
    if (row.name == field)
      return version < row.versions.first ? row.versions.first : row.versions.last;
  }
  return std::nullopt;
}

}  // namespace mcpcc::openapi
