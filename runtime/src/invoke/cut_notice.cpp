#include "invoke/cut_notice.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "json/write.h"

namespace mcp::invoke {
namespace {

/// Of the pointers of `select` in a notice. Without them the rest has more, and nothing less.
constexpr std::size_t max_select_bytes = 2048;

void append_member(std::string& out, std::string_view name, std::string_view json) {
  out += out.empty() ? "{\"" : ", \"";
  out.append(name).append("\": ").append(json);
}

std::string quoted(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

std::string argument(const std::string& pointer, std::optional<std::size_t> offset,
                     const std::vector<std::string>& select) {
  std::string out;
  if (!pointer.empty()) append_member(out, "pointer", quoted(pointer));
  if (offset) append_member(out, "offset", std::to_string(*offset));
  std::string chosen;
  for (const std::string& one : select) chosen += (chosen.empty() ? "" : ", ") + quoted(one);
  if (!chosen.empty() && chosen.size() <= max_select_bytes) {
    append_member(out, "select", "[" + chosen + "]");
  }
  return out.empty() ? out : out + "}";
}

/// `pointer` below an array, of which `offset` more items are in front.
std::string moved(const std::string& pointer, std::size_t offset) {
  const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
  std::size_t index = 0;
  std::from_chars(pointer.data() + 1, pointer.data() + end, index);
  return "/" + std::to_string(index + offset) + pointer.substr(end);
}

std::string described(const Cut& cut) {
  std::string out = cut.pointer.empty() ? std::string("the whole") : "`" + cut.pointer + "`";
  out += ": " + std::to_string(cut.kept) + " of " + std::to_string(cut.of) + " ";
  out += cut.unit;
  if (cut.unit == "digits") {
    out += cut.pointer.empty() ? ": null stands in the place of the number"
                               : ": the number is left out";
  }
  if (cut.long_name_count == 0) return out;
  out += "; left out for a name that is too long: " + std::to_string(cut.long_name_count);
  for (const std::string& name : cut.long_names) {
    out += (&name == &cut.long_names.front() ? " (`" : ", `") + name + "...`";
  }
  if (cut.long_names.size() < cut.long_name_count) out += ", ...";
  return out + ")";
}

}  // namespace

std::string cut_lines(const std::vector<Cut>& cuts) {
  std::string out;
  for (const Cut& cut : cuts) out += "\n- " + described(cut);
  return out;
}

std::string rest_of(const Cut& cut, const ResultRequest& wanted, const json::Value& from,
                    std::size_t limit) {
  const bool is_number = cut.unit == "digits" && !cut.pointer.empty() && cut.of <= limit;
  if (!cut.next && !is_number) return {};
  Origin origin{cut.pointer, cut.next.value_or(0)};
  if (!wanted.select.empty()) {
    origin = wanted.select.origin_of(from, cut.pointer, origin.offset);
  }
  if (origin.pointer.empty()) {
    origin.offset += wanted.offset;
  } else if (from.is_array()) {
    origin.pointer = moved(origin.pointer, wanted.offset);
  }
  return argument(wanted.pointer + origin.pointer,
                  cut.next ? std::optional(origin.offset) : std::nullopt, origin.select);
}

std::string rest_of_text(const ResultRequest& wanted, std::size_t offset) {
  return argument(wanted.pointer, offset, {});
}

std::string cut_notice(const std::vector<Cut>& cuts, const CutResult& result,
                       const ResultRequest& wanted) {
  std::string out = "This result was cut: it has " + std::to_string(result.size) +
                    " bytes, and the limit is " + std::to_string(result.limit) + "." +
                    cut_lines(cuts);
  if (!result.may_ask) return out;
  constexpr std::string_view again = "call again with the further argument \"_result\": ";
  std::string rests;
  for (const Cut& cut : cuts) {
    if (!cut.rest.empty()) rests += (rests.empty() ? "" : " or ") + cut.rest;
  }
  if (!rests.empty()) out.append("\nFor the rest, ").append(again).append(rests);
  if (result.has_parts) {
    out += rests.empty() ? "\nFor some parts only, " + std::string(again)
                         : std::string("; for some parts only, with ");
    out += "{";
    if (!wanted.pointer.empty()) out += "\"pointer\": " + quoted(wanted.pointer) + ", ";
    out += "\"select\": [JSON Pointers, where * is any item or member]}";
  }
  return rests.empty() && !result.has_parts ? out : out + ".";
}

}  // namespace mcp::invoke
