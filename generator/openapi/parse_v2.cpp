#include "openapi/parse_v2.h"

#include <algorithm>
#include <array>

#include "openapi/parts.h"

namespace mcpcc::openapi {

using source::Member;
using source::Node;

namespace {

// OpenAPI 2.0, Parameter Object: the fields that describe the value. `x-nullable` is no part of it,
// but the word that documents of 2.0 use.
constexpr std::array<std::string_view, 17> schema_fields = {
    "type",     "format",           "items",      "default",     "enum",      "maximum",
    "minimum",  "exclusiveMaximum", "maxLength",  "minLength",   "pattern",   "exclusiveMinimum",
    "maxItems", "minItems",         "multipleOf", "uniqueItems", "x-nullable"};

bool is_word(const Node* node, std::string_view word) {
  return node != nullptr && node->is_string() && node->string() == word;
}

// `type: file` is a string of bytes in the terms of OpenAPI 3.0.4, section 4.7.24.
const Node* file_schema(const Node& type, Reader& reader) {
  auto& nodes = reader.nodes();
  return nodes.keep(nodes.object({nodes.member("type", nodes.string("string", type.span())),
                                  nodes.member("format", nodes.string("binary", type.span()))},
                                 type.span()));
}

// A schema of the fields that stand inline.
const Node* inline_schema(const Node& node, Reader& reader) {
  const Node* type = node.find("type");
  if (is_word(type, "file")) return file_schema(*type, reader);
  std::vector<Member> members;
  for (const Member& member : node.members()) {
    if (std::find(schema_fields.begin(), schema_fields.end(), member.key) != schema_fields.end()) {
      members.push_back(member);
    }
  }
  if (members.empty()) return nullptr;
  return reader.nodes().keep(reader.nodes().object(members, node.span()));
}

// Whether `schema`, which stands beside the fields of a parameter, says all that they say, and
// more: they are its type.
bool says_more(const Node* schema, const Node& parameter) {
  const Node* type = parameter.find("type");
  const Node* other = schema == nullptr ? nullptr : schema->find("type");
  if (type == nullptr || !type->is_string() || !is_word(other, type->string())) return false;
  return std::none_of(schema_fields.begin(), schema_fields.end(), [&](std::string_view field) {
    const Node* own = parameter.find(field);
    if (own == nullptr || field == "type") return false;
    return field != "format" || !own->is_string() || !is_word(schema->find(field), own->string());
  });
}

// `collectionFormat` in the terms of OpenAPI 3.2.0, section 4.12.6 (Style Values), as far as it has
// one: `tabDelimited` is ours, and others stand in places where it has none.
struct CollectionFormat {
  std::string_view word;
  std::string_view in_text;   // style in path and header; empty: none says it
  std::string_view in_query;  // style in query and formData
  bool explode;
  char separator;
};
constexpr std::array<CollectionFormat, 5> collection_formats = {{
    {"csv", "simple", "form", false, ','},
    {"ssv", "spaceDelimited", "spaceDelimited", false, ' '},
    {"tsv", "tabDelimited", "tabDelimited", false, '\t'},
    {"pipes", "pipeDelimited", "pipeDelimited", false, '|'},
    {"multi", "", "form", true, ','},
}};

void read_collection_format(const Node& node, Parameter& parameter, Reader& reader) {
  if (!is_word(node.find("type"), "array")) return;
  const Located<std::string> written = reader.located_text(node, "collectionFormat");
  const auto index =
      reader.choice(node, "collectionFormat", {"csv", "ssv", "tsv", "pipes", "multi"});
  const CollectionFormat& format = collection_formats[index.value_or(0)];
  parameter.style.at = node.find("collectionFormat") == nullptr ? parameter.name.at : written.at;
  const bool in_text =
      parameter.in == ParameterLocation::path || parameter.in == ParameterLocation::header;
  parameter.style.value = in_text ? format.in_text : format.in_query;
  parameter.explode = format.explode;
  if (parameter.style.value.empty()) parameter.style.value = format.word;

  // OpenAPI 2.0, Items Object: arrays in an array have a format of their own, which is not `multi`.
  const Node* items = node.find("items");
  while (items != nullptr && is_word(items->find("type"), "array")) {
    const Node* nested = items->find("collectionFormat");
    const std::string_view word = nested == nullptr     ? "csv"
                                  : nested->is_string() ? nested->string()
                                                        : std::string_view();
    const auto* const found =
        std::find_if(collection_formats.begin(), collection_formats.end(),
                     [&](const CollectionFormat& one) { return one.word == word; });
    if (found == collection_formats.end() || word == "multi") {
      parameter.style = {word.empty() ? "items" : std::string(word), nested->span()};
      return;
    }
    parameter.item_separators += found->separator;
    items = items->find("items");
  }
}

// A document's list stands for each of its operations, so its length is bounded.
std::vector<Located<std::string>> read_media_types(const Node& parent, std::string_view key,
                                                   Reader& reader) {
  constexpr std::size_t most = 64;
  auto result = reader.texts(parent, key);
  for (auto& name : result) {  // a list that a tool split at its commas
    const auto begin = name.value.find_first_not_of(" \t");
    name.value = begin == std::string::npos ? std::string() : name.value.substr(begin);
  }
  if (result.size() > most) {
    const auto scope = reader.enter(key);
    reader.report(rules::openapi_unknown_value, result[most].at,
                  "more than " + std::to_string(most) + " media types");
    result.resize(most);
  }
  return result;
}

// OpenAPI 2.0, Swagger Object: `host` is a name and perhaps a port, nothing more.
bool is_host(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7F &&
           std::string_view("/\\?#@").find(c) == std::string_view::npos;
  });
}

// One server a scheme, https first: a credential should not travel in the clear because of an
// order. Without a host the URL is relative to where the document is served.
std::vector<Server> make_servers(const Node& parent, const DefaultsV2& defaults, Reader& reader) {
  const std::vector<Located<std::string>> schemes = reader.texts(parent, "schemes");
  std::vector<Server> result;
  if (defaults.host.value.empty()) {
    if (!defaults.base_path.value.empty()) {
      result.push_back({defaults.base_path, {}, {}, {}, "#/basePath"});
    }
    return result;
  }
  const std::string rest = "://" + defaults.host.value + defaults.base_path.value;
  // What is wrong with a URL of both is, as the host is one, wrong with its path.
  const std::string& path = defaults.base_path.value;
  const bool is_path_odd = std::any_of(path.begin(), path.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '?' || c == '#';
  });
  const Span url_at = is_path_odd ? defaults.base_path.at : defaults.host.at;
  const std::string url_pointer = is_path_odd ? "#/basePath" : "#/host";
  const auto add = [&](std::string_view scheme, Span at, std::string pointer) {
    result.push_back({{std::string(scheme) + rest, at}, {}, {}, {}, std::move(pointer)});
  };
  const auto has = [&](std::string_view wanted) {
    return std::any_of(schemes.begin(), schemes.end(),
                       [&](const auto& scheme) { return scheme.value == wanted; });
  };
  // The default is the scheme the document was fetched by, which a file does not know.
  if (schemes.empty() || has("https")) add("https", url_at, url_pointer);
  if (has("http")) add("http", url_at, url_pointer);
  if (result.empty()) {
    add(schemes.front().value, schemes.front().at, reader.pointer() + "/schemes/0");
  }
  return result;
}

}  // namespace

void read_document_v2(const Node& root, Document& document, Reader& reader) {
  DefaultsV2& defaults = document.defaults;
  defaults.consumes = read_media_types(root, "consumes", reader);
  defaults.produces = read_media_types(root, "produces", reader);
  defaults.base_path = reader.located_text(root, "basePath");
  std::string& base_path = defaults.base_path.value;
  if (!base_path.empty() && !base_path.starts_with('/')) base_path.insert(0, 1, '/');
  defaults.host = reader.located_text(root, "host");
  if (!is_host(defaults.host.value)) {
    // A user and a password, most likely.
    if (defaults.host.value.find('@') != std::string::npos) {
      reader.diagnostics().hide(defaults.host.at);
    }
    const auto scope = reader.enter("host");
    reader.report(rules::server_url_invalid, defaults.host.at,
                  "`host` is more than a name and a port",
                  {"the generated server needs a base URL from its operator"});
    defaults.host.value.clear();
  }
  document.servers = make_servers(root, defaults, reader);
  document.security_schemes = read_security_schemes(root, "securityDefinitions", reader);
}

void read_operation_v2(const Node& node, Operation& operation, Reader& reader) {
  const DefaultsV2& defaults = reader.defaults();
  if (node.find("consumes") != nullptr) {
    operation.consumes = read_media_types(node, "consumes", reader);
  }
  if (node.find("produces") != nullptr) {
    operation.produces = read_media_types(node, "produces", reader);
  }
  if (node.find("schemes") != nullptr && !defaults.host.value.empty()) {
    operation.servers = make_servers(node, defaults, reader);
  }
}

const Node* read_misplaced_schema(const Node& parameter, Reader& reader) {
  const Node* type = parameter.find("type");
  if (type == nullptr || !type->is_string() || parameter.find("schema") != nullptr ||
      parameter.find("content") != nullptr) {
    return nullptr;
  }
  for (const auto& [key, key_span, value] : parameter.members()) {
    const bool is_field =
        std::find(schema_fields.begin(), schema_fields.end(), key) != schema_fields.end();
    if (!is_field || key.starts_with("x-")) continue;
    const auto scope = reader.enter(key);
    reader.report(rules::parameter_schema_place, key_span,
                  "`" + std::string(key) + "` of a parameter");
  }
  return inline_schema(parameter, reader);
}

std::optional<Parameter> read_parameter_v2(const Node& node, Reader& reader) {
  constexpr std::array<ParameterLocation, 5> locations = {
      ParameterLocation::path, ParameterLocation::query, ParameterLocation::header,
      ParameterLocation::body, ParameterLocation::form_data};
  Parameter parameter;
  parameter.node = &node;
  parameter.at = Reader::opening(node);
  parameter.pointer = reader.pointer();
  parameter.name = reader.name(node, "name");
  if (node.find("in") == nullptr) {
    // Only a parameter in body has a schema; others stand in the query, or in the path if it names
    // them.
    const bool is_body = node.find("schema") != nullptr;
    reader.report(rules::openapi_missing_field, Reader::opening(node),
                  is_body ? "`in`, taken for `body`" : "`in`, taken for `query`");
    parameter.in = is_body ? ParameterLocation::body : ParameterLocation::query;
  } else {
    const auto location =
        reader.choice(node, "in", {"path", "query", "header", "body", "formData"});
    if (!location) return std::nullopt;
    parameter.in = locations[*location];
  }
  // The name of a body is never sent.
  if (parameter.name.value.empty() && parameter.in != ParameterLocation::body) return std::nullopt;
  parameter.description = reader.text(node, "description");
  parameter.required = reader.boolean(node, "required");
  parameter.allow_empty_value = reader.boolean(node, "allowEmptyValue");
  const bool is_body = parameter.in == ParameterLocation::body;
  const Node* schema =
      node.find("schema") == nullptr ? nullptr : read_schema(node, "schema", reader);
  const Node* own = (is_body && schema != nullptr) || says_more(schema, node)
                        ? nullptr
                        : inline_schema(node, reader);
  if (schema != nullptr && own != nullptr && reader.is_v2()) {
    reader.report(rules::openapi_unknown_field, node.find_member("schema")->key_span,
                  "`schema` of a parameter in " + std::string(to_string(parameter.in)) +
                      ", which `" + std::string(own->members().front().key) + "` describes");
  }
  parameter.schema = (is_body || own == nullptr) && schema != nullptr ? schema : own;
  if (parameter.schema != nullptr && (parameter.schema == schema) != is_body && reader.is_v2()) {
    const Member& place =
        is_body ? parameter.schema->members().front() : *node.find_member("schema");
    reader.report(rules::parameter_schema_place, place.key_span,
                  "`" + std::string(place.key) + "` of a parameter in " +
                      std::string(to_string(parameter.in)));
  }
  if (!is_body) {
    read_collection_format(node, parameter, reader);
  }
  return parameter;
}

std::optional<Response> read_response_v2(const Node& node, Reader& reader) {
  Response response;
  response.description = reader.text(node, "description");
  response.headers = reader.object(node, "headers");
  const Node* schema = read_schema(node, "schema", reader);
  if (schema == nullptr) return response;
  const Node* type = schema->find("type");
  response.content.emplace_back().schema =
      is_word(type, "file") ? file_schema(*type, reader) : schema;
  return response;
}

void complete_security_scheme_v2(const Node& node, SecurityScheme& scheme, Reader& reader) {
  // The names of later versions, in the order of those of 2.0.
  constexpr std::array<std::string_view, 4> flows = {"implicit", "password", "clientCredentials",
                                                     "authorizationCode"};
  if (scheme.type == "basic") {
    scheme.type = "http";
    scheme.scheme = "basic";
  } else if (scheme.type == "oauth2") {
    const auto kind =
        reader.choice(node, "flow", {"implicit", "password", "application", "accessCode"});
    if (!kind) return;
    OAuthFlow flow;
    flow.kind = std::string(flows[*kind]);
    flow.authorization_url = read_security_url(node, "authorizationUrl", reader);
    flow.token_url = read_security_url(node, "tokenUrl", reader);
    if (const Node* scopes = reader.object(node, "scopes"); scopes != nullptr) {
      for (const Member& member : scopes->members()) flow.scopes.emplace_back(member.key);
    }
    scheme.flows.push_back(std::move(flow));
  }
}

}  // namespace mcpcc::openapi
