#include "schema/decimal.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace mcp::schema {
namespace {

constexpr std::size_t max_word_digits = 18;

std::uint64_t to_word(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

constexpr std::int64_t far_away = 100'000'000'000'000'000;
constexpr std::size_t far_digits = 18;  // that it has

/// `magnitude` + `more`, of decimal digits; the sum is not negative.
std::string sum(std::string magnitude, std::int64_t more) {
  for (std::size_t i = magnitude.size(); i-- > 0 && more != 0;) {
    more += magnitude[i] - '0';
    const std::int64_t digit = (more % 10 + 10) % 10;
    magnitude[i] = static_cast<char>('0' + digit);
    more = (more - digit) / 10;
  }
  if (more != 0) magnitude.insert(0, std::to_string(more));
  magnitude.erase(0, magnitude.find_first_not_of('0'));
  return magnitude;
}

/// Sets the exponent to that of the text, which may be empty, and `more`.
void set_exponent(Decimal& number, std::string_view text, std::int64_t more) {
  const bool negative = text.starts_with('-');
  text.remove_prefix(std::min(text.find_first_of("123456789"), text.size()));
  if (text.size() < far_digits) {
    const auto value = static_cast<std::int64_t>(to_word(text));
    number.exponent = (negative ? -value : value) + more;
    if (number.exponent < far_away && number.exponent > -far_away) return;
    number.far = std::to_string(number.exponent);
    if (number.far.front() == '-') number.far.erase(0, 1);
  } else {
    number.far = sum(std::string(text), negative ? -more : more);
    if (number.far.size() < far_digits) {
      const auto value = static_cast<std::int64_t>(to_word(number.far));
      number.exponent = negative ? -value : value;
      number.far.clear();
      return;
    }
    number.exponent = negative ? -1 : 1;
  }
  number.exponent = number.exponent < 0 ? -far_away : far_away;
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
  std::string_view exponent;
  if (const auto e = number.find_first_of("eE"); e != std::string_view::npos) {
    exponent = number.substr(e + 1);
    number = number.substr(0, e);
  }
  const std::size_t point = std::min(number.find('.'), number.size());
  result.digits = number.substr(0, point);
  if (point < number.size()) result.digits += number.substr(point + 1);

  const std::size_t first = result.digits.find_first_not_of('0');
  if (first == std::string::npos) return {};
  result.digits.erase(result.digits.find_last_not_of('0') + 1);
  result.digits.erase(0, first);
  set_exponent(result, exponent,
               static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first));
  return result;
}

int compare(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& d) { return d.digits.empty() ? 0 : d.negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) < sign(b) ? -1 : 1;
  if (sign(a) == 0) return 0;
  int magnitude = a.digits.compare(b.digits);
  if (a.exponent != b.exponent) {
    magnitude = a.exponent < b.exponent ? -1 : 1;
  } else if (a.far != b.far) {
    const bool is_less = a.far.size() != b.far.size() ? a.far.size() < b.far.size() : a.far < b.far;
    magnitude = is_less == (a.exponent > 0) ? -1 : 1;
  }
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
  // How far away one alone is does not count: a shift of 60 already has each factor 2 and 5 that a
  // divisor can have.
  const auto is_near = [](const Decimal& d) { return std::abs(scale(d)) < far_away / 10; };
  const bool is_any_far = !number.far.empty() || !divisor.far.empty();
  if (is_any_far && !is_near(number) && !is_near(divisor)) return std::nullopt;
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
