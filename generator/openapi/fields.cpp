#include "openapi/fields.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

namespace mcpcc::openapi {

namespace {

struct Versions {
  Version first, last;
};

// The words of the table.
constexpr Versions all{Version::v2_0, Version::v3_2}, only_2_0{Version::v2_0, Version::v2_0},
    only_3_0{Version::v3_0, Version::v3_0}, before_3_1{Version::v2_0, Version::v3_0},
    before_3_2{Version::v2_0, Version::v3_1}, since_3_0{Version::v3_0, Version::v3_2},
    since_3_1{Version::v3_1, Version::v3_2}, since_3_2{Version::v3_2, Version::v3_2};
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

struct PartRow {
  Object object;
  std::string_view name;
  Versions versions;
  Part part;
};

constexpr PartRow parts[] = {
#define PART(object, name, versions, holds, element, role) \
  {Object::object, name, versions, {Holds::holds, Object::element}},
#define FIRST(object, name, versions, holds, element, role) \
  {Object::object, name, versions, {Holds::holds, Object::element}},
#define SUBSCHEMA(name, versions, holds, ...) \
  {Object::schema, name, versions, {Holds::holds, Object::schema}},
#include "ledger/support.def"
};

struct ObjectRow {
  Object fields_of;
  bool may_be_reference;
};

constexpr ObjectRow objects[] = {
#define OBJECT(id, fields_of, construct, field_construct, may_be_reference, ...) \
  {Object::fields_of, may_be_reference},
#include "ledger/support.def"
};

// Of an object, by name; those of the objects whose fields it has among them.
using Parts = std::unordered_map<std::string_view, std::vector<const PartRow*>>;

const Parts& parts_of(Object object) {
  static const auto table = [] {
    std::array<Parts, std::size(objects)> result;
    for (std::size_t i = 0; i < result.size(); ++i) {
      const auto own = static_cast<Object>(i);
      for (const PartRow& row : parts) {
        if (row.object == own) result[i][row.name].push_back(&row);
      }
      if (objects[i].fields_of == own) continue;
      for (const PartRow& row : parts) {
        if (row.object == objects[i].fields_of) result[i][row.name].push_back(&row);
      }
    }
    return result;
  }();
  return table[static_cast<std::size_t>(object)];
}

constexpr Field keywords[] = {
#define KEYWORD(name, versions, ...) {Object::schema, name, versions, LossClass::mapped},
#include "ledger/support.def"
};

// A row that refuses a field is there to say that its version does not have it.
std::span<const Field> rows_of(Object object) {
  static const auto table = [] {
    std::array<std::vector<Field>, std::size(objects)> result;
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

// Whether it is a field or a keyword that holds no objects.
bool has_value(Object object, std::string_view name, Version version) {
  const auto is_it = [&](const Field& row) {
    return row.name == name && contains(row.versions, version);
  };
  const Object fields = objects[static_cast<std::size_t>(object)].fields_of;
  const auto of_object = rows_of(fields);
  return std::any_of(of_object.begin(), of_object.end(), is_it) ||
         (fields == Object::schema && std::any_of(std::begin(keywords), std::end(keywords), is_it));
}

}  // namespace

const Part* part_of(Object object, std::string_view field, Version version) {
  const Parts& known = parts_of(object);
  auto found = known.find(field);
  if (found == known.end()) found = known.find("*");
  if (found == known.end()) return nullptr;
  for (const PartRow* row : found->second) {
    if (contains(row->versions, version)) return &row->part;
  }
  return nullptr;
}

bool may_be_reference(Object object) {
  return object == Object::schema || objects[static_cast<std::size_t>(object)].may_be_reference;
}

Object fields_of(Object object) { return objects[static_cast<std::size_t>(object)].fields_of; }

std::optional<Standing> standing(std::string_view pointer, Version version) {
  if (!pointer.starts_with('#')) return std::nullopt;
  Standing result{Standing::Is::object, Object::document};
  for (pointer.remove_prefix(1); pointer.starts_with('/');) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    if (result.is == Standing::Is::value) return std::nullopt;
    if (result.is == Standing::Is::map) {
      result.is = Standing::Is::object;
      continue;
    }
    const Part* part = token.starts_with("x-") ? nullptr : part_of(result.object, token, version);
    if (part == nullptr) {
      if (!has_value(result.object, token, version)) return std::nullopt;
      result.is = Standing::Is::value;
      continue;
    }
    result.is = part->holds == Holds::one ? Standing::Is::object : Standing::Is::map;
    result.object = part->element;
  }
  return result;
}

bool has_field(Object object, std::string_view field, Version version) {
  if (field == "$ref") return objects[static_cast<std::size_t>(object)].may_be_reference;
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
