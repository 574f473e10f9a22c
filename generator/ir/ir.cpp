#include "ir/ir.h"

namespace mcpcc::ir {

namespace {

std::size_t size_of(const std::vector<std::string>& texts) {
  std::size_t size = texts.size() * sizeof(std::string);
  for (const auto& text : texts) size += text.size();
  return size;
}

std::size_t size_of(const MediaType& media_type) {
  std::size_t size = sizeof media_type + media_type.name.size() + media_type.schema.size();
  for (const auto& property : media_type.properties) {
    size += sizeof property + property.name.size() + property.content_type.size() +
            property.headers.size() + property.schema.size();
  }
  return size;
}

}  // namespace

std::size_t size_of(const Listing& listing) {
  std::size_t size = sizeof listing + listing.input_schema.size() +
                     listing.definitions.size() * sizeof(std::size_t) +
                     listing.output_schema_legacy.size() + listing.output_schema_modern.size();
  for (const auto& rewrite : listing.rewrites) {
    size += sizeof rewrite + rewrite.pointer.size() + rewrite.name.size();
  }
  return size;
}

std::size_t size_of(const Tool& tool) {
  std::size_t size = sizeof tool + tool.title.size() + tool.description.size() + tool.path.size() +
                     tool.accept.size() + tool.input_schema.size() + tool.output_schema.size() +
                     size_of(tool.tags) + size_of(tool.response_headers);
  for (const auto& row : tool.write_only) {
    size += sizeof row + row.status.size() + row.schema.size();
  }
  for (const auto& argument : tool.arguments) {
    size += sizeof argument + argument.name.size() + argument.wire_name.size() +
            argument.media_type.size();
  }
  for (const auto& media_type : tool.body) size += size_of(media_type);
  for (const auto& error : tool.errors) size += sizeof error + error.description.size();
  for (const auto& requirement : tool.security) {
    size += sizeof requirement;
    for (const auto& use : requirement.schemes) size += sizeof use + size_of(use.scopes);
  }
  for (const auto& listing : tool.listings) size += size_of(listing);
  return size;
}

std::string_view to_string(Location location) {
  switch (location) {
    case Location::path:
      return "path";
    case Location::query:
      return "query";
    case Location::header:
      return "header";
    case Location::cookie:
      return "cookie";
    case Location::querystring:
      return "querystring";
  }
  return {};
}

std::string_view to_string(Style style) {
  switch (style) {
    case Style::simple:
      return "simple";
    case Style::label:
      return "label";
    case Style::matrix:
      return "matrix";
    case Style::form:
      return "form";
    case Style::space_delimited:
      return "space_delimited";
    case Style::pipe_delimited:
      return "pipe_delimited";
    case Style::tab_delimited:
      return "tab_delimited";
    case Style::deep_object:
      return "deep_object";
    case Style::content:
      return "content";
    case Style::cookie:
      return "cookie";
  }
  return {};
}

std::string_view to_string(BodyEncoding encoding) {
  switch (encoding) {
    case BodyEncoding::json:
      return "json";
    case BodyEncoding::form:
      return "form";
    case BodyEncoding::multipart:
      return "multipart";
    case BodyEncoding::text:
      return "text";
    case BodyEncoding::octet_stream:
      return "octet_stream";
    case BodyEncoding::xml:
      return "xml";
    case BodyEncoding::ndjson:
      return "ndjson";
    case BodyEncoding::json_sequence:
      return "json_sequence";
  }
  return {};
}

std::string_view to_string(SecurityKind kind) {
  switch (kind) {
    case SecurityKind::api_key_header:
      return "api_key_header";
    case SecurityKind::api_key_query:
      return "api_key_query";
    case SecurityKind::api_key_cookie:
      return "api_key_cookie";
    case SecurityKind::http_basic:
      return "http_basic";
    case SecurityKind::http_bearer:
      return "http_bearer";
    case SecurityKind::http_digest:
      return "http_digest";
    case SecurityKind::oauth2:
      return "oauth2";
    case SecurityKind::open_id_connect:
      return "open_id_connect";
    case SecurityKind::mutual_tls:
      return "mutual_tls";
  }
  return {};
}

std::string_view to_string(RewriteKind kind) {
  switch (kind) {
    case RewriteKind::rename:
      return "rename";
    case RewriteKind::null_is_absent:
      return "null_is_absent";
    case RewriteKind::json_text:
      return "json_text";
    case RewriteKind::prefixed_json_text:
      return "prefixed_json_text";
  }
  return {};
}

}  // namespace mcpcc::ir
