#include "invoke/result_request.h"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "schema/message.h"
#include "schema/suggest.h"

namespace mcp::invoke {
namespace {

/// What a string holds in place of the value that is wanted, as of all arguments (docs/runtime.md,
/// "What is tolerated"). nullopt: no JSON.
std::optional<json::Document> held_by(const json::Value& value) {
  if (!value.is_string()) return std::nullopt;
  auto parsed = json::Document::parse(std::string(value.string()));
  auto* document = std::get_if<json::Document>(&parsed);
  return document == nullptr ? std::nullopt : std::optional(std::move(*document));
}

std::string got(const json::Value& value) { return ", got " + schema::describe(value); }

std::string unknown_member(std::string_view name) {
  static constexpr std::array<std::string_view, 3> known = {"pointer", "offset", "select"};
  const std::string_view near = schema::suggest(name, known);
  return "`_result`: unknown property `" + schema::clipped(name) + "`" +
         (near.empty() ? "; known are `pointer`, `offset` and `select`"
                       : ", did you mean `" + std::string(near) + "`?");
}

void read_pointer(const json::Value& value, ResultRequest& out, Problems& problems) {
  if (value.is_string()) out.pointer = value.string();
  if (!value.is_string() || !is_result_pointer(out.pointer)) {
    problems.push_back("`_result.pointer`: must be a JSON Pointer, such as \"/items\"" +
                       got(value));
  }
}

void read_offset(const json::Value& value, ResultRequest& out, Problems& problems) {
  bool is_valid = value.is_number() || value.is_string();
  if (is_valid) {
    const std::string_view text = value.is_string() ? value.string() : value.number();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.offset);
    is_valid = error == std::errc() && end == text.data() + text.size();
  }
  if (!is_valid)
    problems.push_back("`_result.offset`: must be a whole number, 0 or more" + got(value));
}

void read_select(const json::Value& given, ResultRequest& out, Problems& problems) {
  const auto held = held_by(given);
  const json::Value& value = held ? held->root() : given;
  bool is_valid = value.is_array();
  if (is_valid) {
    for (const json::Value& item : value.items()) {
      is_valid = is_valid && item.is_string() && out.select.add(item.string());
      if (is_valid) out.selected.emplace_back(item.string());
    }
  }
  if (!is_valid) {
    problems.push_back(
        "`_result.select`: must be an array of JSON Pointers, such as \"/items/*/name\"" +
        got(given));
  }
}

}  // namespace

ResultRequest read_result_request(const json::Value& given, Problems& problems) {
  ResultRequest out;
  if (given.is_null()) return out;
  const auto held = held_by(given);
  const json::Value& value = held ? held->root() : given;
  if (!value.is_object()) {
    problems.push_back("`_result`: must be an object" + got(given));
    return out;
  }
  for (const json::Member& member : value.members()) {
    if (member.value.is_null()) continue;
    if (member.key == "pointer") {
      read_pointer(member.value, out, problems);
    } else if (member.key == "offset") {
      read_offset(member.value, out, problems);
    } else if (member.key == "select") {
      read_select(member.value, out, problems);
    } else {
      problems.push_back(unknown_member(member.key));
    }
  }
  return out;
}

}  // namespace mcp::invoke
