#include "openapi/parse.h"

#include <algorithm>
#include <array>

#include "openapi/parse_v2.h"
#include "openapi/parts.h"
#include "openapi/status.h"

namespace mcpcc::openapi {

using source::Node;

std::string_view to_string(ParameterLocation location) {
  switch (location) {
    case ParameterLocation::path:
      return "path";
    case ParameterLocation::query:
      return "query";
    case ParameterLocation::header:
      return "header";
    case ParameterLocation::cookie:
      return "cookie";
    case ParameterLocation::querystring:
      return "querystring";
    case ParameterLocation::body:
      return "body";
    case ParameterLocation::form_data:
      return "formData";
  }
  return {};
}

std::optional<Reference> read_reference(const Node& node, Reader& reader) {
  const Node* target = node.find("$ref");
  if (target == nullptr) return std::nullopt;
  if (!target->is_string()) {
    const auto scope = reader.enter("$ref");
    reader.wrong_type(*target, "a string");
    return std::nullopt;
  }
  Reference reference{std::string(target->string()), target->span(), std::nullopt, &node};
  if (const Node* description = node.find("description");
      description != nullptr && description->is_string()) {
    reference.description = std::string(description->string());
  }
  return reference;
}

const Node* read_schema(const Node& parent, std::string_view key, Reader& reader) {
  const Node* schema = parent.find(key);
  if (schema == nullptr || schema->is_object() || schema->is_boolean()) return schema;
  const auto scope = reader.enter(key);
  reader.wrong_type(*schema, "a schema");
  return nullptr;
}

namespace {

// OpenAPI 3.2.0, section 4.9.1: the fields of a Path Item Object that hold operations. `query` is
// new in 3.2 and `trace` in 3.0.
struct Method {
  std::string_view field;
  std::string_view request;  // RFC 9110, section 9: methods are case-sensitive
  Version since;
};
constexpr std::array<Method, 9> methods = {{
    {"get", "GET", Version::v2_0},
    {"put", "PUT", Version::v2_0},
    {"post", "POST", Version::v2_0},
    {"delete", "DELETE", Version::v2_0},
    {"options", "OPTIONS", Version::v2_0},
    {"head", "HEAD", Version::v2_0},
    {"patch", "PATCH", Version::v2_0},
    {"trace", "TRACE", Version::v3_0},
    {"query", "QUERY", Version::v3_2},
}};

// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view symbols = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           symbols.find(c) != std::string_view::npos;
  });
}

std::optional<ParameterLocation> read_location(const Node& node, Reader& reader) {
  if (node.find("in") == nullptr) {
    reader.report(rules::openapi_missing_field, Reader::opening(node), "`in`, taken for `query`");
    return ParameterLocation::query;  // or path, where the path names it
  }
  std::vector<std::string_view> allowed;
  for (const auto location : {ParameterLocation::path, ParameterLocation::query,
                              ParameterLocation::header, ParameterLocation::cookie}) {
    allowed.push_back(to_string(location));
  }
  if (reader.is_at_least(Version::v3_2)) {
    allowed.push_back(to_string(ParameterLocation::querystring));
  }
  const auto index = reader.choice(node, "in", allowed);
  if (!index) return std::nullopt;
  return static_cast<ParameterLocation>(*index);
}

// A parameter of 2.0 in a later version, in `body` or `formData`: what is meant is the request
// body.
std::optional<Parameter> read_body_parameter(const Node& node, const Node& in, Reader& reader) {
  {
    const auto scope = reader.enter("in");
    reader.report(rules::openapi_unknown_value, in.span(),
                  "`" + std::string(in.string()) + "`, which is of OpenAPI 2.0");
  }
  auto parameter = read_parameter_v2(node, reader);
  if (parameter && parameter->schema == nullptr) {
    parameter->schema = read_schema(node, "schema", reader);
  }
  return parameter;
}

// OpenAPI 3.2.0, section 4.12.6 (Style Values). One in another case is read as it is meant; which
// of them the location has, and what is none, is said where it is lowered.
Located<std::string> read_style(const Node& node, Reader& reader) {
  constexpr std::array<std::string_view, 8> styles = {
      "matrix",         "label",         "simple",     "form",
      "spaceDelimited", "pipeDelimited", "deepObject", "cookie"};
  Located<std::string> style = reader.located_text(node, "style");
  const auto meant = std::find_if(styles.begin(), styles.end(), [&](std::string_view known) {
    return lower_case(known) == lower_case(style.value);
  });
  if (meant == styles.end() || *meant == style.value) return style;
  const auto scope = reader.enter("style");
  reader.report(rules::openapi_unknown_value, style.at,
                "`" + style.value + "`, read as `" + std::string(*meant) + "`");
  style.value = *meant;
  return style;
}

std::optional<Parameter> read_parameter_value(const Node& node, Reader& reader) {
  const Node* misplaced = reader.is_v2() ? nullptr : read_misplaced_schema(node, reader);
  reader.check_fields(node, Object::parameter);
  if (reader.is_v2()) return read_parameter_v2(node, reader);
  const Node* in = node.find("in");
  if (in != nullptr && in->is_string() &&
      (in->string() == to_string(ParameterLocation::body) ||
       in->string() == to_string(ParameterLocation::form_data))) {
    return read_body_parameter(node, *in, reader);
  }
  Parameter parameter;
  parameter.node = &node;
  parameter.at = Reader::opening(node);
  parameter.pointer = reader.pointer();
  parameter.name = reader.name(node, "name");
  const auto location = read_location(node, reader);
  parameter.description = reader.text(node, "description");
  parameter.required = reader.boolean(node, "required");
  parameter.deprecated = reader.boolean(node, "deprecated");
  parameter.allow_empty_value = reader.boolean(node, "allowEmptyValue");
  parameter.allow_reserved = reader.boolean(node, "allowReserved");
  parameter.style = read_style(node, reader);
  if (const Node* explode = node.find("explode"); explode != nullptr) {
    parameter.explode = reader.boolean(node, "explode");
  }
  parameter.schema = misplaced != nullptr ? misplaced : read_schema(node, "schema", reader);
  parameter.example = node.find("example");
  auto content = read_content(node, reader);
  if (!content.empty()) parameter.content = std::move(content.front());
  if (!location || parameter.name.value.empty()) return std::nullopt;
  parameter.in = *location;
  return parameter;
}

std::vector<OrReference<Parameter>> read_parameters(const Node& parent, Reader& reader) {
  std::vector<OrReference<Parameter>> result;
  const Node* parameters = reader.array(parent, "parameters");
  if (parameters == nullptr) return result;
  const auto scope = reader.enter("parameters");
  std::size_t index = 0;
  for (const Node& node : parameters->items()) {
    const auto inner = reader.enter(index++);
    result.push_back(read_parameter(node, reader));
  }
  return result;
}

void read_paths(const Node& root, Document& document, Reader& reader) {
  const source::Member* member = root.find_member("paths");
  if (member == nullptr) return;
  document.paths_at = member->key_span;
  const Node* paths = &member->value;
  if (!paths->is_object()) {
    const auto scope = reader.enter("paths");
    reader.report(rules::openapi_not_a_document, Reader::opening(*paths),
                  "expected an object, found " + std::string(describe(paths->kind())));
    return;
  }
  const auto scope = reader.enter("paths");
  for (const auto& [path, path_span, node] : paths->members()) {
    if (path.starts_with("x-")) continue;
    const auto inner = reader.enter(path);
    std::string template_text(path);
    if (!path.starts_with('/')) {
      reader.report(rules::openapi_path_syntax, path_span);
      template_text.insert(0, 1, '/');
    }
    if (!node.is_object()) {
      reader.wrong_type(node, "an object");
      continue;
    }
    document.paths.push_back(read_path_item(node, {std::move(template_text), path_span}, reader));
  }
}

std::optional<Version> read_version(const Node& root, Reader& reader) {
  struct Row {
    std::string_view field, version;
    Version value;
  };
  constexpr std::array<Row, 4> rows = {{{"swagger", "2.0", Version::v2_0},
                                        {"openapi", "3.0", Version::v3_0},
                                        {"openapi", "3.1", Version::v3_1},
                                        {"openapi", "3.2", Version::v3_2}}};
  const std::string_view field = root.find("swagger") != nullptr ? "swagger" : "openapi";
  const Node* version = root.find(field);
  if (version == nullptr) {
    reader.report(rules::openapi_not_a_document, Reader::opening(root),
                  "it has neither a field `openapi` nor `swagger`");
    return std::nullopt;
  }
  const bool is_scalar = version->is_string() || version->is_number() || version->is_boolean();
  const std::string text = is_scalar ? reader.scalar(root, field) : std::string();
  for (const Row& row : rows) {
    if (row.field != field || !text.starts_with(row.version)) continue;
    // 3.0, 3.0.4, but not 3.01
    if (text.size() == row.version.size() || text[row.version.size()] == '.') return row.value;
  }
  const auto scope = reader.enter(field);
  if (text.empty()) {
    const Span at = is_scalar ? version->span() : Reader::opening(*version);
    reader.report(rules::openapi_not_a_document, at,
                  "`" + std::string(field) + "` names no version: found " +
                      (is_scalar ? "an empty text" : std::string(describe(version->kind()))));
  } else {
    reader.report(rules::openapi_version_unsupported, version->span(), "`" + text + "`",
                  {"2.0, 3.0, 3.1 and 3.2 are supported"});
  }
  return std::nullopt;
}

void read_additional_operations(const Node& path_item, PathItem& item, Reader& reader) {
  const Node* operations = reader.object(path_item, "additionalOperations");
  if (operations == nullptr) return;
  const auto scope = reader.enter("additionalOperations");
  // Each has the parameters of the path, so their number is bounded.
  constexpr std::size_t most = 64;
  if (operations->members().size() > most) {
    reader.report(rules::openapi_unknown_value, Reader::opening(*operations),
                  "more than " + std::to_string(most) + " methods");
    for (const auto& [method, method_span, node] : operations->members())
      item.malformed_operations.push_back({{method, method_span}, true});
    return;
  }
  for (const auto& [method, method_span, node] : operations->members()) {
    const auto inner = reader.enter(method);
    const std::string_view name = method;
    const auto known = std::find_if(methods.begin(), methods.end(),
                                    [&](const Method& m) { return m.request == name; });
    if (known != methods.end()) {
      reader.report(rules::openapi_unknown_value, method_span, "`" + std::string(method) + "`",
                    {"this method has a field of its own: `" + std::string(known->field) + "`"});
    } else if (!is_token(method)) {
      reader.report(rules::openapi_unknown_value, method_span,
                    "`" + std::string(method) + "` is no method of HTTP");
    } else if (!node.is_object()) {
      reader.wrong_type(node, "an object");
    } else {
      item.operations.push_back(read_operation(node, method, method_span, reader));
      item.operations.back().key = method;
      item.operations.back().is_additional = true;
      continue;
    }
    item.malformed_operations.push_back({{method, method_span}, true});
  }
}

}  // namespace

OrReference<Parameter> read_parameter(const Node& node, Reader& reader) {
  return read_or_reference<Parameter>(node, reader, read_parameter_value);
}

Operation read_operation(const Node& node, std::string_view method, Span at, Reader& reader) {
  reader.check_fields(node, Object::operation);
  Operation operation;
  operation.method = std::string(method);
  operation.at = at;
  operation.pointer = reader.pointer();
  operation.reference = read_reference(node, reader);
  operation.operation_id = reader.located_text(node, "operationId");
  operation.summary = reader.located_text(node, "summary");
  operation.description = reader.located_text(node, "description");
  operation.deprecated = reader.boolean(node, "deprecated");
  operation.mcp = node.find("x-mcp");
  operation.tags = reader.texts(node, "tags");
  operation.parameters = read_parameters(node, reader);
  if (const Node* body = node.find("requestBody"); body != nullptr && !reader.is_v2()) {
    const auto scope = reader.enter("requestBody");
    operation.request_body = read_request_body(*body, reader);
  }
  if (!reader.is_at_least(Version::v3_1) && !operation.reference) reader.require(node, "responses");
  if (const Node* responses = reader.object(node, "responses"); responses != nullptr) {
    const auto scope = reader.enter("responses");
    for (const auto& [status, status_span, response] : responses->members()) {
      if (status.starts_with("x-")) continue;
      const auto inner = reader.enter(status);
      std::string meant = response_status(status);
      if (meant.empty()) {
        reader.report(rules::response_status_unknown, status_span, "`" + std::string(status) + "`",
                      {"a status is `200`, `2XX` or `default`"});
        continue;
      }
      if (meant != status) {
        reader.report(rules::response_status_spelling, status_span,
                      "`" + std::string(status) + "` becomes `" + meant + "`");
      }
      operation.responses.push_back(
          {{std::move(meant), status_span}, read_response(response, reader)});
    }
  }
  operation.security = read_security(node, reader);
  if (reader.is_v2()) {
    read_operation_v2(node, operation, reader);
  } else {
    operation.servers = read_servers(node, reader);
  }
  return operation;
}

PathItem read_path_item(const Node& node, Located<std::string> path, Reader& reader) {
  reader.check_fields(node, Object::path_item);
  PathItem item;
  item.path = std::move(path);
  item.pointer = reader.pointer();
  item.reference = read_reference(node, reader);
  item.summary = reader.located_text(node, "summary");
  item.mcp = node.find("x-mcp");
  item.description = reader.located_text(node, "description");
  item.parameters = read_parameters(node, reader);
  if (!reader.is_v2()) item.servers = read_servers(node, reader);
  for (const auto& [key, key_span, value] : node.members()) {
    const std::string_view name = key;
    const auto method = std::find_if(methods.begin(), methods.end(),
                                     [&](const Method& m) { return m.field == name; });
    if (method == methods.end() || !reader.is_at_least(method->since)) continue;
    const auto scope = reader.enter(key);
    if (value.is_object()) {
      item.operations.push_back(read_operation(value, method->request, key_span, reader));
      item.operations.back().key = key;
    } else {
      reader.wrong_type(value, "an object");
      item.malformed_operations.push_back({{key, key_span}});
    }
  }
  if (reader.is_at_least(Version::v3_2)) read_additional_operations(node, item, reader);
  return item;
}

std::optional<Version> version_of(const Node& root) {
  Document unread;
  Diagnostics unused;
  Reader reader(unread, unused);
  return root.is_object() ? read_version(root, reader) : std::nullopt;
}

std::optional<Document> parse(const Node& root, Diagnostics& diagnostics) {
  Document document;
  Reader reader(document, diagnostics);
  if (!root.is_object()) {
    reader.report(rules::openapi_not_a_document, Reader::opening(root),
                  "found " + std::string(describe(root.kind())));
    return std::nullopt;
  }
  const auto version = read_version(root, reader);
  if (!version) return std::nullopt;

  document.version = *version;
  reader.check_fields(root, Object::document);
  if (reader.is_at_least(Version::v3_2)) document.self = reader.located_text(root, "$self");
  reader.require(root, "info");
  if (const Node* info = reader.object(root, "info"); info != nullptr) {
    const auto scope = reader.enter("info");
    reader.check_fields(*info, Object::info);
    reader.require(*info, "title");
    reader.require(*info, "version");
    document.info = {reader.scalar(*info, "title"), reader.scalar(*info, "version"),
                     reader.text(*info, "summary"), reader.text(*info, "description")};
  }
  // 3.1 allows a document of webhooks or components alone (section 4.8.1); it gives no tool.
  if (!reader.is_at_least(Version::v3_1)) reader.require(root, "paths");
  if (reader.is_v2()) {
    read_document_v2(root, document, reader);
  } else {
    document.servers = read_servers(root, reader);
    if (const Node* components = reader.object(root, "components"); components != nullptr) {
      const auto scope = reader.enter("components");
      reader.check_fields(*components, Object::components);
      document.security_schemes = read_security_schemes(*components, "securitySchemes", reader);
    }
  }
  read_paths(root, document, reader);
  document.security = read_security(root, reader).value_or(std::vector<SecurityRequirement>());
  document.tags = read_tags(root, reader);
  document.mcp = root.find("x-mcp");
  if (const Node* docs = reader.object(root, "externalDocs"); docs != nullptr) {
    const auto scope = reader.enter("externalDocs");
    reader.check_fields(*docs, Object::external_documentation);
    document.external_documentation = reader.text(*docs, "url");
  }
  return document;
}

}  // namespace mcpcc::openapi
