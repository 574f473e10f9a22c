#include "schema/decimal.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace mcp::schema {
namespace {

TEST(Decimal, Parsed) {
  struct Case {
    std::string_view text, digits;
    long exponent;
    bool is_whole;
  };
  constexpr Case cases[] = {
      {"0", "", 0, true},
      {"-0", "", 0, true},
      {"0.000e5", "", 0, true},
      {"0e99999999999999999999999", "", 0, true},
      {"1", "1", 1, true},
      {"1.0", "1", 1, true},
      {"100", "1", 3, true},
      {"1e2", "1", 3, true},
      {"1E+2", "1", 3, true},
      {"0.001", "1", -2, false},
      {"1e-2", "1", -1, false},
      {"12.50", "125", 2, false},
      {"1.5e1", "15", 2, true},
      {"1.25e1", "125", 2, false},
      {"1e99999999999999999999", "1", 100'000'000'000'000'000, true},
      {"1e-99999999999999999999", "1", -100'000'000'000'000'000, false},
      {"1e99999999999999999", "1", 100'000'000'000'000'000, true},
      {"0.01e100000000000000000", "1", 99'999'999'999'999'999, true},
      {"1e-100000000000000000", "1", -99'999'999'999'999'999, false},
  };
  for (const Case& c : cases) {
    const Decimal number = parse_decimal(c.text);
    EXPECT_EQ(number.digits, c.digits) << c.text;
    EXPECT_EQ(number.exponent, c.exponent) << c.text;
    EXPECT_FALSE(number.negative) << c.text;
    EXPECT_EQ(is_integer(number), c.is_whole) << c.text;
  }
  EXPECT_TRUE(parse_decimal("-1.5").negative);
}

TEST(Decimal, Order) {
  // Each is less than the next.
  constexpr std::string_view ascending[] = {
      "-1e100000000000000000000000000001",
      "-1e100000000000000000000000000000",
      "-1e400",
      "-1e399",
      "-10",
      "-9.99",
      "-1.1",
      "-1",
      "-0.1",
      "-1e-400",
      "-1e-999999999999999999999999",
      "0",
      "1e-1000000000000000000000000",
      "1.2e-1000000000000000000000000",
      "1e-999999999999999999999999",
      "1e-100000000000000001",
      "1e-100000000000000000",
      "1e-99999999999999999",
      "1e-400",
      "0.1",
      "0.10000000000000000000000001",
      "0.2",
      "1",
      "1.0000000000000000001",
      "9",
      "9007199254740992",
      "9007199254740993",
      "123456789012345678901234567890",
      "1e399",
      "1e400",
      "1e99999999999999998",
      "1e99999999999999999",
      "1e100000000000000000",
      "9.9e100000000000000000",
      "1e100000000000000001",
      "1e999999999999999999999998",
      "1e999999999999999999999999",
      "1e1000000000000000000000000",
  };
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      const int order = compare(parse_decimal(ascending[i]), parse_decimal(ascending[j]));
      EXPECT_EQ(order < 0, i < j) << ascending[i] << " " << ascending[j];
      EXPECT_EQ(order > 0, i > j) << ascending[i] << " " << ascending[j];
    }
  }
  EXPECT_EQ(compare(parse_decimal("1.0"), parse_decimal("10e-1")), 0);
  EXPECT_EQ(compare(parse_decimal("-0"), parse_decimal("0.0")), 0);
  EXPECT_EQ(compare(parse_decimal("1e0999999999999999999999"),
                    parse_decimal("0.001e1000000000000000000002")),
            0);
  EXPECT_EQ(compare(parse_decimal("0.1e100000000000000000"), parse_decimal("1e99999999999999999")),
            0);
  EXPECT_EQ(
      compare(parse_decimal("1e-100000000000000000"), parse_decimal("0.1e-99999999999999999")), 0);
}

TEST(Decimal, Multiples) {
  struct Case {
    std::string_view number, divisor;
    std::optional<bool> divides;
  };
  constexpr Case cases[] = {
      {"0.3", "0.1", true},
      {"1.1", "0.1", true},
      {"19.99", "0.01", true},
      {"19.995", "0.01", false},
      {"4.5", "1.5", true},
      {"35", "1.5", false},
      {"0.0075", "0.0001", true},
      {"0.00751", "0.0001", false},
      {"10", "20", false},
      {"20", "20", true},
      {"-7", "2", false},
      {"-8", "2", true},
      {"8", "-2", true},
      {"0", "7", true},
      {"1e308", "0.123456789", false},
      {"1e400", "7", false},
      {"7e400", "7", true},
      {"1e99999999999999999999", "2", true},
      {"123456789012345678901234567890", "10", true},
      {"123456789012345678901234567891", "10", false},
      {"999999999999999999", "999999999999999999", true},
      {"1000000000000000000000000000000000001", "999999999999999999", false},
      {"1", "0", std::nullopt},
      {"1", "1234567890123456789", std::nullopt},
      {"1e100000000000000000000", "7", false},
      {"14e100000000000000000000", "7", true},
      {"14e100000000000000000000", "0.7168", true},
      {"7", "7e-100000000000000000000", true},
      {"7", "3e-100000000000000000000", false},
      {"7", "1e100000000000000000000", false},
      {"1e-100000000000000000000", "7", false},
      {"1e-100000000000000000000", "1e-100000000000000000001", std::nullopt},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(is_multiple(parse_decimal(c.number), parse_decimal(c.divisor)), c.divides)
        << c.number << " " << c.divisor;
  }
}

TEST(Decimal, Counts) {
  EXPECT_EQ(to_count(parse_decimal("0")), 0U);
  EXPECT_EQ(to_count(parse_decimal("2.0")), 2U);
  EXPECT_EQ(to_count(parse_decimal("1e3")), 1000U);
  EXPECT_EQ(to_count(parse_decimal("123456789012345678")), 123456789012345678U);
  EXPECT_EQ(to_count(parse_decimal("-1")), std::nullopt);
  EXPECT_EQ(to_count(parse_decimal("1.5")), std::nullopt);
  EXPECT_EQ(to_count(parse_decimal("1e19")), std::nullopt);
}

}  // namespace
}  // namespace mcp::schema
