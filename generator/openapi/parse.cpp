#include "openapi/parse.h"

#include <algorithm>
#include <array>
#include <set>

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
  }
  return {};
}

namespace {

// OpenAPI 3.1.1, section 4.8.9: the fields of a Path Item Object that hold operations.
constexpr std::array<std::string_view, 8> methods = {"get",     "put",  "post",  "delete",
                                                     "options", "head", "patch", "trace"};

std::optional<Reference> read_reference(const Node& node, Reader& reader) {
  const Node* target = node.find("$ref");
  if (target == nullptr) return std::nullopt;
  if (!target->is_string()) {
    const auto scope = reader.enter("$ref");
    reader.wrong_type(*target, "a string");
    return std::nullopt;
  }
  Reference reference{std::string(target->string()), target->span(), std::nullopt};
  if (const Node* description = node.find("description");
      description != nullptr && description->is_string()) {
    reference.description = std::string(description->string());
  }
  return reference;
}

// Reads what stands at `node`, a T or a reference to one.
template <class T, class Read>
OrReference<T> read_or_reference(const Node& node, Reader& reader, Read read) {
  OrReference<T> result;
  if (!node.is_object()) {
    reader.wrong_type(node, "an object");
    return result;
  }
  result.reference = read_reference(node, reader);
  if (!result.reference) result.value = read(node, reader);
  return result;
}

const Node* read_schema(const Node& parent, Reader& reader) {
  const Node* schema = parent.find("schema");
  if (schema == nullptr || schema->is_object() || schema->is_boolean()) return schema;
  const auto scope = reader.enter("schema");
  reader.wrong_type(*schema, "a schema");
  return nullptr;
}

std::vector<MediaType> read_content(const Node& parent, Reader& reader) {
  std::vector<MediaType> result;
  const Node* content = reader.object(parent, "content");
  if (content == nullptr) return result;
  const auto scope = reader.enter("content");
  for (const auto& [name, name_span, node] : content->members()) {
    const auto inner = reader.enter(name);
    MediaType media_type{{std::string(name), name_span}, nullptr};
    if (node.is_object()) {
      media_type.schema = read_schema(node, reader);
    } else {
      reader.wrong_type(node, "an object");
    }
    result.push_back(std::move(media_type));
  }
  return result;
}

std::optional<ParameterLocation> read_location(const Node& node, Reader& reader) {
  const auto in = reader.located_text(node, "in");
  for (const auto location : {ParameterLocation::path, ParameterLocation::query,
                              ParameterLocation::header, ParameterLocation::cookie}) {
    if (in.value == to_string(location)) return location;
  }
  if (node.find("in") == nullptr) {
    reader.require(node, "in");
  } else if (!in.value.empty()) {
    const auto scope = reader.enter("in");
    std::vector<std::string> hints;
    if (const auto near = did_you_mean(in.value, {"path", "query", "header", "cookie"});
        !near.empty()) {
      hints.push_back("did you mean `" + near + "`?");
    }
    reader.report(rules::openapi_unknown_value, in.at, "`" + in.value + "`", std::move(hints));
  }
  return std::nullopt;
}

std::optional<Parameter> read_parameter_value(const Node& node, Reader& reader) {
  Parameter parameter;
  parameter.at = Reader::opening(node);
  parameter.pointer = reader.pointer();
  parameter.name = reader.located_text(node, "name");
  if (node.find("name") == nullptr) reader.require(node, "name");
  const auto location = read_location(node, reader);
  parameter.description = reader.text(node, "description");
  parameter.required = reader.boolean(node, "required");
  parameter.deprecated = reader.boolean(node, "deprecated");
  parameter.allow_empty_value = reader.boolean(node, "allowEmptyValue");
  parameter.allow_reserved = reader.boolean(node, "allowReserved");
  parameter.style = reader.located_text(node, "style");
  if (const Node* explode = node.find("explode"); explode != nullptr) {
    parameter.explode = reader.boolean(node, "explode");
  }
  parameter.schema = read_schema(node, reader);
  parameter.example = node.find("example");
  auto content = read_content(node, reader);
  if (!content.empty()) parameter.content = std::move(content.front());
  if (!location || parameter.name.value.empty()) return std::nullopt;
  parameter.in = *location;
  return parameter;
}

std::optional<RequestBody> read_request_body_value(const Node& node, Reader& reader) {
  RequestBody body;
  body.at = Reader::opening(node);
  body.pointer = reader.pointer();
  body.description = reader.text(node, "description");
  body.required = reader.boolean(node, "required");
  if (node.find("content") == nullptr) reader.require(node, "content");
  body.content = read_content(node, reader);
  return body;
}

std::optional<SecurityScheme> read_security_scheme_value(const Node& node,
                                                         Located<std::string> name,
                                                         Reader& reader) {
  SecurityScheme scheme;
  scheme.name = std::move(name);
  scheme.at = Reader::opening(node);
  scheme.pointer = reader.pointer();
  scheme.type = reader.text(node, "type");
  scheme.scheme = reader.text(node, "scheme");
  std::transform(scheme.scheme.begin(), scheme.scheme.end(), scheme.scheme.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  scheme.in = reader.text(node, "in");
  scheme.parameter = reader.text(node, "name");
  scheme.description = reader.text(node, "description");
  reader.require(node, "type");
  if (scheme.type == "apiKey") {
    reader.require(node, "in");
    reader.require(node, "name");
  } else if (scheme.type == "http") {
    reader.require(node, "scheme");
  }
  return scheme;
}

std::vector<Server> read_servers(const Node& parent, Reader& reader) {
  std::vector<Server> result;
  const Node* servers = reader.array(parent, "servers");
  if (servers == nullptr) return result;
  const auto scope = reader.enter("servers");
  std::size_t index = 0;
  for (const Node& node : servers->items()) {
    const auto inner = reader.enter(index++);
    if (!node.is_object()) {
      reader.wrong_type(node, "an object");
      continue;
    }
    Server server;
    server.pointer = reader.pointer();
    server.url = reader.located_text(node, "url");
    reader.require(node, "url");
    server.description = reader.text(node, "description");
    if (const Node* variables = reader.object(node, "variables"); variables != nullptr) {
      const auto variables_scope = reader.enter("variables");
      for (const auto& [name, name_span, value] : variables->members()) {
        const auto variable_scope = reader.enter(name);
        if (!value.is_object()) {
          reader.wrong_type(value, "an object");
          continue;
        }
        ServerVariable variable{std::string(name), reader.scalar(value, "default"), {}};
        if (const Node* allowed = reader.array(value, "enum"); allowed != nullptr) {
          for (const Node& item : allowed->items()) {
            if (item.is_string()) variable.allowed.emplace_back(item.string());
          }
        }
        server.variables.push_back(std::move(variable));
      }
    }
    result.push_back(std::move(server));
  }
  return result;
}

std::vector<SecurityRequirement> read_security(const Node& array, Reader& reader) {
  std::vector<SecurityRequirement> result;
  std::size_t index = 0;
  for (const Node& node : array.items()) {
    const auto scope = reader.enter(index++);
    if (!node.is_object()) {
      reader.wrong_type(node, "an object");
      continue;
    }
    SecurityRequirement requirement;
    for (const auto& [name, name_span, scopes] : node.members()) {
      const auto inner = reader.enter(name);
      SecurityRequirementEntry entry{{std::string(name), name_span}, {}};
      if (!scopes.is_array()) {
        reader.wrong_type(scopes, "an array");
      } else {
        for (const Node& item : scopes.items()) {
          if (item.is_string()) entry.scopes.emplace_back(item.string());
        }
      }
      requirement.push_back(std::move(entry));
    }
    result.push_back(std::move(requirement));
  }
  return result;
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
  const Node* paths = reader.object(root, "paths");
  if (paths == nullptr) return;
  const auto scope = reader.enter("paths");
  for (const auto& [path, path_span, node] : paths->members()) {
    if (path.starts_with("x-")) continue;
    const auto inner = reader.enter(path);
    if (!path.starts_with('/')) {
      reader.report(rules::openapi_path_syntax, path_span, "it does not begin with `/`");
      continue;
    }
    if (!node.is_object()) {
      reader.wrong_type(node, "an object");
      continue;
    }
    document.paths.push_back(read_path_item(node, {std::string(path), path_span}, reader));
  }
}

void read_components(const Node& root, Document& document, Reader& reader) {
  const Node* components = reader.object(root, "components");
  if (components == nullptr) return;
  const auto scope = reader.enter("components");
  const Node* schemes = reader.object(*components, "securitySchemes");
  if (schemes == nullptr) return;
  const auto inner = reader.enter("securitySchemes");
  for (const auto& [name, name_span, node] : schemes->members()) {
    const auto scheme_scope = reader.enter(name);
    document.security_schemes.push_back(
        read_security_scheme(node, {std::string(name), name_span}, reader));
  }
}

std::optional<Version> read_version(const Node& root, Reader& reader) {
  if (root.find("swagger") != nullptr) {
    const Node& swagger = *root.find("swagger");
    const auto scope = reader.enter("swagger");
    reader.report(rules::openapi_version_unsupported, swagger.span(), "OpenAPI 2.0 (Swagger)",
                  {"convert it to OpenAPI 3.0 or 3.1"});
    return std::nullopt;
  }
  const Node* version = root.find("openapi");
  if (version == nullptr) {
    reader.report(rules::openapi_not_a_document, Reader::opening(root),
                  "it has no field `openapi`");
    return std::nullopt;
  }
  const std::string text = reader.scalar(root, "openapi");
  if (text == "3.0" || text.starts_with("3.0.")) return Version::v3_0;
  if (text == "3.1" || text.starts_with("3.1.")) return Version::v3_1;
  if (!text.empty()) {
    const auto scope = reader.enter("openapi");
    reader.report(rules::openapi_version_unsupported, version->span(), "`" + text + "`",
                  {"3.0 and 3.1 are supported"});
  }
  return std::nullopt;
}

}  // namespace

OrReference<Parameter> read_parameter(const Node& node, Reader& reader) {
  return read_or_reference<Parameter>(node, reader, read_parameter_value);
}

OrReference<RequestBody> read_request_body(const Node& node, Reader& reader) {
  return read_or_reference<RequestBody>(node, reader, read_request_body_value);
}

OrReference<Response> read_response(const Node& node, Reader& reader) {
  return read_or_reference<Response>(node, reader, [](const Node& value, Reader& inner) {
    return std::optional<Response>(Response{read_content(value, inner)});
  });
}

OrReference<SecurityScheme> read_security_scheme(const Node& node, Located<std::string> name,
                                                 Reader& reader) {
  return read_or_reference<SecurityScheme>(node, reader, [&](const Node& value, Reader& inner) {
    return read_security_scheme_value(value, std::move(name), inner);
  });
}

Operation read_operation(const Node& node, std::string_view method, Span at, Reader& reader) {
  Operation operation;
  operation.method = std::string(method);
  operation.at = at;
  operation.pointer = reader.pointer();
  operation.reference = read_reference(node, reader);
  operation.operation_id = reader.located_text(node, "operationId");
  operation.summary = reader.text(node, "summary");
  operation.description = reader.text(node, "description");
  operation.deprecated = reader.boolean(node, "deprecated");
  if (const Node* tags = reader.array(node, "tags"); tags != nullptr) {
    const auto scope = reader.enter("tags");
    for (const Node& tag : tags->items()) {
      if (tag.is_string()) {
        operation.tags.push_back({std::string(tag.string()), tag.span()});
      } else {
        reader.wrong_type(tag, "a string");
      }
    }
  }
  operation.parameters = read_parameters(node, reader);
  if (const Node* body = node.find("requestBody"); body != nullptr) {
    const auto scope = reader.enter("requestBody");
    operation.request_body = read_request_body(*body, reader);
  }
  if (const Node* responses = reader.object(node, "responses"); responses != nullptr) {
    const auto scope = reader.enter("responses");
    for (const auto& [status, status_span, response] : responses->members()) {
      if (status.starts_with("x-")) continue;
      const auto inner = reader.enter(status);
      operation.responses.push_back(
          {{std::string(status), status_span}, read_response(response, reader)});
    }
  }
  if (const Node* security = reader.array(node, "security"); security != nullptr) {
    const auto scope = reader.enter("security");
    operation.security = read_security(*security, reader);
  }
  operation.servers = read_servers(node, reader);
  return operation;
}

PathItem read_path_item(const Node& node, Located<std::string> path, Reader& reader) {
  PathItem item;
  item.path = std::move(path);
  item.pointer = reader.pointer();
  item.reference = read_reference(node, reader);
  item.summary = reader.text(node, "summary");
  item.description = reader.text(node, "description");
  item.parameters = read_parameters(node, reader);
  item.servers = read_servers(node, reader);
  for (const auto& [key, key_span, value] : node.members()) {
    if (std::find(methods.begin(), methods.end(), key) == methods.end()) continue;
    const auto scope = reader.enter(key);
    if (value.is_object()) {
      item.operations.push_back(read_operation(value, key, key_span, reader));
    } else {
      reader.wrong_type(value, "an object");
    }
  }
  return item;
}

std::optional<Document> parse(const Node& root, Diagnostics& diagnostics) {
  Reader reader(diagnostics);
  if (!root.is_object()) {
    reader.report(rules::openapi_not_a_document, Reader::opening(root),
                  "found " + std::string(describe(root.kind())));
    return std::nullopt;
  }
  const auto version = read_version(root, reader);
  if (!version) return std::nullopt;

  Document document;
  document.version = *version;
  reader.require(root, "info");
  if (const Node* info = reader.object(root, "info"); info != nullptr) {
    const auto scope = reader.enter("info");
    reader.require(*info, "title");
    reader.require(*info, "version");
    document.info = {reader.scalar(*info, "title"), reader.scalar(*info, "version"),
                     reader.text(*info, "summary"), reader.text(*info, "description")};
  }
  // 3.1 allows a document of webhooks or components alone (section 4.8.1); it gives no tool.
  if (*version == Version::v3_0) reader.require(root, "paths");
  document.servers = read_servers(root, reader);
  read_paths(root, document, reader);
  if (const Node* security = reader.array(root, "security"); security != nullptr) {
    const auto scope = reader.enter("security");
    document.security = read_security(*security, reader);
  }
  read_components(root, document, reader);
  if (const Node* docs = reader.object(root, "externalDocs"); docs != nullptr) {
    const auto scope = reader.enter("externalDocs");
    document.external_documentation = reader.text(*docs, "url");
  }
  return document;
}

}  // namespace mcpcc::openapi
