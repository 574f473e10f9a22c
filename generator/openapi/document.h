// The typed model of an OpenAPI document, in the terms of OpenAPI 3.2. Every version is read into
// this one model; schemas stay nodes, since JSON Schema is open-ended and only `lower` looks
// inside.
//
// The model holds pointers into the node trees it was read from, which must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/node.h"
#include "support/diagnostics.h"
#include "support/source.h"

namespace mcpcc::openapi {

/// 2.0 and 3.2 have their places here; this reader accepts 3.0 and 3.1.
enum class Version : std::uint8_t { v2_0, v3_0, v3_1, v3_2 };

/// A Reference Object (OpenAPI 3.1.1, section 4.8.23). Texts beside `$ref` replace those of the
/// target.
struct Reference {
  std::string target;  ///< as written
  Span at;             ///< of the target's text
  std::optional<std::string> description;
};

/// A place that may hold a Reference Object instead of a T. Reading fills one of the two; linking
/// fills `value` of every reference that leads to a T.
template <class T>
struct OrReference {
  std::optional<T> value;
  std::optional<Reference> reference;
};

struct MediaType {
  Located<std::string> name;
  const source::Node* schema = nullptr;  ///< nullptr: any value
};

enum class ParameterLocation : std::uint8_t { path, query, header, cookie };
std::string_view to_string(ParameterLocation location);

struct Parameter {
  Located<std::string> name;
  ParameterLocation in = ParameterLocation::query;
  std::string description;
  bool required = false;
  bool deprecated = false;
  bool allow_empty_value = false;
  bool allow_reserved = false;
  Located<std::string> style;  ///< empty: the default of the location
  std::optional<bool> explode;
  const source::Node* schema = nullptr;
  const source::Node* example = nullptr;
  std::optional<MediaType> content;  ///< instead of a schema
  Span at;
  std::string pointer;
};

struct RequestBody {
  std::string description;
  bool required = false;
  std::vector<MediaType> content;
  Span at;
  std::string pointer;
};

struct Response {
  std::vector<MediaType> content;
};

struct ResponseEntry {
  Located<std::string> status;  ///< "200", "2XX", "default"
  OrReference<Response> response;
};

struct SecurityScheme {
  Located<std::string> name;  ///< key under components
  std::string type;           ///< apiKey, http, oauth2, openIdConnect, mutualTLS
  std::string scheme;         ///< http: lower case
  std::string in;             ///< apiKey: header, query, cookie
  std::string parameter;      ///< apiKey
  std::string description;
  Span at;
  std::string pointer;
};

struct SecurityRequirementEntry {
  Located<std::string> scheme;
  std::vector<std::string> scopes;
};
/// All of these; empty: anonymous.
using SecurityRequirement = std::vector<SecurityRequirementEntry>;

struct ServerVariable {
  std::string name;
  std::string default_value;
  std::vector<std::string> allowed;
};

struct Server {
  Located<std::string> url;
  std::string description;
  std::vector<ServerVariable> variables;
  std::string pointer;
};

struct Operation {
  std::string method;  ///< lower case, as in the document
  std::optional<Reference> reference;  ///< to another operation: no version has it, large documents do
  Located<std::string> operation_id;
  std::string summary;
  std::string description;
  bool deprecated = false;
  std::vector<Located<std::string>> tags;
  std::vector<OrReference<Parameter>> parameters;
  std::optional<OrReference<RequestBody>> request_body;
  std::vector<ResponseEntry> responses;
  std::optional<std::vector<SecurityRequirement>> security;  ///< nullopt: the document's
  std::vector<Server> servers;                               ///< empty: the path's
  Span at;                                                   ///< of the method's key
  std::string pointer;
};

struct PathItem {
  Located<std::string> path;
  std::string summary;
  std::string description;
  std::optional<Reference> reference;  ///< `$ref` beside or instead of operations
  std::vector<OrReference<Parameter>> parameters;
  std::vector<Operation> operations;
  std::vector<Server> servers;  ///< empty: the document's
  std::string pointer;
};

struct Info {
  std::string title;
  std::string version;
  std::string summary;
  std::string description;
};

struct Document {
  Version version = Version::v3_1;
  Info info;
  std::vector<Server> servers;
  std::vector<PathItem> paths;
  std::vector<SecurityRequirement> security;
  std::vector<OrReference<SecurityScheme>> security_schemes;
  std::string external_documentation;
};

}  // namespace mcpcc::openapi
