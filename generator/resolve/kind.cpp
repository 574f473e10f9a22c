#include "resolve/kind.h"

#include <algorithm>
#include <array>
#include <string>

namespace mcpcc::resolve {

using openapi::Object;
using source::Node;

namespace {

struct Section {
  std::string_view prefix;
  Kind kind;
};
constexpr std::array<Section, 15> sections = {{
    {"#/components/schemas/", Kind::schema},
    {"#/components/responses/", Kind::response},
    {"#/components/parameters/", Kind::parameter},
    {"#/components/examples/", Kind::example},
    {"#/components/requestBodies/", Kind::request_body},
    {"#/components/headers/", Kind::header},
    {"#/components/securitySchemes/", Kind::security_scheme},
    {"#/components/links/", Kind::link},
    {"#/components/callbacks/", Kind::callback},
    {"#/components/pathItems/", Kind::path_item},
    {"#/components/mediaTypes/", Kind::media_type},
    {"#/definitions/", Kind::schema},
    {"#/parameters/", Kind::parameter},
    {"#/responses/", Kind::response},
    {"#/securityDefinitions/", Kind::security_scheme},
}};

bool has_text(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value != nullptr && value->is_string();
}

bool has_object(const Node& node, std::string_view key) {
  const Node* value = node.find(key);
  return value != nullptr && value->is_object();
}

bool has_any(const Node& node, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::string_view key) { return node.find(key) != nullptr; });
}

bool is_parameter(const Node& node) { return has_text(node, "in") && has_text(node, "name"); }

bool looks_like_schema(const Node& node) {
  if (is_parameter(node) || has_object(node, "content")) return false;
  if (has_object(node, "properties") || has_object(node, "additionalProperties") ||
      has_any(node, {"items", "allOf", "anyOf", "oneOf", "enum", "const", "$schema"})) {
    return true;
  }
  constexpr std::array<std::string_view, 7> types = {"string", "number", "integer", "boolean",
                                                     "object", "array",  "null"};
  const Node* type = node.find("type");
  if (type == nullptr) return false;
  return type->is_array() || (type->is_string() &&
                              std::find(types.begin(), types.end(), type->string()) != types.end());
}

// What stands where a schema is expected, by what no schema has; nullopt: it may be one.
std::optional<OtherKind> plainly_no_schema(const Node& node) {
  if (looks_like_schema(node)) return std::nullopt;
  const auto other = [](Kind kind) { return OtherKind{kind, to_string(kind)}; };
  if (is_parameter(node)) return other(Kind::parameter);
  if (has_any(node, {"openapi", "swagger"}) && has_object(node, "info")) {
    return OtherKind{std::nullopt, "the whole document"};
  }
  if (has_object(node, "responses")) return other(Kind::operation);
  if (has_object(node, "schema") || has_object(node, "itemSchema")) return other(Kind::media_type);
  if (has_object(node, "content")) {
    return other(node.find("description") != nullptr ? Kind::response : Kind::request_body);
  }
  for (const std::string_view method : {"get", "put", "post", "delete", "patch"}) {
    const Node* operation = node.find(method);
    if (operation != nullptr && operation->is_object() && has_object(*operation, "responses")) {
      return other(Kind::path_item);
    }
  }
  return std::nullopt;
}

struct Part {
  std::optional<Kind> kind;
  std::string_view text;
  bool is_value;  // of a field that holds no objects of OpenAPI
};

// nullopt: the grammar says nothing of the place, or it is not in a document.
std::optional<openapi::Standing> standing_of(const Place& target, const Node& root,
                                             openapi::Version version) {
  const bool is_2_0 = root.find("swagger") != nullptr;
  if (!is_2_0 && root.find("openapi") == nullptr) return std::nullopt;
  if (is_2_0) version = openapi::Version::v2_0;
  if (!is_2_0 && version == openapi::Version::v2_0) version = openapi::Version::v3_0;
  return openapi::standing(target.pointer, version);
}

// What the grammar says of a place.
std::optional<Part> part_of_document(const Place& target, const Node& root,
                                     openapi::Version version) {
  using openapi::Standing;
  const auto found = standing_of(target, root, version);
  if (!found) return std::nullopt;
  if (found->is == Standing::Is::map) return Part{std::nullopt, "a map of objects", false};
  if (found->is == Standing::Is::value) return Part{std::nullopt, "something else", true};
  if (found->object == Object::items) return std::nullopt;  // of 2.0, almost a schema
  const auto kind = kind_of(found->object);
  if (kind) return Part{kind, to_string(*kind), false};
  return Part{std::nullopt,
              found->object == Object::document ? "the whole document"
                                                : "an object that no reference leads to",
              false};
}

// Whether it has what only objects of the kind have.
bool is_plainly(const Node& node, Kind kind, openapi::Version version) {
  const bool is_2_0 = version == openapi::Version::v2_0;
  switch (kind) {
    case Kind::schema:
      return looks_like_schema(node);
    case Kind::response:
      return has_object(node, is_2_0 ? "schema" : "content") || has_object(node, "headers") ||
             has_object(node, "links");
    case Kind::parameter:
      return has_text(node, "in") ||
             (has_text(node, "name") && has_any(node, {"schema", "content"}));
    case Kind::request_body:
      return has_object(node, "content");
    case Kind::header:
      return is_2_0 || has_any(node, {"schema", "content"});
    case Kind::media_type:
      return has_any(node, {"schema", "itemSchema", "encoding"});
    case Kind::operation:
      return has_any(node, {"responses", "operationId", "requestBody", "parameters"});
    case Kind::example:
      return true;  // what is shown as one in another file may be anything
    case Kind::link:
    case Kind::callback:
      return !looks_like_schema(node) && !is_parameter(node);
    case Kind::security_scheme:
    case Kind::path_item:
      return !looks_like_schema(node);
  }
  return true;
}

}  // namespace

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::schema:
      return "a schema";
    case Kind::response:
      return "a response";
    case Kind::parameter:
      return "a parameter";
    case Kind::example:
      return "an example";
    case Kind::request_body:
      return "a request body";
    case Kind::header:
      return "a header";
    case Kind::security_scheme:
      return "a security scheme";
    case Kind::link:
      return "a link";
    case Kind::callback:
      return "a callback";
    case Kind::path_item:
      return "a path item";
    case Kind::media_type:
      return "a media type";
    case Kind::operation:
      return "an operation";
  }
  return {};
}

std::optional<Kind> kind_of(Object object) {
  switch (openapi::fields_of(object)) {
    case Object::schema:
      return Kind::schema;
    case Object::response:
      return Kind::response;
    case Object::parameter:
      return Kind::parameter;
    case Object::example:
      return Kind::example;
    case Object::request_body:
      return Kind::request_body;
    case Object::header:
      return Kind::header;
    case Object::security_scheme:
      return Kind::security_scheme;
    case Object::link:
      return Kind::link;
    case Object::callback:
      return Kind::callback;
    case Object::path_item:
      return Kind::path_item;
    case Object::media_type:
      return Kind::media_type;
    case Object::operation:
      return Kind::operation;
    default:
      return std::nullopt;
  }
}

std::optional<Kind> kind_of_place(std::string_view pointer) {
  for (const auto& [prefix, kind] : sections) {
    if (pointer.starts_with(prefix) && pointer.find('/', prefix.size()) == std::string_view::npos) {
      return kind;
    }
  }
  return std::nullopt;
}

std::optional<OtherKind> other_kind(const Place& target, const Node& root, Kind expected,
                                    openapi::Version version) {
  const Node& node = *target.node;
  if (expected == Kind::schema && node.is_boolean()) return std::nullopt;
  if (!node.is_object()) return OtherKind{std::nullopt, describe(node.kind())};
  const auto other = [](Kind kind) { return OtherKind{kind, to_string(kind)}; };
  const auto place = kind_of_place(target.pointer);
  if (place == expected) return std::nullopt;
  if (place && *place != Kind::schema) {
    if (expected == Kind::schema && looks_like_schema(node)) return std::nullopt;
    return other(*place);
  }
  if (place && expected == Kind::example) return other(*place);
  const auto part = place ? std::nullopt : part_of_document(target, root, version);
  if (part && part->kind == expected) return std::nullopt;
  if (part && part->kind != Kind::schema && expected != Kind::example) {
    // What is written among examples may be a schema all the same.
    const bool may_be_schema = part->kind || part->is_value;
    if (expected == Kind::schema && may_be_schema && looks_like_schema(node)) return std::nullopt;
    if (expected == Kind::schema || !part->is_value) return OtherKind{part->kind, part->text};
  }
  if (expected == Kind::schema) return plainly_no_schema(node);
  if (is_plainly(node, expected, version)) return std::nullopt;
  if (place || looks_like_schema(node)) return other(Kind::schema);
  if (is_parameter(node)) return other(Kind::parameter);
  return std::nullopt;
}

std::optional<std::string_view> other_part(const Place& target, const Node& root,
                                           const openapi::Part& part, openapi::Version version) {
  using openapi::Holds, openapi::Standing;
  const bool is_one = part.holds == Holds::one;
  if (const auto found = standing_of(target, root, version)) {
    const bool is_same = found->is == (is_one ? Standing::Is::object : Standing::Is::map) &&
                         openapi::fields_of(found->object) == openapi::fields_of(part.element);
    if (is_same) return std::nullopt;
    const auto other = part_of_document(target, root, version);
    return other ? other->text : to_string(Kind::schema);  // that of 2.0 which is almost one
  }
  if (part.holds != Holds::map) return std::nullopt;
  const bool is_map = std::all_of(
      target.node->members().begin(), target.node->members().end(), [&](const auto& member) {
        const Node& value = member.value;
        return value.is_object() || member.key.starts_with("x-") ||
               (member.key == "$ref" && value.is_string()) ||
               (part.element == Object::schema && (value.is_boolean() || value.is_array()));
      });
  if (!is_map) return "no such map";
  return std::nullopt;
}

}  // namespace mcpcc::resolve
