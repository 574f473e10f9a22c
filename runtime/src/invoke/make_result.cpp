#include <string>
#include <string_view>
#include <utility>

#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/invoke.h"
#include "invoke/media_type.h"
#include "json/utf8.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

constexpr std::size_t max_error_text = 64 * 1024;
constexpr std::size_t max_excerpt = 200;

void append_member(std::string& out, std::string_view key, std::string_view value) {
  json::append_string(out, key);
  out += ':';
  json::append_string(out, value);
}

/// MCP 2025-06-18 and later, `TextContent`.
std::string text_content(std::string_view text) {
  std::string out = R"([{"type":"text",)";
  append_member(out, "text", text);
  return out + "}]";
}

/// `ImageContent` and `AudioContent`.
std::string media_content(std::string_view type, std::string_view mime_type,
                          std::string_view bytes) {
  std::string out = "[{";
  append_member(out, "type", type);
  out += R"(,"data":")";
  append_base64(out, bytes);
  out += R"(",)";
  append_member(out, "mimeType", mime_type);
  return out + "}]";
}

/// `EmbeddedResource` with `BlobResourceContents`.
std::string resource_content(const Tool& tool, std::string_view mime_type, std::string_view bytes) {
  std::string out = R"([{"type":"resource","resource":{)";
  append_member(out, "uri", "upstream://" + std::string(tool.name.view()) + "/result");
  out += ',';
  append_member(out, "mimeType", mime_type);
  out += R"(,"blob":")";
  append_base64(out, bytes);
  return out + R"("}}])";
}

std::string status_line(int status) {
  std::string out = "HTTP " + std::to_string(status);
  if (const std::string_view phrase = http::reason_phrase(status); !phrase.empty()) {
    out.append(" ").append(phrase);
  }
  return out;
}

std::string header(const HttpResponse& response, std::string_view name) {
  const std::string* value = find_header(response.headers, name);
  return value == nullptr ? std::string() : *value;
}

ToolResult json_result(const json::Value& value) {
  ToolResult result;
  json::append_compact(result.structured_content, value.raw());
  result.content = text_content(result.structured_content);
  return result;
}

ToolResult text_result(std::string_view text) { return {false, text_content(text), {}}; }

ToolResult empty_result(const HttpResponse& response) {
  std::string text = "HTTP " + std::to_string(response.status) + ", no content";
  if (const std::string location = header(response, "Location"); !location.empty()) {
    text += "; Location: " + location;
  }
  return text_result(text);
}

ToolResult broken_json(const HttpResponse& response, const json::Error& error,
                       std::string_view text) {
  const std::string_view excerpt = json::utf8_prefix(text, max_excerpt);
  return error_result("HTTP " + std::to_string(response.status) +
                      ", but the body is not the JSON that its Content-Type says (byte " +
                      std::to_string(error.offset) + ": " + error.message + "). It begins with:\n" +
                      std::string(excerpt));
}

ToolResult success(const Tool& tool, const HttpResponse& response) {
  if (response.body.empty() || response.status == 204 || response.status == 205) {
    return empty_result(response);
  }
  const ContentType type = parse_content_type(header(response, "Content-Type"));
  if (is_json(type) || type.type.empty()) {
    const std::string text = to_utf8(type, response.body);
    const auto parsed = json::Document::parse(text);
    if (const auto* document = std::get_if<json::Document>(&parsed)) {
      return json_result(document->root());
    }
    if (is_json(type)) return broken_json(response, std::get<json::Error>(parsed), text);
    if (json::is_utf8(text)) return text_result(text);
    return {false, resource_content(tool, "application/octet-stream", response.body), {}};
  }
  if (is_text(type)) return text_result(to_utf8(type, response.body));
  if (type.type.starts_with("image/")) {
    return {false, media_content("image", type.type, response.body), {}};
  }
  if (type.type.starts_with("audio/")) {
    return {false, media_content("audio", type.type, response.body), {}};
  }
  return {false, resource_content(tool, type.type, response.body), {}};
}

/// The title and the detail of a problem (RFC 9457, section 3.1) on a line of their own.
std::string problem_line(const json::Value& problem) {
  std::string out;
  for (const std::string_view key : {"title", "detail"}) {
    const json::Value* value = problem.find(key);
    if (value == nullptr || !value->is_string() || value->string().empty()) continue;
    if (!out.empty()) out += ": ";
    out += value->string();
  }
  return out.empty() ? out : out + "\n";
}

/// The body of a failure as text, without what no model can read.
std::string error_body(const HttpResponse& response) {
  if (response.body.empty()) return {};
  const ContentType type = parse_content_type(header(response, "Content-Type"));
  std::string text = to_utf8(type, response.body);
  if (is_json(type) || type.type.empty()) {
    const auto parsed = json::Document::parse(text);
    if (const auto* document = std::get_if<json::Document>(&parsed)) {
      std::string out;
      if (type.type == "application/problem+json") out = problem_line(document->root());
      json::append_compact(out, document->root().raw());
      return out;
    }
  }
  if (is_json(type) || is_text(type) || json::is_utf8(text)) return text;
  return "(" + std::to_string(response.body.size()) + " bytes of " +
         (type.type.empty() ? "binary data" : type.type) + ")";
}

ToolResult failure(const HttpResponse& response) {
  std::string message = status_line(response.status);
  for (const std::string_view name : {"Location", "Retry-After"}) {
    if (const std::string value = header(response, name); !value.empty()) {
      message.append("\n").append(name).append(": ").append(value);
    }
  }
  if (const std::string body = error_body(response); !body.empty()) message += "\n" + body;
  const std::string_view clipped = json::utf8_prefix(message, max_error_text);
  if (clipped.size() == message.size()) return error_result(message);
  return error_result(std::string(clipped) + "\n(clipped, " + std::to_string(message.size()) +
                      " bytes in all)");
}

}  // namespace

ToolResult error_result(std::string_view message) { return {true, text_content(message), {}}; }

ToolResult make_result(const Tool& tool, const HttpResponse& response) {
  const bool is_success = response.status >= 200 && response.status < 300;
  return is_success ? success(tool, response) : failure(response);
}

}  // namespace mcp::invoke
