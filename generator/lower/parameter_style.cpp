#include "lower/parameter_style.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "lower/media_type.h"
#include "lower/part.h"
#include "lower/text.h"
#include "lower/value_shape.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;
using openapi::ParameterLocation;
using resolve::Linked;

namespace {

// OpenAPI 3.2.0, section 4.14.4: of a form, also where it is the whole query.
void lower_encodings(const openapi::Parameter& parameter, bool is_form, const Linked& linked,
                     SchemaLowering& schemas, ir::Argument& argument, const StyleLoss& lose) {
  if (is_form) {
    argument.properties = form_encodings(*parameter.content, linked, schemas, lose);
    return;
  }
  for (const auto& encoding : parameter.content->encoding) {
    lose(outcomes::encoding_without_form, encoding.property.at);
  }
}

// A string, or another value that has no parts, as it is.
bool is_plain_text(const openapi::MediaType& content, const Linked& linked) {
  const ValueShape shape = shape_of(linked, content.schema);
  const bool has_parts = shape == ValueShape::object || shape == ValueShape::array;
  return is_text(essence(content.name.value)) && !has_parts && shape != ValueShape::binary;
}

bool is_single_value(const source::Node* schema, const Linked& linked) {
  const ValueShape shape = shape_of(linked, schema);
  return shape != ValueShape::any && shape != ValueShape::object && shape != ValueShape::array;
}

}  // namespace

std::optional<StyleProblem> lower_style(const openapi::Parameter& parameter, const Linked& linked,
                                        SchemaLowering& schemas, ir::Argument& argument,
                                        const StyleLoss& lose) {
  struct Row {
    std::string_view name;
    ir::Style style;
    std::array<bool, 4> allowed;  // path, query, header, cookie
  };
  static constexpr std::array<Row, 9> rows = {{
      {"simple", ir::Style::simple, {true, false, true, false}},
      {"label", ir::Style::label, {true, false, false, false}},
      {"matrix", ir::Style::matrix, {true, false, false, false}},
      {"form", ir::Style::form, {false, true, false, true}},
      {"spaceDelimited", ir::Style::space_delimited, {false, true, false, false}},
      {"pipeDelimited", ir::Style::pipe_delimited, {false, true, false, false}},
      {"tabDelimited", ir::Style::tab_delimited, {false, false, false, false}},
      {"deepObject", ir::Style::deep_object, {false, true, false, false}},
      {"cookie", ir::Style::cookie, {false, false, false, true}},
  }};
  const bool is_whole_query = parameter.in == ParameterLocation::querystring;
  if (parameter.content) {
    const std::string type = essence(parameter.content->name.value);
    const bool is_taken =
        is_json(type) || (is_whole_query ? type == "application/x-www-form-urlencoded"
                                         : is_plain_text(*parameter.content, linked));
    if (!is_taken) {
      return StyleProblem{
          parameter.content->name.at,
          "`" + visible(parameter.content->name.value) + "`",
          {is_whole_query ? "only forms and JSON are supported here"
                          : "only JSON, and text of one value, are supported here"}};
    }
    argument.style = ir::Style::content;
    argument.explode = false;
    argument.media_type = parameter.content->name.value;
    lower_encodings(parameter, is_whole_query && !is_json(type), linked, schemas, argument, lose);
    return std::nullopt;
  }
  if (is_whole_query) {
    return StyleProblem{parameter.name.at, "a parameter in querystring needs `content`", {}};
  }
  std::string_view style = parameter.style.value;
  if (style.empty()) {
    const bool in_text =
        parameter.in == ParameterLocation::path || parameter.in == ParameterLocation::header;
    style = in_text ? "simple" : "form";
  }
  // Formats of collections have names of styles, and are the same everywhere.
  const bool is_collection =
      linked.document.version == openapi::Version::v2_0 && style.ends_with("Delimited");
  for (const auto& row : rows) {
    const bool is_allowed = is_collection || row.allowed[static_cast<std::size_t>(parameter.in)];
    if (row.name != style || !is_allowed) continue;
    if (row.style == ir::Style::deep_object && is_single_value(parameter.schema, linked)) {
      lose(outcomes::style_deep_object, parameter.at);
    }
    argument.style = row.style;
    argument.item_separators = parameter.item_separators;
    argument.explode =
        parameter.explode.value_or(row.style == ir::Style::form || row.style == ir::Style::cookie ||
                                   row.style == ir::Style::deep_object);
    return std::nullopt;
  }
  std::vector<std::string_view> possible;
  for (const auto& row : rows) {
    if (row.allowed[static_cast<std::size_t>(parameter.in)]) possible.push_back(row.name);
  }
  return StyleProblem{parameter.style.at,
                      "`" + visible(style) + "` in " + std::string(to_string(parameter.in)),
                      suggest(style, possible)};
}

bool takes_empty_text(const Linked& linked, const source::Node* schema) {
  const source::Node* own = behind_references(linked, schema);
  if (own == nullptr) return schema == nullptr;
  const ValueShape shape = shape_of(linked, own);
  if (shape != ValueShape::any && shape != ValueShape::text && shape != ValueShape::base64) {
    return false;
  }
  constexpr std::array<std::string_view, 7> narrowing = {"enum",  "const", "minLength", "pattern",
                                                         "allOf", "anyOf", "oneOf"};
  return std::none_of(narrowing.begin(), narrowing.end(),
                      [&](std::string_view key) { return own->find(key) != nullptr; });
}

}  // namespace mcpcc::lower
