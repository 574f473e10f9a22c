#include "ir/ir.h"

namespace mcpcc::ir {

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
  }
  return {};
}

}  // namespace mcpcc::ir
