#include "profile/outline.h"

#include <array>
#include <string_view>
#include <utility>

#include "profile/alternatives.h"
#include "support/text.h"

namespace mcpcc::profile {

namespace {

std::string types_in_json(std::uint8_t types) {
  constexpr std::array<std::pair<std::uint8_t, std::string_view>, 7> names = {{
      {boolean_type, "boolean"},
      {integer_type, "integer"},
      {number_type, "number"},
      {string_type, "string"},
      {array_type, "array"},
      {object_type, "object"},
      {null_type, "null"},
  }};
  if ((types & number_type) != 0) types &= static_cast<std::uint8_t>(~integer_type);
  std::string list;
  std::size_t count = 0;
  for (const auto& [type, name] : names) {
    if ((types & type) == 0) continue;
    list += (list.empty() ? "\"" : ",\"") + std::string(name) + '"';
    ++count;
  }
  return count == 1 ? list : '[' + list + ']';
}

// Stops where there is no more room. Recursion follows the levels.
class Writer {
 public:
  Writer(std::size_t levels, std::size_t most) : levels_(levels), most_(most) {}

  std::string run(const Shape& shape) {
    write(shape, 0);
    return out_.size() <= most_ ? std::move(out_) : std::string();
  }

 private:
  void key(bool& first, std::string_view name) {
    out_ += std::exchange(first, false) ? "\"" : ",\"";
    out_.append(name).append("\":");
  }

  template <class Items, class Write>
  void list(const Items& items, Write write_one) {
    out_ += '[';
    for (const auto& item : items) {
      if (out_.size() > most_) return;
      if (&item != &*items.begin()) out_ += ',';
      write_one(item);
    }
    out_ += ']';
  }

  void write(const Shape& shape, std::size_t level) {
    bool first = true;
    out_ += '{';
    if (simplified(shape.types) != simplified(any_type) && !shape.values) {
      key(first, "type");
      out_ += types_in_json(shape.types);
    }
    if (shape.values) {
      key(first, "enum");
      list(*shape.values, [&](const std::string& value) { out_ += value; });
    }
    if (level < levels_) write_parts(shape, first, level + 1);
    out_ += '}';
  }

  void write_parts(const Shape& shape, bool& first, std::size_t level) {
    if (!shape.properties.empty()) {
      key(first, "properties");
      out_ += '{';
      for (const Property& property : shape.properties) {
        if (out_.size() > most_) return;
        if (&property != &shape.properties.front()) out_ += ',';
        append_json_string(out_, property.name);
        out_ += ':';
        write(property.shape, level);
      }
      out_ += '}';
    }
    if (!shape.required.empty()) {
      key(first, "required");
      list(shape.required, [&](const std::string& name) { append_json_string(out_, name); });
    }
    if (shape.others == Shape::Others::forbidden) {
      key(first, "additionalProperties");
      out_ += "false";
    }
    const auto others = shape.dropped.find("additionalProperties");
    if (others != shape.dropped.end() && !others->second.empty()) {
      key(first, "additionalProperties");
      out_ += others->second;
    }
    if (!shape.items.empty()) {
      key(first, "items");
      write(shape.items.front(), level);
    }
    if (!shape.alternatives.empty()) {
      key(first, "anyOf");
      list(shape.alternatives, [&](const Shape& one) { write(one, level); });
    }
  }

  std::size_t levels_, most_;
  std::string out_;
};

}  // namespace

std::string outline(const Shape& shape, std::size_t most) {
  constexpr std::size_t most_levels = 4;
  for (std::size_t levels = most_levels; levels > 0; --levels) {
    std::string text = Writer(levels, most).run(shape);
    if (!text.empty()) return text == "{}" ? std::string() : text;
  }
  return {};
}

}  // namespace mcpcc::profile
