#include "source/scalar.h"

#include <algorithm>
#include <vector>

namespace mcpcc::source {
namespace {

constexpr std::size_t max_converted_digits = 256;  // conversion is quadratic; 1,024 bits are plenty

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_hexadecimal(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool all(std::string_view text, bool (*test)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), test);
}

std::string_view take_digits(std::string_view& text) {
  const auto* end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

/// The parts of `[-+]? [0-9]* (\. [0-9]*)? ([eE] [-+]? [0-9]+)?`, the superset of all decimal
/// forms.
struct Decimal {
  bool well_formed = false;
  char sign = 0;
  bool point = false, exponent = false;
  std::string_view whole, fraction, exponent_text;
};

Decimal split_decimal(std::string_view text) {
  Decimal d;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    d.sign = text[0];
    text.remove_prefix(1);
  }
  d.whole = take_digits(text);
  if (!text.empty() && text[0] == '.') {
    d.point = true;
    text.remove_prefix(1);
    d.fraction = take_digits(text);
  }
  if (d.whole.empty() && d.fraction.empty()) return d;
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    d.exponent = true;
    d.exponent_text = text;
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    if (take_digits(text).empty()) return d;
  }
  d.well_formed = text.empty();
  return d;
}

std::optional<std::string> to_decimal(std::string_view digits, unsigned base) {
  while (digits.size() > 1 && digits[0] == '0') digits.remove_prefix(1);
  if (digits.size() > max_converted_digits) return std::nullopt;
  std::vector<unsigned> decimal{0};  // least significant first
  for (const char c : digits) {
    unsigned carry =
        is_digit(c) ? static_cast<unsigned>(c - '0') : static_cast<unsigned>((c | 0x20) - 'a') + 10;
    for (unsigned& digit : decimal) {
      carry += digit * base;
      digit = carry % 10;
      carry /= 10;
    }
    for (; carry != 0; carry /= 10) decimal.push_back(carry % 10);
  }
  std::string text;
  for (auto digit = decimal.rbegin(); digit != decimal.rend(); ++digit)
    text += static_cast<char>('0' + *digit);
  return text;
}

}  // namespace

CoreType core_type(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
    return CoreType::null;
  const char first = text[0];
  if (first == 't' || first == 'T' || first == 'f' || first == 'F') {
    for (const std::string_view word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
      if (text == word) return CoreType::boolean;
    }
    return CoreType::string;
  }
  if (!is_digit(first) && first != '-' && first != '+' && first != '.') return CoreType::string;
  if (text.starts_with("0o"))
    return all(text.substr(2), is_octal) ? CoreType::integer : CoreType::string;
  if (text.starts_with("0x"))
    return all(text.substr(2), is_hexadecimal) ? CoreType::integer : CoreType::string;
  std::string_view unsigned_text = text;
  if (first == '-' || first == '+') unsigned_text.remove_prefix(1);
  for (const std::string_view word : {".inf", ".Inf", ".INF"}) {
    if (unsigned_text == word) return CoreType::not_finite;
  }
  for (const std::string_view word : {".nan", ".NaN", ".NAN"}) {
    if (text == word) return CoreType::not_finite;
  }
  const Decimal d = split_decimal(text);
  if (!d.well_formed) return CoreType::string;
  return d.point || d.exponent ? CoreType::floating : CoreType::integer;
}

bool is_json_number(std::string_view text) {
  const Decimal d = split_decimal(text);
  return d.well_formed && d.sign != '+' && !d.whole.empty() &&
         (d.whole.size() == 1 || d.whole[0] != '0') && (!d.point || !d.fraction.empty());
}

std::optional<std::string> to_json_number(std::string_view text) {
  if (text.starts_with("0o")) return to_decimal(text.substr(2), 8);
  if (text.starts_with("0x")) return to_decimal(text.substr(2), 16);
  Decimal d = split_decimal(text);
  while (d.whole.size() > 1 && d.whole[0] == '0') d.whole.remove_prefix(1);
  std::string out;
  if (d.sign == '-') out += '-';
  out.append(d.whole.empty() ? std::string_view("0") : d.whole);
  if (!d.fraction.empty()) out.append(".").append(d.fraction);
  out.append(d.exponent_text);
  return out;
}

}  // namespace mcpcc::source
