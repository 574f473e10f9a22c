#include "invoke/lone_surrogate.h"

#include <charconv>
#include <string>

namespace mcp::invoke {
namespace {

constexpr std::size_t max_problems = 20;
constexpr std::size_t escape_size = 6;

/// Of the escape at `at`; 0: it is none.
unsigned escaped_unit(std::string_view raw, std::size_t at) {
  if (!raw.substr(at).starts_with("\\u") || at + escape_size > raw.size()) return 0;
  unsigned unit = 0;
  std::from_chars(raw.data() + at + 2, raw.data() + at + escape_size, unit, 16);
  return unit;
}

bool is_high(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Whether names of members have one: what stands between the values.
bool is_in_names(const json::Value& object) {
  const char* at = object.raw().data();
  for (const json::Member& member : object.members()) {
    const std::string_view value = member.value.raw();
    if (has_lone_surrogate({at, static_cast<std::size_t>(value.data() - at)})) return true;
    at = value.data() + value.size();
  }
  return false;
}

}  // namespace

bool has_lone_surrogate(std::string_view raw) {
  for (std::size_t at = raw.find('\\'); at != std::string_view::npos; at = raw.find('\\', at)) {
    const unsigned unit = escaped_unit(raw, at);
    if (is_low(unit)) return true;
    if (is_high(unit)) {
      if (!is_low(escaped_unit(raw, at + escape_size))) return true;
      at += 2 * escape_size;
    } else {
      at += 2;
    }
  }
  return false;
}

void refuse_lone_surrogates(const json::Value& value, const schema::Path& path,
                            const schema::Names& names, bool is_sent_as_json, Problems& problems) {
  if (problems.size() >= max_problems || !has_lone_surrogate(value.raw())) return;
  const auto say = [&](std::string_view what) {
    std::string place = schema::to_readable(path, names);
    if (!place.empty()) place = '`' + place + "`: ";
    problems.push_back(place + std::string(what));
  };
  if (value.is_string() && !is_sent_as_json) {
    say("must not have half of a surrogate pair (\\ud800 to \\udfff alone), which only JSON can "
        "send");
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.items().size(); ++i) {
      refuse_lone_surrogates(value.items()[i], {&path, {}, i, true}, names, is_sent_as_json,
                             problems);
    }
  } else if (value.is_object()) {
    if (is_in_names(value)) say("a name must not have half of a surrogate pair");
    for (const json::Member& member : value.members()) {
      refuse_lone_surrogates(member.value, {&path, member.key}, names, is_sent_as_json, problems);
    }
  }
}

}  // namespace mcp::invoke
