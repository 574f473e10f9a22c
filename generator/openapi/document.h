// The typed model of an OpenAPI document, in the terms of OpenAPI 3.2. Every version is read into
// this one model; schemas stay nodes, since JSON Schema is open-ended and only `lower` looks
// inside.
//
// What a 2.0 document says in other terms (parameters in `body` and `formData`, media types beside
// the operation) is known only when references are followed. Until then such parts are kept as
// parse_v2.h says; a linked document holds none.
//
// The model holds pointers into the node trees it was read from, which must outlive it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source/node.h"
#include "source/node_factory.h"
#include "support/diagnostics.h"
#include "support/source.h"

namespace mcpcc::openapi {

enum class Version : std::uint8_t { v2_0, v3_0, v3_1, v3_2 };

/// A Reference Object (OpenAPI 3.1.1, section 4.8.23). Texts beside `$ref` replace those of the
/// target.
struct Reference {
  std::string target;  ///< as written
  Span at;             ///< of the target's text
  std::optional<std::string> description;
  const source::Node* node = nullptr;  ///< the object
};

/// A place that may hold a Reference Object instead of a T. Reading fills one of the two; linking
/// fills `value` of every reference that leads to a T. All places that lead to one T share it, so
/// it never changes.
template <class T>
struct OrReference {
  std::shared_ptr<const T> value;
  std::optional<Reference> reference;
};

/// How one property of a form or multipart body is written (OpenAPI 3.2, Encoding Object).
struct Encoding {
  Located<std::string> property;
  Located<std::string> content_type;  ///< empty: the default of the property's type
  Located<std::string> style;         ///< empty: not written by style
  std::optional<bool> explode;
  bool allow_reserved = false;
  std::string item_separators;            ///< as of a Parameter
  const source::Node* headers = nullptr;  ///< of a part, by name
};

struct MediaType {
  Located<std::string> name;
  /// Linking fills what follows from its target, or leaves it: any value.
  std::optional<Reference> reference;
  const source::Node* schema = nullptr;       ///< nullptr: any value
  const source::Node* item_schema = nullptr;  ///< of each item of a sequential media type
  std::vector<Encoding> encoding;
  bool is_assumed = false;               ///< of 2.0, where the document names no media type
  bool has_positional_encoding = false;  ///< `prefixEncoding` or `itemEncoding`
};

/// `body` and `form_data` stand in 2.0 until linking.
enum class ParameterLocation : std::uint8_t {
  path,
  query,
  header,
  cookie,
  querystring,
  body,
  form_data
};
/// As documents write it.
std::string_view to_string(ParameterLocation location);

struct Parameter {
  Located<std::string> name;
  ParameterLocation in = ParameterLocation::query;
  std::string description;
  bool required = false;
  bool deprecated = false;
  bool allow_empty_value = false;
  bool allow_reserved = false;
  /// Empty: the default of the location. A `collectionFormat` of 2.0 that no style expresses stands
  /// here in its own word.
  Located<std::string> style;
  std::optional<bool> explode;
  /// Of arrays in an array of 2.0: what their items are joined by, a character a level, outermost
  /// first. Empty: no style says it.
  std::string item_separators;
  const source::Node* schema = nullptr;
  const source::Node* example = nullptr;
  std::optional<MediaType> content;  ///< instead of a schema
  const source::Node* node = nullptr;
  const source::Node* reference = nullptr;  ///< that has the description, where one has
  Span at;
  std::string pointer;
};

struct RequestBody {
  std::string description;
  bool required = false;
  std::vector<MediaType> content;
  const source::Node* node = nullptr;       ///< nullptr: made of parameters of 2.0
  const source::Node* reference = nullptr;  ///< that has the description, where one has
  Span at;
  std::string pointer;
};

struct Response {
  std::string description;
  std::vector<MediaType> content;
  const source::Node* headers = nullptr;  ///< by name; their references are followed
};

struct ResponseEntry {
  Located<std::string> status;  ///< "200", "2XX", "default"
  OrReference<Response> response;
};

struct OAuthFlow {
  /// implicit, password, clientCredentials, authorizationCode, deviceAuthorization
  std::string kind;
  std::string authorization_url;
  std::string device_authorization_url;
  std::string token_url;
  std::string refresh_url;
  std::vector<std::string> scopes;
};

struct SecurityScheme {
  std::string type;              ///< apiKey, http, oauth2, openIdConnect, mutualTLS
  std::string scheme;            ///< http: lower case
  std::string in;                ///< apiKey: header, query, cookie
  std::string parameter;         ///< apiKey
  std::vector<OAuthFlow> flows;  ///< oauth2
  std::string metadata_url;      ///< oauth2 and openIdConnect
  std::string description;
  Span at;
  std::string pointer;
};

struct SecuritySchemeEntry {
  Located<std::string> name;  ///< what requirements call it: the key under components
  OrReference<SecurityScheme> scheme;
};

struct SecurityRequirementEntry {
  Located<std::string> scheme;
  std::vector<std::string> scopes;
  bool is_unreadable = false;  ///< stands for what is no requirement, which was reported
  bool is_unresolved = false;  ///< a URI that leads to no scheme, which linking reported
};
/// All of these; empty: anonymous.
using SecurityRequirement = std::vector<SecurityRequirementEntry>;

struct ServerVariable {
  std::string name;
  Located<std::string> default_value;  ///< empty: none
  std::vector<std::string> allowed;
  Span at;      ///< of its name
  Span object;  ///< of what describes it
};

struct Server {
  Located<std::string> url;
  std::string name;
  std::string description;
  std::vector<ServerVariable> variables;
  std::string pointer;  ///< to the URL, or to what it is made of
};

struct Operation {
  std::string method;  ///< as requests carry it: `GET`, or a token of `additionalOperations`
  /// To another operation: no version has it, large documents do. Linking leaves those that lead
  /// nowhere.
  std::optional<Reference> reference;
  Located<std::string> operation_id;
  Located<std::string> summary;
  Located<std::string> description;
  bool deprecated = false;
  std::vector<Located<std::string>> tags;
  std::vector<OrReference<Parameter>> parameters;
  std::optional<OrReference<RequestBody>> request_body;
  std::vector<ResponseEntry> responses;
  std::optional<std::vector<SecurityRequirement>> security;  ///< nullopt: the document's
  std::vector<Server> servers;                               ///< empty: the path's
  /// 2.0, until linking; nullopt: the document's.
  std::optional<std::vector<Located<std::string>>> consumes, produces;
  Span at;               ///< of the method's key
  std::string_view key;  ///< that key: in the path item, or in `additionalOperations`
  bool is_additional = false;
  std::string pointer;
  const source::Node* mcp = nullptr;  ///< the extension `x-mcp`
};

/// An operation that cannot be read, which was reported.
struct MalformedOperation {
  Located<std::string_view> key;  ///< of the path item, or of `additionalOperations`
  bool is_additional = false;
  bool is_referenced = false;  ///< it stands where the reference of the path leads
};

struct PathItem {
  Located<std::string> path;
  Located<std::string> summary;
  Located<std::string> description;
  std::optional<Reference> reference;  ///< `$ref` beside or instead of operations
  bool is_unresolved = false;          ///< linking found nothing at `reference`
  std::vector<OrReference<Parameter>> parameters;
  std::vector<Operation> operations;
  std::vector<MalformedOperation> malformed_operations;
  std::vector<Server> servers;  ///< empty: the document's
  std::string pointer;
  const source::Node* mcp = nullptr;  ///< `x-mcp`, for operations without one
};

struct Info {
  std::string title;
  std::string version;
  std::string summary;
  std::string description;
};

struct Tag {
  Located<std::string> name;
  std::string summary;
  std::string description;
  Located<std::string> parent;  ///< name of another tag
  std::string kind;
};

/// What a 2.0 document says once for all of its operations.
struct DefaultsV2 {
  Located<std::string> host;
  Located<std::string> base_path;
  std::vector<Located<std::string>> consumes, produces;
};

/// Moving it moves no node that it owns.
struct Document {
  Version version = Version::v3_1;
  Located<std::string> self;  ///< `$self`: the document's own URI
  Info info;
  std::vector<Server> servers;
  std::vector<PathItem> paths;
  Span paths_at;  ///< of the key `paths`; empty: there is none
  std::vector<SecurityRequirement> security;
  std::vector<SecuritySchemeEntry> security_schemes;
  std::vector<Tag> tags;
  std::string external_documentation;
  const source::Node* mcp = nullptr;  ///< `x-mcp`, for path items without one
  DefaultsV2 defaults;
  source::NodeFactory nodes;  ///< owns schemas that no file holds
};

}  // namespace mcpcc::openapi
