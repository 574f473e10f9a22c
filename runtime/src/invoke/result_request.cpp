#include "invoke/result_request.h"

#include <charconv>

namespace mcp::invoke {
namespace {

void read_offset(const json::Value& value, ResultRequest& out, Problems& problems) {
  bool is_valid = value.is_number();
  if (is_valid) {
    const std::string_view text = value.number();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out.offset);
    is_valid = error == std::errc() && end == text.data() + text.size();
  }
  if (!is_valid) problems.push_back("`_result.offset`: must be a whole number, 0 or more");
}

void read_select(const json::Value& value, ResultRequest& out, Problems& problems) {
  bool is_valid = value.is_array();
  if (is_valid) {
    for (const json::Value& item : value.items()) {
      is_valid = is_valid && item.is_string() && out.select.add(item.string());
      if (is_valid) out.selected.emplace_back(item.string());
    }
  }
  if (!is_valid) {
    problems.push_back(
        "`_result.select`: must be an array of JSON Pointers, such as \"/items/*/name\"");
  }
}

}  // namespace

ResultRequest read_result_request(const json::Value& value, Problems& problems) {
  ResultRequest out;
  if (value.is_null()) return out;
  if (!value.is_object()) {
    problems.push_back("`_result`: must be an object");
    return out;
  }
  for (const json::Member& member : value.members()) {
    if (member.key == "pointer" && member.value.is_string()) {
      out.pointer = member.value.string();
      if (!is_result_pointer(out.pointer)) {
        problems.push_back("`_result.pointer`: must be a JSON Pointer, such as \"/items\"");
      }
    } else if (member.key == "offset") {
      read_offset(member.value, out, problems);
    } else if (member.key == "select") {
      read_select(member.value, out, problems);
    } else {
      problems.push_back("`_result`: takes `pointer` (a string), `offset` and `select`");
    }
  }
  return out;
}

}  // namespace mcp::invoke
