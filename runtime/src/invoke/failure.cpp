#include "invoke/failure.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "charset/charset.h"
#include "invoke/body_kind.h"
#include "invoke/cut_notice.h"
#include "invoke/media_type.h"
#include "invoke/output.h"
#include "invoke/response_text.h"
#include "json/utf8.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

constexpr std::string_view withheld =
    "(the body is left out, because what of it must not be shown (`writeOnly`) cannot be told)";

/// Of the line with title and detail, which the body has whole or says how much of them it has.
constexpr std::size_t max_problem_line = 8192;

/// The title and the detail of a problem (RFC 9457, section 3.1) on a line of their own.
std::string problem_line(const json::Value& problem) {
  std::string out;
  for (const std::string_view key : {"title", "detail"}) {
    const json::Value* value = problem.find(key);
    if (value == nullptr || !value->is_string() || value->string().empty()) continue;
    if (!out.empty()) out += ": ";
    out += value->string();
  }
  if (out.size() > max_problem_line) {
    out = std::string(json::utf8_prefix(out, max_problem_line)) + "...";
  }
  return out.empty() ? out : out + "\n";
}

/// What of `document` may be shown; nullopt: that cannot be told.
std::optional<json::Document> shown(json::Document document, const Server* server,
                                    const std::vector<Text>& hiding) {
  if (hiding.empty()) return document;
  std::string text;
  if (!append_shown(text, server, hiding, document.root(), Described::items)) return std::nullopt;
  auto parsed = json::Document::parse(text.empty() ? "null" : text);
  auto* rest = std::get_if<json::Document>(&parsed);
  return rest == nullptr ? std::nullopt : std::optional(std::move(*rest));
}

/// The body as text, without what no model can read.
std::string body_text(const HttpResponse& response, const Server* server,
                      const std::vector<Text>& hiding, std::vector<Cut>& cuts) {
  if (response.body.empty()) return {};
  const ContentType type = parse_content_type(header(response, "Content-Type"));
  const std::string label = charset_of(type, response.body);
  const auto decoded = is_json(type) ? charset::json_to_utf8(label, response.body)
                                     : charset::to_utf8(label, response.body);
  const std::string bytes = "(" + std::to_string(response.body.size()) + " bytes of " +
                            (type.type.empty() ? "binary data" : type.type);
  if (!decoded) return bytes + " in a charset that cannot be read: `" + label + "`)";
  const std::string& text = *decoded;
  if (is_json(type) || type.type.empty() || !hiding.empty()) {
    auto parsed = json::Document::parse(text);
    if (auto* document = std::get_if<json::Document>(&parsed)) {
      const auto rest = shown(std::move(*document), server, hiding);
      if (!rest) return std::string(withheld);
      std::string out;
      if (type.type == "application/problem+json") out = problem_line(rest->root());
      cuts = append_cut(out, rest->root(), max_error_body - out.size());
      if (cuts.empty()) return out;
      return out + "\n(cut: the body has " + std::to_string(rest->root().raw().size()) +
             " bytes, and at most " + std::to_string(max_error_body) + " are shown)" +
             cut_lines(cuts);
    }
  }
  if (!hiding.empty() && (is_json(type) || holds_members(type) || begins_like_json(text) ||
                          hides_all(server, hiding))) {
    return std::string(withheld);
  }
  const bool is_text_body = is_json(type) || is_text(type) || json::is_utf8(response.body) ||
                            (type.type.empty() && is_plain_wide_text(response.body));
  if (is_text_body) {
    if (const std::size_t kept = clipped_size(text); kept < text.size()) {
      cuts = {{{}, "bytes", kept, text.size()}};
    }
    return clipped(text);
  }
  return bytes + ")";
}

}  // namespace

ToolResult failure(const Tool& tool, const HttpResponse& response, const Server* server,
                   std::vector<Cut>& cuts) {
  std::string message = status_line(response.status);
  for (const std::string_view name : {"Location", "Retry-After"}) {
    if (const std::string value = header(response, name); !value.empty()) {
      message.append("\n").append(name).append(": ").append(value);
    }
  }
  const std::string body = body_text(response, server, hiding_schemas(tool, response.status), cuts);
  if (!body.empty()) message += "\n" + body;
  return error_result(message);
}

}  // namespace mcp::invoke
