// Tables of one tool, put together in a test.
#pragma once

#include <mcp/http.h>
#include <mcp/tool.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "invoke/invoke.h"
#include "json/value.h"

namespace mcp::invoke {

/// A text that lives as long as the process, as the texts of tables do.
inline Text lasting(std::string_view text) {
  static std::deque<std::string> texts;
  const std::string& kept = texts.emplace_back(text);
  return {kept.data(), static_cast<std::uint32_t>(kept.size())};
}

/// The same schema for each response: for the life of the tests, as in tables.
inline List<HidingResponse> hiding(std::string_view schema) {
  static std::deque<HidingResponse> kept;
  kept.push_back({lasting("default"), lasting(schema)});
  return {&kept.back(), 1};
}

template <class T>
List<T> list_of(const std::vector<T>& values) {
  return {values.data(), static_cast<std::uint32_t>(values.size())};
}

/// A server with one tool, which a test changes as it likes before it calls build().
struct Fixture {
  std::string schema = R"({"type":"object"})";
  std::string path = "/things";
  std::string method = "GET";
  std::string accept;
  std::vector<Argument> arguments;
  bool body_required = false;
  std::vector<MediaType> body;
  std::vector<SecurityRequirement> security;
  std::vector<SecurityScheme> schemes;
  std::vector<Definition> definitions;
  Credentials credentials;
  Settings settings = [] {
    Settings out;
    out.base_urls = {"http://api.test/v1"};
    return out;
  }();

  Tool tool() const {
    Tool out{};
    out.name = lasting("get_thing");
    out.method = lasting(method);
    out.path = lasting(path);
    out.arguments = list_of(arguments);
    out.body_required = body_required;
    out.body = list_of(body);
    out.accept = lasting(accept);
    out.security = list_of(security);
    out.input_schema = lasting(schema);
    return out;
  }

  Server server() const {
    Server out{};
    out.format = table_format;
    out.base_url_variable = lasting("THING_BASE_URL");
    out.definitions = list_of(definitions);
    out.security_schemes = list_of(schemes);
    return out;
  }

  std::variant<HttpRequest, ToolResult> build(std::string_view json) const {
    auto parsed = json::Document::parse(std::string(json));
    const auto document = std::get<json::Document>(std::move(parsed));
    return build_request(server(), tool(), &document.root(), settings, credentials);
  }
};

/// The text of the only block of a result.
inline std::string text_of(const ToolResult& result) {
  auto parsed = json::Document::parse(result.content);
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr || document->root().items().size() != 1) return "(not one block)";
  const json::Value* text = document->root().items()[0].find("text");
  return text == nullptr ? "(no text)" : std::string(text->string());
}

/// What a call that reads gets of a result.
inline ToolResult read_json(std::string_view body, std::string_view request,
                            std::size_t limit = 1000, std::string_view type = "application/json") {
  Tool tool = Fixture().tool();
  tool.annotations.read_only = true;
  const auto parsed = json::Document::parse(R"({"_result":)" + std::string(request) + "}");
  Settings settings;
  settings.result_limits.text = limit;
  const ResultOptions options =
      result_options(tool, &std::get<json::Document>(parsed).root(), settings);
  HttpHeaders headers;
  if (!type.empty()) headers.emplace_back("Content-Type", type);
  return make_result(tool, {200, std::move(headers), std::string(body)}, options);
}

/// The text of the block at `index` of a result.
inline std::string text_of_block(const ToolResult& result, std::size_t index) {
  const auto parsed = json::Document::parse(result.content);
  const auto blocks = std::get<json::Document>(parsed).root().items();
  return index < blocks.size() ? std::string(blocks[index].find("text")->string()) : "(no block)";
}

inline std::string first_text(const ToolResult& result) { return text_of_block(result, 0); }

/// "GET url", a line for each header, and the body after an empty line; or the error.
inline std::string dump(const std::variant<HttpRequest, ToolResult>& built) {
  if (const auto* error = std::get_if<ToolResult>(&built)) return "error: " + text_of(*error);
  const auto& request = std::get<HttpRequest>(built);
  std::string out = request.method + " " + request.url;
  for (const auto& [name, value] : request.headers) out += "\n" + name + ": " + value;
  if (!request.body.empty()) out += "\n\n" + request.body;
  return out;
}

inline MediaType media_type(std::string_view name, BodyEncoding encoding,
                            const std::vector<PropertyEncoding>& properties = {},
                            std::string_view schema = {}) {
  return {lasting(name), encoding, list_of(properties), lasting(schema)};
}

/// A property that is written by style.
inline PropertyEncoding styled(std::string_view name, Style style, bool explode,
                               bool allow_reserved = false) {
  return {lasting(name), {}, BodyEncoding::text, style, explode, allow_reserved, {}, {}};
}

/// A property that is written as a media type.
inline PropertyEncoding typed(std::string_view name, std::string_view content_type,
                              BodyEncoding encoding, std::string_view headers = {},
                              std::string_view schema = {}) {
  return {lasting(name), lasting(content_type), encoding,       Style::content, false,
          false,         lasting(headers),      lasting(schema)};
}

inline Argument argument(std::string_view name, Location location, Style style, bool explode) {
  Argument out{};
  out.name = lasting(name);
  out.wire_name = out.name;
  out.location = location;
  out.style = style;
  out.explode = explode;
  return out;
}

}  // namespace mcp::invoke
