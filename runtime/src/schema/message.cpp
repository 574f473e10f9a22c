#include "schema/message.h"

#include <algorithm>
#include <vector>

#include "json/utf8.h"
#include "json/write.h"

namespace mcp::schema {
namespace {

constexpr std::size_t max_shown = 60;
constexpr std::size_t max_path = 240;

std::vector<const Path*> steps(const Path& path) {
  std::vector<const Path*> out;
  for (const Path* step = &path; step->parent != nullptr; step = step->parent) out.push_back(step);
  std::reverse(out.begin(), out.end());
  return out;
}

bool is_plain(std::string_view key) {
  return !key.empty() && key.size() <= max_shown && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '$' || c == '@';
  });
}

std::string quoted(std::string_view text) {
  std::string out;
  json::append_string(out, clipped(text));
  return out;
}

}  // namespace

std::string Names::shown(const Path& /*path*/, std::string_view key) const {
  return std::string(key);
}

std::string to_pointer(const Path& path) {
  std::string out;
  for (const Path* step : steps(path)) {
    out += '/';
    if (step->is_index) {
      out += std::to_string(step->index);
      continue;
    }
    for (const char c : step->key) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
  }
  return out;
}

std::string to_readable(const Path& path, const Names& names) {
  std::string out;
  for (const Path* step : steps(path)) {
    if (step->is_index) {
      out += '[' + std::to_string(step->index) + ']';
      continue;
    }
    const std::string name = names.shown(*step->parent, step->key);
    if (!is_plain(name)) {
      out += '[' + quoted(name) + ']';
      continue;
    }
    if (!out.empty()) out += '.';
    out += name;
  }
  if (out.size() <= max_path) return out;
  std::size_t begin = out.size() - max_path;
  while (begin < out.size() && (static_cast<unsigned char>(out[begin]) & 0xC0U) == 0x80U) ++begin;
  return "..." + out.substr(begin);
}

std::string clipped(std::string_view text) {
  if (text.size() <= max_shown) return std::string(text);
  return std::string(json::utf8_prefix(text, max_shown - 3)) + "...";
}

std::string describe(const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::null:
      return "null";
    case json::Kind::boolean:
      return "boolean " + std::string(value.raw());
    case json::Kind::number:
      return "number " + clipped(value.raw());
    case json::Kind::string:
      return "string " + quoted(value.string());
    case json::Kind::array:
      return "array";
    case json::Kind::object:
      return "object";
  }
  return {};
}

std::string shown(const json::Value& value) {
  if (value.is_string()) return quoted(value.string());
  std::string out;
  // Enough of the text for the first 60 bytes, and no more: the value may be large.
  if (value.raw().size() <= 4 * max_shown) {
    json::append_compact(out, value.raw());
    return clipped(out);
  }
  return describe(value);
}

}  // namespace mcp::schema
