#include "schema/decimal.h"

#include <algorithm>
#include <cstddef>

namespace mcp::schema {
namespace {

constexpr std::size_t max_word_digits = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::int64_t parse_exponent(std::string_view text) {
  constexpr std::int64_t limit = 100'000'000'000'000'000;
  const bool negative = text.starts_with('-');
  std::int64_t value = 0;
  for (const char c : text) {
    if (is_digit(c)) value = std::min(value * 10 + (c - '0'), limit);
  }
  return negative ? -value : value;
}

std::uint64_t to_word(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

__extension__ using Wide = unsigned __int128;

std::uint64_t multiply_modulo(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) {
  return static_cast<std::uint64_t>(static_cast<Wide>(a) * b % modulus);
}

std::uint64_t power_of_ten_modulo(std::uint64_t power, std::uint64_t modulus) {
  std::uint64_t result = 1 % modulus;
  for (std::uint64_t base = 10 % modulus; power != 0; power >>= 1U) {
    if ((power & 1U) != 0) result = multiply_modulo(result, base, modulus);
    base = multiply_modulo(base, base, modulus);
  }
  return result;
}

/// The power of ten of the last digit.
std::int64_t scale(const Decimal& number) {
  return number.exponent - static_cast<std::int64_t>(number.digits.size());
}

}  // namespace

Decimal parse_decimal(std::string_view number) {
  Decimal result;
  if (number.starts_with('-')) {
    result.negative = true;
    number.remove_prefix(1);
  }
  if (const auto e = number.find_first_of("eE"); e != std::string_view::npos) {
    result.exponent = parse_exponent(number.substr(e + 1));
    number = number.substr(0, e);
  }
  const std::size_t point = std::min(number.find('.'), number.size());
  result.exponent += static_cast<std::int64_t>(point);
  result.digits = number.substr(0, point);
  if (point < number.size()) result.digits += number.substr(point + 1);

  const std::size_t first = result.digits.find_first_not_of('0');
  if (first == std::string::npos) return {};
  result.digits.erase(result.digits.find_last_not_of('0') + 1);
  result.digits.erase(0, first);
  result.exponent -= static_cast<std::int64_t>(first);
  return result;
}

int compare(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& d) { return d.digits.empty() ? 0 : d.negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) < sign(b) ? -1 : 1;
  if (sign(a) == 0) return 0;
  int magnitude = a.digits.compare(b.digits);
  if (a.exponent != b.exponent) magnitude = a.exponent < b.exponent ? -1 : 1;
  return a.negative ? -magnitude : magnitude;
}

bool is_integer(const Decimal& number) { return number.digits.empty() || scale(number) >= 0; }

std::optional<std::uint64_t> to_count(const Decimal& number) {
  if (number.digits.empty()) return 0;
  if (number.negative || !is_integer(number)) return std::nullopt;
  if (number.exponent > static_cast<std::int64_t>(max_word_digits)) return std::nullopt;
  std::uint64_t value = to_word(number.digits);
  for (std::int64_t i = scale(number); i > 0; --i) value *= 10;
  return value;
}

std::optional<bool> is_multiple(const Decimal& number, const Decimal& divisor) {
  if (divisor.digits.empty() || divisor.digits.size() > max_word_digits) return std::nullopt;
  if (number.digits.empty()) return true;
  const std::int64_t shift = scale(number) - scale(divisor);
  // The last digit of `number` is no zero, so no power of ten divides its digits.
  if (shift < 0) return false;
  const std::uint64_t modulus = to_word(divisor.digits);
  if (modulus == 0) return std::nullopt;
  std::uint64_t rest = 0;
  for (const char c : number.digits) {
    rest = (rest % modulus * 10 + static_cast<std::uint64_t>(c - '0')) % modulus;
  }
  return multiply_modulo(rest, power_of_ten_modulo(static_cast<std::uint64_t>(shift), modulus),
                         modulus) == 0;
}

}  // namespace mcp::schema
