// mcp/tool.h -- the tables a generated server is made of, and the function that serves them.
//
// This is the only header that generated code includes. Everything in it is an aggregate of
// constants: generated sources hold data and no logic, and compile in well under a second for a
// thousand tools. All tables are read-only and have static storage duration; the runtime keeps
// pointers into them.
//
// Tables are split by reader: `Tool` is how a call becomes an upstream request, `Profile` is what
// one kind of client is shown of the same tools, `Definition` holds the schemas that tools share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mcp {

/// The layout of the tables below. Generated code states the version it was written for and `run()`
/// refuses another one, so that a project compiled against a newer runtime fails with a sentence
/// and not with a wrong request.
inline constexpr std::uint32_t table_format = 6;

/// A UTF-8 text of static storage duration. An aggregate, so that large tables need no constant
/// evaluation.
struct Text {
  const char* data;
  std::uint32_t size;
  constexpr operator std::string_view() const { return {data, size}; }
  constexpr std::string_view view() const { return {data, size}; }
  constexpr bool empty() const { return size == 0; }
};

inline namespace literals {
/// Keeps embedded zero bytes, which a plain `const char*` would lose.
consteval Text operator""_t(const char* data, std::size_t size) {
  return {data, static_cast<std::uint32_t>(size)};
}
}  // namespace literals

/// A read-only array of static storage duration.
template <class T>
struct List {
  const T* data;
  std::uint32_t count;
  constexpr const T* begin() const { return data; }
  constexpr const T* end() const { return data + count; }
  constexpr std::size_t size() const { return count; }
  constexpr bool empty() const { return count == 0; }
  constexpr const T& operator[](std::size_t index) const { return data[index]; }
};

/// Where an argument travels (OpenAPI 3.2, Parameter Object, `in`). A request body is not an
/// argument row: see Tool::body.
enum class Location : std::uint8_t { path, query, header, cookie, querystring };

/// How an argument's value is written (OpenAPI 3.2, Parameter Object, `style`). `content` stands
/// for a parameter that is described by a media type instead of a style; `Argument::media_type`
/// names it.
enum class Style : std::uint8_t {
  simple,
  label,
  matrix,
  form,
  space_delimited,  ///< outside of a query as well for `ssv` of OpenAPI 2.0
  pipe_delimited,   ///< likewise `pipes`
  tab_delimited,    ///< `tsv` of OpenAPI 2.0
  deep_object,
  content,
  cookie,  ///< as form, nothing escaped
};

/// How the value of `body` becomes bytes.
enum class BodyEncoding : std::uint8_t {
  json,
  form,
  multipart,
  text,
  octet_stream,   ///< bytes, which the argument holds in base64 or names
  xml,            ///< by the `xml` of its schema
  ndjson,         ///< a line of JSON for each item
  json_sequence,  ///< RFC 7464
};

/// How one property of a form or multipart body is written (OpenAPI 3.2, Encoding Object).
struct PropertyEncoding {
  Text name;
  Text content_type;      ///< with Style::content: a media type, or several with commas between
                          ///< them; empty: the value tells
  BodyEncoding encoding;  ///< with a content type
  Style style;
  bool explode;
  bool allow_reserved;
  Text headers;                    ///< further headers of a part, each ended with CRLF
  Text schema;                     ///< with BodyEncoding::xml
  Text item_separators = {"", 0};  ///< as of an Argument
  /// Of a row without a name: a regular expression (ECMA-262) of the properties that it is for, of
  /// which none of the rows before it is, nor any with a name; of a body that is an array, for its
  /// items.
  Text pattern = {"", 0};
};

/// One parameter of the operation, as an argument of the tool.
struct Argument {
  Text name;       ///< property of the tool's input schema
  Text wire_name;  ///< name in the upstream request; differs where the original was unsafe as a
                   ///< property or collided
  Location location;
  Style style;
  bool explode;
  bool required;
  bool allow_reserved;     ///< leave RFC 3986 reserved characters as they are
  bool allow_empty_value;  ///< send `name=` for an empty value
  Text media_type;         ///< with Style::content
  /// Of a form that is the whole query (Location::querystring): properties that are not written in
  /// the default way.
  List<PropertyEncoding> properties = {nullptr, 0};
  /// Of arrays in an array (`collectionFormat` of the items in OpenAPI 2.0): what stands between
  /// the items of each of them, a character a level, outermost first; deeper ones are JSON.
  Text item_separators = {"", 0};
};

/// One media type in which a request body may be sent. With several, the argument `content_type`
/// chooses and the first is the default.
struct MediaType {
  Text name;  ///< as the document writes it: `application/vnd.acme+json`
  BodyEncoding encoding;
  List<PropertyEncoding> properties;  ///< only where it differs from the default of the encoding
  Text schema;  ///< with BodyEncoding::xml: of the value, with its `xml`; references as in
                ///< Tool::input_schema
};

enum class SecurityKind : std::uint8_t {
  api_key_header,
  api_key_query,
  api_key_cookie,
  http_basic,
  http_bearer,
  http_digest,
  oauth2,           ///< an access token, given or fetched, sent as a bearer token
  open_id_connect,  ///< likewise
  mutual_tls,
};

/// A way to authenticate to the upstream API (OpenAPI 3.2, Security Scheme Object).
struct SecurityScheme {
  Text name;  ///< key in `components.securitySchemes`
  Text description;
  SecurityKind kind;
  Text parameter;  ///< apiKey: name of the header, query parameter or cookie
  /// Environment variable that holds the secret; `<variable>_FILE` names a file that holds it
  /// instead. For http_basic and http_digest the value is `user:password`. Other variables of a
  /// scheme begin with this name, see docs/upstreams.md.
  Text variable;
  // Of oauth2 and open_id_connect, absolute or relative to the API; empty: not in the document.
  Text token_url = {nullptr, 0};
  Text refresh_url = {nullptr, 0};
  Text metadata_url = {nullptr, 0};  ///< OpenID Connect Discovery or RFC 8414
};

struct SecurityUse {
  std::uint16_t scheme;  ///< index into Server::security_schemes
  List<Text> scopes;
};

/// All of these schemes together; an empty list allows an anonymous call.
struct SecurityRequirement {
  List<SecurityUse> schemes;
};

/// The four behaviour hints of MCP, always explicit. MCP 2026-07-28, `ToolAnnotations`.
struct Annotations {
  bool read_only;
  bool destructive;
  bool idempotent;
  bool open_world;
};

/// What of a response is `writeOnly` (OpenAPI 3.1.1, section 4.8.24.5).
struct HidingResponse {
  Text status;  ///< as the document has it: `201`, `2XX`, `default`
  /// JSON Schema of its JSON, and of an item of a stream, whose `writeOnly` says what is dropped:
  /// references as in Tool::input_schema. Empty: nothing is.
  Text schema;
};

/// An operation of the API: everything that is needed to turn arguments into an upstream request.
struct Tool {
  Text name;  ///< unique; `[a-z0-9_]+`
  Text operation_id;
  Text method;             ///< as it is sent: `GET`
  Text path;               ///< the document's path template: `/pets/{petId}`
  std::uint16_t upstream;  ///< index into Server::upstreams
  Annotations annotations;
  List<Argument> arguments;  ///< in document order, path-level parameters included
  bool body_required;
  List<MediaType> body;                ///< empty: the operation takes no body
  Text accept;                         ///< value of the Accept header
  List<SecurityRequirement> security;  ///< any one of these suffices; empty: no authentication
  /// The arguments' schema as the document has it: JSON Schema 2020-12, `$ref` only to
  /// `#/$defs/<Definition::name>`. Arguments are validated against this one, whatever a profile
  /// shows.
  Text input_schema;
  /// Likewise for a successful JSON result; empty where the document declares none.
  Text output_schema;
  /// All responses of the document, in its order, where something of one is `writeOnly`. Empty:
  /// nothing is.
  List<HidingResponse> write_only = {nullptr, 0};
  /// Header in which a call that gives no idempotency key gets a new one, the same for all its
  /// tries; empty: none, unless the operator names one.
  Text idempotency_header = {nullptr, 0};
  /// Names, in small letters, of headers that the document describes: results show their values.
  List<Text> response_headers = {nullptr, 0};
};

/// A schema that tools share; stands in `$defs` of every Tool::input_schema and Tool::output_schema
/// by its name.
struct Definition {
  Text name;
  Text schema;
};

/// What a profile asks clients to write in another way than the document does.
enum class RewriteKind : std::uint8_t {
  rename,          ///< the member has another name
  null_is_absent,  ///< null stands for a member that is left out
  json_text,       ///< a string that is JSON text stands for the value it holds
  /// A string of `json:` and JSON text stands for the value that the text holds: one that itself
  /// begins with `json:` too.
  prefixed_json_text,
};

/// How a value in a client's arguments becomes what the document means: done before they are
/// validated. Several rows may name one value; it is renamed last.
struct Rewrite {
  /// JSON Pointer into the arguments as the client writes them; `*` is any item, or any member that
  /// no other row names.
  Text pointer;
  RewriteKind kind;
  Text name;  ///< with RewriteKind::rename: the member's name in the document
};

/// What clients of one profile are shown of one tool. Schemas are JSON texts, joined into replies
/// as they are.
struct Listing {
  Text title;
  Text description;
  Text input_schema;
  Text output_schema_legacy;  ///< 2025-06-18 and 2025-11-25 (root `type: object`); empty: not
                              ///< advertised
  Text output_schema_modern;  ///< 2026-07-28 (any schema); empty: not advertised
  List<Rewrite> rewrites = {nullptr, 0};
  /// Indices into Server::definitions: those that stand in `$defs` of `input_schema` as it is
  /// shown.
  List<std::uint32_t> definitions = {nullptr, 0};
  /// Whether output_schema_legacy tells of an object with the result as its member `result`, since
  /// that is no object.
  bool wraps_result = false;
  /// With an output schema: a member of which it says nothing. A result that does not fit it stands
  /// there, as clients refuse it otherwise.
  Text spare_member = {nullptr, 0};
};

/// One lowering of all tools for one family of clients.
struct Profile {
  Text name;               ///< `universal`
  List<Listing> listings;  ///< listing i belongs to tool i
};

/// A variable in an upstream's URL (OpenAPI 3.2, Server Variable Object). Configuration, never an
/// argument.
struct UpstreamVariable {
  Text name;
  Text default_value;
  List<Text> allowed;       ///< empty: any value
  Text variable;            ///< environment variable that overrides the default
  bool has_default = true;  ///< without one and without a value, the URL is not known
};

/// A base URL of the API.
struct Upstream {
  Text url;  ///< may hold `{name}` of a variable, and may be relative: then the operator must give
             ///< a base URL
  Text description;
  List<UpstreamVariable> variables;
};

/// A whole server.
struct Server {
  std::uint32_t format;  ///< `mcp::table_format` of the header it was written for
  Text name;             ///< `petstore`: used in client configuration and in environment variables
  Text title;
  Text version;  ///< the document's `info.version`
  Text instructions;
  Text website_url;
  Text base_url_variable;  ///< environment variable that overrides upstream 0: `PETSTORE_BASE_URL`
  List<Tool> tools;
  List<Profile> profiles;  ///< at least one; the first is the default
  List<Definition> definitions;
  List<SecurityScheme> security_schemes;
  List<Upstream> upstreams;  ///< at least one; 0 is the default of the document
};

struct Hooks;

/// Serves `server` as the command line asks (see docs/runtime.md) and returns the exit status.
/// Never throws. `server` and `hooks` must outlive the call. Call it once per process, from the
/// main thread.
int run(const Server& server, const Hooks& hooks, int argc, char** argv);

}  // namespace mcp
