#include "invoke/cut_notice.h"

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

std::string described(const Cut& cut) {
  std::string out = cut.pointer.empty() ? std::string("the whole") : "`" + cut.pointer + "`";
  out += ": " + std::to_string(cut.kept) + " of " + std::to_string(cut.of) + " ";
  out += cut.unit;
  if (!cut.name.empty()) {
    return out + ": the name of a member that is left out, `" + cut.name + "`";
  }
  if (!cut.is_left_out) return out;
  if (cut.unit != "digits") return out + ": left out";
  return out + (cut.pointer.empty() ? ": null stands in the place of the number"
                                    : ": the number is left out");
}

}  // namespace

std::string cut_lines(const std::vector<Cut>& cuts) {
  std::string out;
  for (const Cut& cut : cuts) out += "\n- " + described(cut);
  return out;
}

std::string rest_of(const Cut& cut, const ResultRequest& wanted, const json::Value& from) {
  if (!cut.next) return {};
  Origin origin{cut.pointer, *cut.next};
  if (!wanted.select.empty()) {
    origin = wanted.select.origin_of(from, cut.pointer, origin.offset);
  }
  if (origin.pointer.empty()) {
    origin.offset += wanted.offset;
  } else {
    origin.pointer = moved(origin.pointer, from.is_array(), wanted.offset);
  }
  // What is not there at all is asked for whole.
  const bool is_whole = cut.is_left_out && origin.offset == 0;
  return argument(wanted.pointer + origin.pointer,
                  is_whole ? std::nullopt : std::optional(origin.offset), origin.select);
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
