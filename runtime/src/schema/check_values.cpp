#include <algorithm>
#include <array>

#include "json/utf8.h"
#include "json/write.h"
#include "schema/checker.h"
#include "schema/number.h"
#include "schema/suggest.h"

namespace mcp::schema {
namespace {

constexpr std::size_t max_listed = 12;

}  // namespace

std::string listed_types(std::uint8_t types) {
  struct Row {
    std::uint8_t bit;
    std::string_view name;
  };
  constexpr std::array rows = {
      Row{string_bit, "string"},   Row{number_bit, "number"}, Row{integer_bit, "integer"},
      Row{boolean_bit, "boolean"}, Row{object_bit, "object"}, Row{array_bit, "array"},
      Row{null_bit, "null"},
  };
  std::string out;
  for (const Row& row : rows) {
    if ((types & row.bit) == 0) continue;
    if (row.bit == integer_bit && (types & number_bit) != 0) continue;
    if (!out.empty()) out += " or ";
    out += row.name;
  }
  return out;
}

std::string plural(std::uint64_t count, std::string_view noun) {
  const std::string number = std::to_string(count) + " ";
  if (count == 1) return number + std::string(noun);
  if (noun.ends_with('y')) {
    return number + std::string(noun.substr(0, noun.size() - 1)) + "ies";
  }
  return number + std::string(noun) + "s";
}

std::string ticked(std::string_view name) { return "`" + clipped(name) + "`"; }

bool Checker::check_type(const Node& node, const json::Value& value, const Path& path) {
  return has_type(node, value) || broken(path, "type", [&] {
           return "expected " + listed_types(node.types) + ", got " + describe(value);
         });
}

bool Checker::check_constants(const Constants& constants, const json::Value& value,
                              const Path& path) {
  if (value.is_string()) {
    if (std::binary_search(constants.strings.begin(), constants.strings.end(), value.string())) {
      return true;
    }
  } else if (constants.strings.size() != constants.values.size()) {
    spend(value.raw().size());
    canonical_.clear();
    append_canonical(canonical_, value);
    const auto equal = [&](const Constant& c) { return c.canonical == canonical_; };
    if (std::any_of(constants.values.begin(), constants.values.end(), equal)) return true;
  }
  return broken(path, constants.is_enum ? "enum" : "const", [&] {
    const auto& values = constants.values;
    std::string out = values.size() == 1 ? "expected " : "expected one of ";
    for (std::size_t i = 0; i < values.size() && i < max_listed; ++i) {
      if (i != 0) out += ", ";
      out += shown(*values[i].value);
    }
    if (values.size() > max_listed) {
      out += " and " + std::to_string(values.size() - max_listed) + " more";
    }
    out += "; got " + describe(value);
    const std::string_view near =
        value.is_string() ? suggest(value.string(), constants.strings) : std::string_view();
    if (!near.empty() && values.size() > 1) {
      out += ", did you mean ";
      json::append_string(out, near);
      out += '?';
    }
    return out;
  });
}

bool Checker::check_number(const NumberRules& rules, const json::Value& value, const Path& path) {
  const auto whole = plain_integer(value.number());
  std::optional<Decimal> exact;
  const auto decimal = [&]() -> const Decimal& {
    if (!exact) exact = parse_decimal(value.number());
    return *exact;
  };
  const auto compared = [&](const Bound& bound) {
    if (whole && bound.whole) return *whole < *bound.whole ? -1 : *whole > *bound.whole ? 1 : 0;
    return compare(decimal(), bound.value);
  };
  bool ok = true;
  const auto require = [&](bool holds, std::string_view keyword, std::string_view relation,
                           const Bound& bound) {
    if (!holds) {
      ok = broken(path, keyword, [&] {
        return "must be " + std::string(relation) + " " + clipped(bound.text) + ", got " +
               clipped(value.number());
      });
    }
  };
  if (const auto& b = rules.minimum) require(compared(*b) >= 0, "minimum", "at least", *b);
  if (const auto& b = rules.maximum) require(compared(*b) <= 0, "maximum", "at most", *b);
  if (const auto& b = rules.exclusive_minimum) {
    require(compared(*b) > 0, "exclusiveMinimum", "greater than", *b);
  }
  if (const auto& b = rules.exclusive_maximum) {
    require(compared(*b) < 0, "exclusiveMaximum", "less than", *b);
  }
  if (const auto& b = rules.multiple_of) {
    const std::optional<bool> divides = is_multiple(decimal(), b->value);
    if (!divides) inexact_ = true;
    require(divides.value_or(true), "multipleOf", "a multiple of", *b);
  }
  return ok;
}

bool Checker::check_string(const StringRules& rules, const json::Value& value, const Path& path) {
  if (rules.inexact) inexact_ = true;
  const std::string_view text = value.string();
  bool ok = true;
  // A character has one to four bytes, so that their number mostly decides.
  if ((rules.max_length && text.size() > *rules.max_length) ||
      (rules.min_length && (text.size() + 3) / 4 < *rules.min_length)) {
    ok = check_size(json::utf8_count(text), rules.min_length, rules.max_length, "Length",
                    "character", path);
  }
  if (rules.pattern != nullptr && !finished(ok)) {
    ok = check_pattern(*rules.pattern, text, value, path) && ok;
  }
  if (rules.format != nullptr && !finished(ok)) {
    spend(text.size());
    if (!rules.format(text)) {
      ok = broken(path, "format", [&] {
        return "must have the format " + ticked(rules.format_name) + ", got " + describe(value);
      });
    }
  }
  const Base64Check is_base64 = program_.base64_check();
  if (is_base64 != nullptr && !rules.base64_keyword.empty() && !finished(ok)) {
    spend(text.size());
    if (!is_base64(text, rules.base64_keyword)) {
      ok = broken(path, rules.base64_keyword,
                  [&] { return "must be base64, got " + describe(value); });
    }
  }
  return ok;
}

bool Checker::check_pattern(const regex::Pattern& pattern, std::string_view text,
                            const json::Value& value, const Path& path) {
  spend(text.size());
  switch (pattern.find(text)) {
    case regex::Pattern::Match::yes:
      return true;
    case regex::Pattern::Match::no:
      return broken(path, "pattern", [&] {
        return "must match the pattern " + ticked(pattern.text()) + ", got " + describe(value);
      });
    case regex::Pattern::Match::too_complex:
      break;
  }
  return broken(path, "pattern",
                [&] { return "too long to match against the pattern " + ticked(pattern.text()); });
}

bool Checker::check_size(std::uint64_t size, const Count& minimum, const Count& maximum,
                         std::string_view suffix, std::string_view noun, const Path& path) {
  bool ok = true;
  if (minimum && size < *minimum) {
    ok = broken(path, "min" + std::string(suffix), [&] {
      return "must have at least " + plural(*minimum, noun) + ", got " + std::to_string(size);
    });
  }
  if (maximum && size > *maximum) {
    ok = broken(path, "max" + std::string(suffix), [&] {
      return "must have at most " + plural(*maximum, noun) + ", got " + std::to_string(size);
    });
  }
  return ok;
}

}  // namespace mcp::schema
