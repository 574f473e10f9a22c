// JSON numbers compared exactly, on their decimal digits: 0.1 is 0.1, and 1e400 is larger than
// 1e399.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::schema {

/// The number 0.`digits` × 10^`exponent`. Zero has no digits.
struct Decimal {
  bool negative = false;
  std::string digits;         ///< neither begins nor ends with a zero
  std::int64_t exponent = 0;  ///< ±10^17 where it is that or beyond
  std::string far{};          ///< the digits of |exponent| then; else empty
};

/// Precondition: `number` is a JSON number (RFC 8259, section 6).
Decimal parse_decimal(std::string_view number);

/// Negative, zero or positive as `a` is less than, equal to or greater than `b`.
int compare(const Decimal& a, const Decimal& b);

/// Without a fractional part: 1.0 and 1e2 are integers (JSON Schema 2020-12 core, section 4.2.3).
bool is_integer(const Decimal& number);

/// The value where it is an integer from 0 to 10^18.
std::optional<std::uint64_t> to_count(const Decimal& number);

/// Whether `divisor` × n = `number` for an integer n; nullopt where the divisor is zero or has more
/// than 18 digits, or where both have exponents of about 10^17 or more.
std::optional<bool> is_multiple(const Decimal& number, const Decimal& divisor);

}  // namespace mcp::schema
