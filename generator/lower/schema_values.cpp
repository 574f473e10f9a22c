#include "lower/schema_values.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "lower/value_identity.h"
#include "schema/decimal.h"
#include "source/scalar.h"

namespace mcpcc::lower {

using source::Kind;
using source::Node;

namespace {

// What the document has there, if that is this number or boolean and nothing else. A value that a
// later stage made, or that stands elsewhere than its place, has its JSON.
std::string_view written_text(const Sources* sources, const Node& value) {
  const std::string_view truth = value.is_boolean() && value.boolean() ? "true" : "false";
  const std::string_view json = value.is_number() ? value.number() : truth;
  if (sources == nullptr || value.span().file >= sources->size()) return json;
  const Span at = sources->written(value.span());
  const std::string_view whole = (*sources)[at.file].text();
  if (at.begin >= at.end || at.end > whole.size()) return json;
  const std::string_view text = whole.substr(at.begin, at.end - at.begin);
  const source::CoreType type = source::core_type(text);
  if (value.is_boolean()) {
    const bool is_same = type == source::CoreType::boolean &&
                         (text.front() == 't' || text.front() == 'T') == value.boolean();
    return is_same ? text : json;
  }
  if (type != source::CoreType::integer && type != source::CoreType::floating) return json;
  return source::is_json_number(text) || source::to_json_number(text) != json ? json : text;
}

}  // namespace

bool has_type(const Node& value, std::string_view type) {
  switch (value.kind()) {
    case Kind::null:
      return type == "null";
    case Kind::boolean:
      return type == "boolean";
    case Kind::number:
      return type == "number" ||
             (type == "integer" &&
              mcp::schema::is_integer(mcp::schema::parse_decimal(value.number())));
    case Kind::string:
      return type == "string";
    case Kind::array:
      return type == "array";
    case Kind::object:
      return type == "object";
  }
  return false;
}

std::optional<Node> as_type(source::NodeFactory& nodes, const Sources* sources, const Node& value,
                            std::string_view type) {
  if (type == "string" && (value.is_number() || value.is_boolean())) {
    return nodes.string(written_text(sources, value), value.span());
  }
  if (!value.is_string()) return std::nullopt;
  const std::string_view text = value.string();
  if (type == "boolean" && (text == "true" || text == "false")) {
    return nodes.boolean(text == "true", value.span());
  }
  if ((type != "number" && type != "integer") || !source::is_json_number(text)) return std::nullopt;
  const Node number = nodes.number(text, value.span());
  return has_type(number, type) ? std::optional(number) : std::nullopt;
}

ListedValues read_listed(source::NodeFactory& nodes, const Sources* sources,
                         std::span<const Node> values, std::span<const std::string_view> types) {
  ListedValues result;
  std::unordered_set<std::string> seen;
  const auto keep = [&](const Node& value) {
    if (seen.insert(value_identity(value)).second) result.kept.push_back(value);
  };
  for (const Node& value : values) {
    const auto is_type = [&](std::string_view type) { return has_type(value, type); };
    if (types.empty() || std::any_of(types.begin(), types.end(), is_type)) {
      keep(value);
      continue;
    }
    std::optional<Node> meant;
    for (const std::string_view type : types) {
      meant = as_type(nodes, sources, value, type);
      if (!meant) continue;
      if (result.converted.empty()) result.type = type;
      break;
    }
    (meant ? result.converted : result.refused).push_back(meant.value_or(value));
    if (meant) keep(*meant);
  }
  return result;
}

}  // namespace mcpcc::lower
