// The intermediate representation: what an MCP client sees and what the upstream call needs. No
// `$ref` into the document, no OpenAPI version and no YAML below here. Names, defaults and order
// are settled, so that emitters decide nothing.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/source.h"

namespace mcpcc::ir {

// The enumerations mirror those of <mcp/tool.h>; a test holds the two together.
enum class Location : std::uint8_t { path, query, header, cookie, querystring };
enum class Style : std::uint8_t {
  simple,
  label,
  matrix,
  form,
  space_delimited,
  pipe_delimited,
  tab_delimited,
  deep_object,
  content,
  cookie
};
enum class BodyEncoding : std::uint8_t {
  json,
  form,
  multipart,
  text,
  octet_stream,
  xml,
  ndjson,
  json_sequence
};
enum class SecurityKind : std::uint8_t {
  api_key_header,
  api_key_query,
  api_key_cookie,
  http_basic,
  http_bearer,
  http_digest,
  oauth2,
  open_id_connect,
  mutual_tls,
};

enum class RewriteKind : std::uint8_t { rename, null_is_absent, json_text, prefixed_json_text };

std::string_view to_string(Location);
std::string_view to_string(Style);
std::string_view to_string(BodyEncoding);
std::string_view to_string(SecurityKind);
std::string_view to_string(RewriteKind);

/// How one property of a form or multipart body is written, where it is not the default.
struct PropertyEncoding {
  std::string name;
  std::string content_type;                    // with Style::content; empty: the value tells
  BodyEncoding encoding = BodyEncoding::text;  // with a content type
  Style style = Style::form;
  bool explode = true;
  bool allow_reserved = false;
  std::string headers;          // of the part, each ended with CRLF
  std::string schema;           // with BodyEncoding::xml
  std::string item_separators;  // as of an Argument
  // Of a row without a name: the properties that it is for, or items of a body that is an array.
  std::string pattern;
  friend auto operator<=>(const PropertyEncoding&, const PropertyEncoding&) = default;
};

struct Argument {
  std::string name;       // property of the input schema
  std::string wire_name;  // name in the upstream request
  Location location = Location::query;
  Style style = Style::form;
  bool explode = true;
  bool required = false;
  bool allow_reserved = false;
  bool allow_empty_value = false;
  std::string media_type;                    // with Style::content
  std::vector<PropertyEncoding> properties;  // of a form in the query string
  std::string item_separators;  // between items of arrays in arrays, a character a level
};

struct MediaType {
  std::string name;
  BodyEncoding encoding = BodyEncoding::json;
  std::vector<PropertyEncoding> properties;
  std::string schema;  // with BodyEncoding::xml: JSON text as Tool::input_schema, with `xml`
  friend auto operator<=>(const MediaType&, const MediaType&) = default;
};

struct SecurityScheme {
  std::string name;
  std::string description;
  SecurityKind kind = SecurityKind::http_bearer;
  std::string parameter;                             // apiKey: wire name
  std::string variable;                              // environment variable
  std::string token_url, refresh_url, metadata_url;  // oauth2 and openIdConnect
};

struct SecurityUse {
  std::size_t scheme = 0;  // index into Server::security_schemes
  std::vector<std::string> scopes;
};

struct SecurityRequirement {
  std::vector<SecurityUse> schemes;
};

struct Annotations {
  bool read_only = false;
  bool destructive = true;
  bool idempotent = false;
  bool open_world = true;
};

/// How a value that a client writes in a profile's way becomes what the document means.
struct Rewrite {
  std::string pointer;  // into the arguments as the client writes them, `*` for any item or member
  RewriteKind kind = RewriteKind::rename;
  std::string name;  // with rename: in the document
  friend auto operator<=>(const Rewrite&, const Rewrite&) = default;
};

/// What clients of one profile are shown of a tool.
struct Listing {
  std::string input_schema;
  std::vector<Rewrite> rewrites;
  std::vector<std::size_t> definitions;  // that stand in its `$defs`, into Server::definitions
  // What a result is, of 2025-06-18 and 2025-11-25, and of 2026-07-28; empty: nothing is shown.
  std::string output_schema_legacy, output_schema_modern;
  bool wraps_result = false;   // `legacy` is of an object with the result as its member `result`
  std::string spare_member;    // of which they say nothing
  bool output_is_cut = false;  // they end before the schema does
};

/// An answer of the API that is no success, as the document describes it.
struct DocumentedError {
  std::string status;  // "404", "5XX", "default"
  std::string description;
};

// What of a response is `writeOnly`.
struct HidingResponse {
  std::string status;  // "201", "2XX", "default"
  std::string schema;  // JSON text like Tool::output_schema; empty: nothing of this one is
  friend auto operator<=>(const HidingResponse&, const HidingResponse&) = default;
};

struct Tool {
  std::string name;  // unique, [a-z0-9_]+
  std::string title;
  std::string description;
  std::string operation_id;
  std::string method;  // as it is sent: "GET"
  std::string path;    // "/pets/{petId}"
  std::size_t upstream = 0;
  std::vector<std::string> tags;
  Annotations annotations;
  std::vector<Argument> arguments;  // in document order
  bool body_required = false;
  std::vector<MediaType> body;
  std::string accept;
  std::vector<DocumentedError> errors;  // in document order
  std::vector<SecurityRequirement> security;
  std::string
      input_schema;  // JSON text as the document has it, `$ref` only into Server::definitions
  std::string output_schema;               // likewise of a successful JSON result; empty: anything
  bool may_give_bytes = false;             // a success may be what is neither JSON nor text
  std::vector<Listing> listings;           // one for each of Server::profiles
  std::vector<HidingResponse> write_only;  // all responses where one hides something, or none
  std::string idempotency_header;          // in which a call has a key of its own; empty: none
  std::vector<std::string> response_headers;  // that results show, in small letters
  Span origin;
  std::string pointer;  // "#/paths/~1pets/get"
};

struct Definition {
  std::string name;
  std::string schema;
};

struct UpstreamVariable {
  std::string name;
  std::string default_value;
  std::vector<std::string> allowed;
  std::string variable;  // environment variable
  bool has_default = true;
};

struct Upstream {
  std::string url;
  std::string description;
  std::vector<UpstreamVariable> variables;
};

/// What tools name in `tags`.
struct Tag {
  std::string name;
  std::string summary;
  std::string description;
  std::string parent;  ///< name of the tag that this one is below; empty: of none
  std::string kind;
};

struct Server {
  std::string name;
  std::string title;
  std::string version;
  std::string instructions;
  std::string website_url;
  std::string base_url_variable;
  std::vector<Tag> tags;  ///< that the document describes
  std::vector<Tool> tools;
  std::vector<std::string> profiles;  // at least one; the first is the default
  std::vector<Definition> definitions;
  std::vector<SecurityScheme> security_schemes;
  std::vector<Upstream> upstreams;  // at least one
};

/// What a tool or a listing takes, in memory and in what is written, in bytes: about, and never
/// much less. A tool's listings are in.
std::size_t size_of(const Tool& tool);
std::size_t size_of(const Listing& listing);

/// What all tools may take together. Documents say once what any number of tools may refer to, and
/// tools carry it each for itself.
inline constexpr std::size_t max_size_of_tools = std::size_t{128} << 20;

/// The whole server as stable, indented JSON (schemas/ir.schema.json): for tests and `inspect
/// --show ir`.
std::string dump(const Server& server, const Sources& sources);

}  // namespace mcpcc::ir
