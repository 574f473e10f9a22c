#include "schema/instances/breaker.h"

#include <algorithm>
#include <array>

#include "json/utf8.h"
#include "schema/message.h"
#include "schema/number.h"

namespace mcp::schema {
namespace {

constexpr std::uint64_t max_size = 20'000;

/// Writes `root` with `instead` in the place of `value`.
void append_changed(std::string& out, const Draft& root, const Draft* value, const Draft& instead) {
  if (&root == value) {
    append(out, instead);
  } else if (root.is_constant || (root.items.empty() && root.members.empty())) {
    append(out, root);
  } else if (root.kind == json::Kind::array) {
    char separator = '[';
    for (const Draft& item : root.items) {
      out += std::exchange(separator, ',');
      append_changed(out, item, value, instead);
    }
    out += ']';
  } else {
    char separator = '{';
    for (const auto& [name, member] : root.members) {
      out += std::exchange(separator, ',');
      json::append_string(out, name);
      out += ':';
      append_changed(out, member, value, instead);
    }
    out += '}';
  }
}

/// A number next to `bound`, as text: its last place one up or down would do for integers, but a
/// bound may have any exponent.
std::string beyond(const Bound& bound, bool above) {
  if (bound.whole) return std::to_string(*bound.whole + (above ? 1 : -1));
  return above == bound.value.negative && !bound.value.digits.empty() ? "0"
         : above                                                      ? "1e300"
                                                                      : "-1e300";
}

}  // namespace

Breaker::Breaker(const Draft& draft, Builder& builder, Random& random)
    : root_(draft), builder_(builder), random_(random) {
  std::vector<Place> open = {{&draft, {}}};
  while (!open.empty()) {
    const Place place = std::move(open.back());
    open.pop_back();
    const Path root;
    for (std::size_t i = 0; i < place.value->items.size(); ++i) {
      open.push_back({&place.value->items[i], place.pointer + to_pointer({&root, {}, i, true})});
    }
    for (const auto& [name, member] : place.value->members) {
      open.push_back({&member, place.pointer + to_pointer({&root, name})});
    }
    places_.push_back(place);
  }
}

std::optional<Breaker::Change> Breaker::change() {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const Place& place = places_[random_.below(places_.size())];
    std::string_view keyword;
    const auto instead = broken(*place.value, keyword);
    if (!instead) continue;
    Change out{{}, place.pointer, keyword};
    append_changed(out.json, root_, place.value, *instead);
    return out;
  }
  return std::nullopt;
}

std::optional<Draft> Breaker::broken(const Draft& value, std::string_view& keyword) {
  if (value.schemas.empty()) return std::nullopt;
  const Node& schema = *value.schemas[random_.below(value.schemas.size())];
  if (schema.types != 0 && random_.one_in(4)) {
    keyword = "type";
    struct Row {
      std::uint8_t bits;
      json::Kind kind;
      std::string_view text;
    };
    constexpr auto rows = std::to_array<Row>({{null_bit, json::Kind::null, "null"},
                                              {boolean_bit, json::Kind::boolean, "true"},
                                              {integer_bit | number_bit, json::Kind::number, "7"},
                                              {number_bit, json::Kind::number, "7.5"},
                                              {string_bit, json::Kind::string, "x"},
                                              {array_bit, json::Kind::array, ""},
                                              {object_bit, json::Kind::object, ""}});
    const Row& row = rows[random_.below(rows.size())];
    if ((schema.types & row.bits) != 0) return std::nullopt;
    return Draft{row.kind, std::string(row.text)};
  }
  if (!schema.allowed.empty() && random_.one_in(2)) {
    const Constants& constants = schema.allowed[random_.below(schema.allowed.size())];
    keyword = constants.is_enum ? "enum" : "const";
    if (value.kind == json::Kind::string) return Draft{json::Kind::string, "no such value"};
    if (value.kind == json::Kind::number) return Draft{json::Kind::number, "-987654321"};
    if (value.kind == json::Kind::boolean) {
      return Draft{json::Kind::boolean, value.text == "true" ? "false" : "true"};
    }
    return std::nullopt;
  }
  if (value.kind == json::Kind::number && schema.number != nullptr) {
    return broken_number(*schema.number, value, keyword);
  }
  if (value.kind == json::Kind::string && schema.string != nullptr) {
    return broken_string(*schema.string, value, keyword);
  }
  if (value.is_constant) return std::nullopt;
  if (value.kind == json::Kind::array && schema.array != nullptr) {
    return broken_array(*schema.array, value, keyword);
  }
  if (value.kind == json::Kind::object && schema.object != nullptr) {
    return broken_object(*schema.object, value, keyword);
  }
  return std::nullopt;
}

std::optional<Draft> Breaker::broken_number(const NumberRules& rules, const Draft& value,
                                            std::string_view& keyword) {
  const auto number = [](std::string text) { return Draft{json::Kind::number, std::move(text)}; };
  switch (random_.below(5)) {
    case 0:
      keyword = "minimum";
      return rules.minimum ? std::optional(number(beyond(*rules.minimum, false))) : std::nullopt;
    case 1:
      keyword = "maximum";
      return rules.maximum ? std::optional(number(beyond(*rules.maximum, true))) : std::nullopt;
    case 2:
      keyword = "exclusiveMinimum";
      if (!rules.exclusive_minimum) return std::nullopt;
      return number(std::string(rules.exclusive_minimum->text));
    case 3:
      keyword = "exclusiveMaximum";
      if (!rules.exclusive_maximum) return std::nullopt;
      return number(std::string(rules.exclusive_maximum->text));
    default:
      keyword = "multipleOf";
      if (!rules.multiple_of || !rules.multiple_of->whole || *rules.multiple_of->whole < 2) {
        return std::nullopt;
      }
      if (const auto whole = plain_integer(value.text)) return number(std::to_string(*whole + 1));
      return std::nullopt;
  }
}

std::optional<Draft> Breaker::broken_string(const StringRules& rules, const Draft& value,
                                            std::string_view& keyword) {
  const auto text = [](std::string out) { return Draft{json::Kind::string, std::move(out)}; };
  if (value.is_constant) return std::nullopt;
  switch (random_.below(3)) {
    case 0:
      keyword = "minLength";
      if (!rules.min_length || *rules.min_length == 0) return std::nullopt;
      return text(std::string(
          json::utf8_prefix(value.text, static_cast<std::size_t>(*rules.min_length) - 1)));
    case 1:
      keyword = "maxLength";
      if (!rules.max_length || *rules.max_length > max_size) return std::nullopt;
      {
        // By what the text ends with: a pattern may still match.
        std::string out = value.text;
        const std::string last(1, out.empty() || (out.back() & 0x80) != 0 ? 'x' : out.back());
        for (std::size_t n = json::utf8_count(out); n <= *rules.max_length; ++n) out += last;
        return text(std::move(out));
      }
    default:
      keyword = "pattern";
      if (rules.pattern == nullptr) return std::nullopt;
      constexpr auto pieces = std::to_array<std::string_view>({" ", "!", "\n", "\xC3\xA9", "\t"});
      const std::string piece(pieces[random_.below(pieces.size())]);
      std::string out = value.text;
      if (random_.one_in(2) || out.empty()) {
        out = random_.one_in(2) ? out + piece : piece + out;
      } else {
        // As long as before, for rules on the length.
        out = std::string(json::utf8_prefix(out, out.size() - 1));
        while (json::utf8_count(out) < json::utf8_count(value.text)) out += piece;
      }
      return text(std::move(out));
  }
}

std::optional<Draft> Breaker::broken_array(const ArrayRules& rules, const Draft& value,
                                           std::string_view& keyword) {
  Draft out = value;
  switch (random_.below(3)) {
    case 0:
      keyword = "minItems";
      if (!rules.min_items || *rules.min_items == 0 || *rules.min_items > out.items.size()) {
        return std::nullopt;
      }
      out.items.resize(static_cast<std::size_t>(*rules.min_items) - 1);
      return out;
    case 1:
      keyword = "maxItems";
      if (!rules.max_items || *rules.max_items > max_size / 100 || rules.items == nullptr) {
        return std::nullopt;
      }
      builder_.begin(0);
      while (out.items.size() <= *rules.max_items)
        out.items.push_back(builder_.build({rules.items}));
      return out;
    default:
      keyword = "uniqueItems";
      if (!rules.unique_items || out.items.empty()) return std::nullopt;
      out.items.push_back(out.items.front());
      return out;
  }
}

std::optional<Draft> Breaker::broken_object(const ObjectRules& rules, const Draft& value,
                                            std::string_view& keyword) {
  Draft out = value;
  switch (random_.below(4)) {
    case 0: {
      keyword = "required";
      if (rules.required.empty()) return std::nullopt;
      const std::string_view name = rules.required[random_.below(rules.required.size())];
      const auto found = std::find_if(out.members.begin(), out.members.end(),
                                      [&](const auto& member) { return member.first == name; });
      if (found == out.members.end()) return std::nullopt;
      out.members.erase(found);
      return out;
    }
    case 1:
      keyword = "additionalProperties";
      if (rules.additional == nullptr || !rules.additional->never) return std::nullopt;
      out.members.emplace_back("no such property", Draft{json::Kind::null, "null"});
      return out;
    case 2:
      keyword = "minProperties";
      if (!rules.min_properties || *rules.min_properties == 0) return std::nullopt;
      while (out.members.size() >= *rules.min_properties) out.members.pop_back();
      return out;
    default:
      keyword = "maxProperties";
      if (!rules.max_properties || *rules.max_properties > max_size / 100) return std::nullopt;
      for (std::size_t i = 0; out.members.size() <= *rules.max_properties; ++i) {
        out.members.emplace_back("extra" + std::to_string(i), Draft{json::Kind::null, "null"});
      }
      return out;
  }
}

}  // namespace mcp::schema
