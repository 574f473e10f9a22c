#include "tables.h"

#include <array>
#include <string>

namespace oracle {

namespace {

using mcp::Text;
using mcp::json::Value;

Text text_of(std::string_view text) {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

Text text_at(const Value& from, std::string_view key) {
  const Value* value = from.find(key);
  return value == nullptr ? Text{"", 0} : text_of(value->string());
}

/// A JSON text that stands in the dump as a value.
Text raw_at(const Value& from, std::string_view key) {
  const Value* value = from.find(key);
  return value == nullptr ? Text{"", 0} : text_of(value->raw());
}

bool is_true(const Value& from, std::string_view key) {
  const Value* value = from.find(key);
  return value != nullptr && value->boolean();
}

template <class E, std::size_t N>
E one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<E>(i);
  }
  throw std::runtime_error("the dump has an unknown word: " + std::string(name));
}

mcp::Location location(std::string_view name) {
  static constexpr std::array<std::string_view, 5> names = {"path", "query", "header", "cookie",
                                                            "querystring"};
  return one_of<mcp::Location>(names, name);
}

mcp::Style style(std::string_view name) {
  static constexpr std::array<std::string_view, 10> names = {
      "simple",         "label",         "matrix",      "form",    "space_delimited",
      "pipe_delimited", "tab_delimited", "deep_object", "content", "cookie"};
  return one_of<mcp::Style>(names, name);
}

mcp::BodyEncoding encoding(std::string_view name) {
  static constexpr std::array<std::string_view, 8> names = {
      "json", "form", "multipart", "text", "octet_stream", "xml", "ndjson", "json_sequence"};
  return one_of<mcp::BodyEncoding>(names, name);
}

mcp::SecurityKind kind(std::string_view name) {
  static constexpr std::array<std::string_view, 9> names = {
      "api_key_header", "api_key_query", "api_key_cookie",  "http_basic", "http_bearer",
      "http_digest",    "oauth2",        "open_id_connect", "mutual_tls"};
  return one_of<mcp::SecurityKind>(names, name);
}

mcp::PropertyEncoding property_encoding(const Value& from) {
  const Value* by = from.find("encoding");
  const Value* styled = from.find("style");
  return {text_at(from, "name"),
          text_at(from, "content_type"),
          by == nullptr ? mcp::BodyEncoding::text : encoding(by->string()),
          styled == nullptr ? mcp::Style::content : style(styled->string()),
          styled == nullptr || is_true(from, "explode"),
          is_true(from, "allow_reserved"),
          text_at(from, "headers"),
          raw_at(from, "schema"),
          text_at(from, "item_separators")};
}

}  // namespace

template <class T, class Read>
mcp::List<T> Tables::list(Store<T>& store, const Value* values, Read&& read) {
  if (values == nullptr) return {nullptr, 0};
  std::vector<T> rows;
  for (const Value& value : values->items()) rows.push_back(read(value));
  store.push_back(std::move(rows));
  return {store.back().data(), static_cast<std::uint32_t>(store.back().size())};
}

mcp::List<Text> Tables::texts(const Value* values) {
  return list(texts_, values, [](const Value& value) { return text_of(value.string()); });
}

mcp::Argument Tables::argument(const Value& from) {
  return {text_at(from, "name"),
          text_at(from, "wire_name"),
          location(from.find("in")->string()),
          style(from.find("style")->string()),
          is_true(from, "explode"),
          is_true(from, "required"),
          is_true(from, "allow_reserved"),
          is_true(from, "allow_empty_value"),
          text_at(from, "media_type"),
          list(encodings_, from.find("properties"), property_encoding),
          text_at(from, "item_separators")};
}

mcp::MediaType Tables::media_type(const Value& from) {
  return {text_at(from, "name"), encoding(from.find("encoding")->string()),
          list(encodings_, from.find("properties"), property_encoding), raw_at(from, "schema")};
}

mcp::SecurityRequirement Tables::requirement(const Value& from) {
  std::vector<mcp::SecurityUse> uses;
  for (const mcp::json::Member& member : from.members()) {
    std::uint16_t index = 0;
    while (server_.security_schemes[index].name.view() != member.key) ++index;
    uses.push_back({index, texts(&member.value)});
  }
  uses_.push_back(std::move(uses));
  return {{uses_.back().data(), static_cast<std::uint32_t>(uses_.back().size())}};
}

mcp::Tool Tables::tool(const Value& from) {
  mcp::Tool out{};
  out.name = text_at(from, "name");
  out.operation_id = text_at(from, "operation_id");
  out.method = text_at(from, "method");
  out.path = text_at(from, "path");
  out.upstream = static_cast<std::uint16_t>(std::stoul(std::string(from.find("upstream")->raw())));
  out.arguments = list(arguments_, from.find("arguments"),
                       [this](const Value& value) { return argument(value); });
  out.body_required = is_true(from, "body_required");
  out.body = list(media_types_, from.find("body"),
                  [this](const Value& value) { return media_type(value); });
  out.accept = text_at(from, "accept");
  out.security = list(requirements_, from.find("security"),
                      [this](const Value& value) { return requirement(value); });
  out.input_schema = raw_at(from, "input_schema");
  out.idempotency_header = text_at(from, "idempotency_header");
  return out;
}

Tables::Tables(const Value& dump) {
  server_.format = mcp::table_format;
  server_.name = text_at(dump, "name");
  server_.base_url_variable = text_at(dump, "base_url_variable");
  std::vector<mcp::Definition> definitions;
  for (const mcp::json::Member& member : dump.find("definitions")->members()) {
    definitions.push_back({text_of(member.key), text_of(member.value.raw())});
  }
  definitions_.push_back(std::move(definitions));
  server_.definitions = {definitions_.back().data(),
                         static_cast<std::uint32_t>(definitions_.back().size())};
  server_.upstreams = list(upstreams_, dump.find("upstreams"), [this](const Value& from) {
    return mcp::Upstream{text_at(from, "url"), text_at(from, "description"),
                         list(variables_, from.find("variables"), [this](const Value& variable) {
                           return mcp::UpstreamVariable{
                               text_at(variable, "name"), text_at(variable, "default"),
                               texts(variable.find("allowed")), text_at(variable, "variable"),
                               variable.find("default") != nullptr};
                         })};
  });
  server_.security_schemes = list(schemes_, dump.find("security_schemes"), [](const Value& from) {
    mcp::SecurityScheme scheme{};
    scheme.name = text_at(from, "name");
    scheme.kind = kind(from.find("kind")->string());
    scheme.parameter = text_at(from, "parameter");
    scheme.variable = text_at(from, "variable");
    scheme.token_url = text_at(from, "token_url");
    scheme.refresh_url = text_at(from, "refresh_url");
    scheme.metadata_url = text_at(from, "metadata_url");
    return scheme;
  });
  server_.tools =
      list(tools_, dump.find("tools"), [this](const Value& value) { return tool(value); });
}

}  // namespace oracle
