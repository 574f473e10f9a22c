#include "invoke/output.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "invoke/invoke.h"
#include "invoke/kept.h"
#include "json/write.h"
#include "schema/validator.h"

namespace mcp::invoke {
namespace {

std::shared_ptr<const schema::Schema> compiled(Text text, List<Definition> definitions) {
  static Kept<schema::Schema> kept;
  return kept.get({text.data, definitions.data}, [&] {
    schema::Options options{definitions};
    options.max_steps = 500'000;
    return schema::Schema::compile(text, options);
  });
}

/// Whether some number is none of JavaScript's: infinity is not what its validators call a number.
bool holds_infinity(const json::Value& value) {
  if (value.is_array()) {
    return std::any_of(value.items().begin(), value.items().end(), holds_infinity);
  }
  if (value.is_object()) {
    return std::any_of(value.members().begin(), value.members().end(),
                       [](const json::Member& member) { return holds_infinity(member.value); });
  }
  if (!value.is_number()) return false;
  // 1.8e308 is the first that is too large: more than 300 digits, or an exponent of three.
  const std::string_view digits = value.number();
  const std::size_t exponent = std::min(digits.find_first_of("eE"), digits.size());
  if (digits.size() < 300 && digits.size() - exponent < 4) return false;
  return std::isinf(std::strtod(std::string(digits).c_str(), nullptr));
}

Frame member(std::string_view name) {
  Frame frame{"{", "}"};
  json::append_string(frame.before, name);
  frame.before += ':';
  return frame;
}

}  // namespace

CheckedOutput check_output(const Server& server, const Tool& tool, const json::Value& result) {
  if (tool.output_schema.empty()) return {};
  const auto violations = compiled(tool.output_schema, server.definitions)->validate(result, 1);
  if (violations.empty()) return {Conformity::conforms};
  const schema::Violation& first = violations.front();
  if (first.keyword_location == "#") return {Conformity::unchecked};  // given up
  return {Conformity::differs,
          "`" + first.instance_location + "` against `" + first.keyword_location + "`"};
}

namespace {

using Hidden = std::vector<const json::Value*>;

/// By address, which is not the order of the text.
bool is_hidden(const Hidden& hidden, const json::Value& value) {
  return std::binary_search(hidden.begin(), hidden.end(), &value, std::less<>());
}

/// Recursion follows the nesting of the value, which the parser bounds.
void append_rest(std::string& out, const json::Value& value, const Hidden& hidden) {
  if (!value.is_array() && !value.is_object()) return json::append_compact(out, value.raw());
  bool is_first = true;
  const auto separate = [&] {
    if (!is_first) out += ',';
    is_first = false;
  };
  out += value.is_array() ? '[' : '{';
  if (value.is_array()) {
    for (const json::Value& item : value.items()) {
      if (is_hidden(hidden, item)) continue;
      separate();
      append_rest(out, item, hidden);
    }
  } else {
    for (const json::Member& member : value.members()) {
      if (is_hidden(hidden, member.value)) continue;
      separate();
      json::append_string(out, member.key);
      out += ':';
      append_rest(out, member.value, hidden);
    }
  }
  out += value.is_array() ? ']' : '}';
}

/// Adds what is hidden of `value`. False: that takes too long. `conforms` becomes false where it
/// does not.
bool add_hidden(Hidden& hidden, const schema::Schema& schema, const json::Value& value,
                bool& conforms) {
  const auto found = schema.write_only(value);
  if (!found) return false;
  hidden.insert(hidden.end(), found->values.begin(), found->values.end());
  conforms = found->conforms;
  return true;
}

/// The same of what may be a list of what `schema` is for.
bool add_hidden(Hidden& hidden, const schema::Schema& schema, const json::Value& result,
                Described described) {
  bool conforms = false;
  if (!add_hidden(hidden, schema, result, conforms)) return false;
  if (described == Described::whole || conforms || !result.is_array()) return true;
  for (const json::Value& item : result.items()) {
    if (!add_hidden(hidden, schema, item, conforms)) return false;
    const json::Value* data = described == Described::events ? item.find("data") : nullptr;
    if (data != nullptr && !add_hidden(hidden, schema, *data, conforms)) return false;
  }
  return true;
}

}  // namespace

std::vector<Text> hiding_schemas(const Tool& tool, int status) {
  const std::string code = std::to_string(status);
  for (const std::string& name : {code, code.substr(0, 1) + "XX", std::string("default")}) {
    const auto* const row =
        std::find_if(tool.write_only.begin(), tool.write_only.end(),
                     [&](const HidingResponse& known) { return known.status.view() == name; });
    if (row == tool.write_only.end()) continue;
    return row->schema.empty() ? std::vector<Text>() : std::vector<Text>{row->schema};
  }
  std::vector<Text> all;
  for (const HidingResponse& row : tool.write_only) {
    if (!row.schema.empty()) all.push_back(row.schema);
  }
  return all;
}

bool append_shown(std::string& out, const Server* server, const std::vector<Text>& schemas,
                  const json::Value& result, Described described) {
  static Kept<schema::Schema> kept;
  const List<Definition> definitions =
      server == nullptr ? List<Definition>{nullptr, 0} : server->definitions;
  Hidden hidden;
  for (const Text& text : schemas) {
    const auto schema = kept.get({text.data, definitions.data},
                                 [&] { return schema::Schema::compile(text, {definitions}); });
    if (!add_hidden(hidden, *schema, result, described)) return false;
  }
  std::sort(hidden.begin(), hidden.end(), std::less<>());
  if (!is_hidden(hidden, result)) append_rest(out, result, hidden);
  return true;
}

bool hides_all(const Server* server, const std::vector<Text>& schemas) {
  if (schemas.empty()) return false;
  const auto text = json::Document::parse(R"("")");
  std::string shown;
  return append_shown(shown, server, schemas, std::get<json::Document>(text).root(),
                      Described::whole) &&
         shown.empty();
}

Frame frame_of(const ShownOutput& shown, const json::Value& result, bool conforms) {
  if (shown.schema.empty()) return {};
  Frame frame = shown.is_wrapped ? member("result") : Frame();
  const bool is_root =
      shown.is_wrapped || (shown.is_object ? result.is_object() : !result.is_null());
  const auto fits = [&] {
    if (shown.is_wrapped) {
      const auto parsed =
          json::Document::parse(frame.before + std::string(result.raw()) + frame.after);
      const auto* document = std::get_if<json::Document>(&parsed);
      return document != nullptr && compiled(shown.schema, {nullptr, 0})->accepts(document->root());
    }
    return compiled(shown.schema, {nullptr, 0})->accepts(result);
  };
  if (is_root && (conforms || fits()) && !holds_infinity(result)) return frame;
  return member(shown.spare);
}

void structure(ToolResult& result, const ShownOutput& shown) {
  if (result.is_error || !result.structured_content.empty() || shown.schema.empty()) return;
  const auto blocks = std::get<json::Document>(json::Document::parse(result.content));
  const json::Value* text = blocks.root().items().front().find("text");
  if (text == nullptr) {
    result.structured_content = "{}";
    return;
  }
  const Frame frame = frame_of(shown, *text, false);
  result.structured_content = frame.before + std::string(text->raw()) + frame.after;
}

}  // namespace mcp::invoke
