#include "source/scalar.h"

#include <gtest/gtest.h>

namespace mcpcc::source {
namespace {

// YAML 1.2.2 section 10.3.2.
TEST(Scalar, CoreTypes) {
  const struct {
    CoreType type;
    std::vector<std::string_view> texts;
  } cases[] = {
      {CoreType::null, {"", "~", "null", "Null", "NULL"}},
      {CoreType::boolean, {"true", "True", "TRUE", "false", "False", "FALSE"}},
      {CoreType::integer,
       {"0", "-0", "+12", "0777", "007", "0o17", "0x1F", "0xabcdef",
        "123456789012345678901234567890"}},
      {CoreType::floating, {"1.", ".5", "-.5", "+1.5e3", "1e400", "1E-2", "0.10", "1.e5"}},
      {CoreType::not_finite, {".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"}},
      {CoreType::string,
       {"yes",      "no",         "on",    "off",      "y",   "tRUE", "nULL", "nil",
        "12:30:45", "2001-12-14", "1_000", "0o8",      "0o",  "0x",   "0xg",  "-0x1",
        "0b1",      "1e",         "1e+",   "e5",       ".",   "-",    "+",    "-.",
        ".e1",      "1.2.3",      "+.nan", "Infinity", "NaN", " 1",   "1 "}},
  };
  for (const auto& c : cases) {
    for (const std::string_view text : c.texts) EXPECT_EQ(core_type(text), c.type) << text;
  }
}

TEST(Scalar, JsonNumbers) {
  for (const std::string_view text : {"0", "-0", "1.10", "1e400", "-1.5E+3", "100"})
    EXPECT_TRUE(is_json_number(text)) << text;
  for (const std::string_view text :
       {"", "+1", "01", "-01", ".5", "1.", "1.e5", "0x1F", "1e", "-", "1 "}) {
    EXPECT_FALSE(is_json_number(text)) << text;
  }
}

TEST(Scalar, NumbersBecomeJsonWithTheirDigits) {
  const struct {
    std::string_view text, json;
  } cases[] = {
      {"+1", "1"},
      {"007", "7"},
      {"0777", "777"},
      {"00", "0"},
      {"-007", "-7"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"1.", "1"},
      {"1.e5", "1e5"},
      {"+.50E-07", "0.50E-07"},
      {"01.10", "1.10"},
      {"0x1F", "31"},
      {"0xff", "255"},
      {"0o17", "15"},
      {"0x0", "0"},
      {"0x00ff", "255"},
      {"0xFFFFFFFFFFFFFFFFFFFFFFFF", "79228162514264337593543950335"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(to_json_number(c.text), c.json) << c.text;
    EXPECT_TRUE(is_json_number(c.json));
  }
  EXPECT_EQ(to_json_number("0x" + std::string(1'000'000, 'f')), std::nullopt);
}

}  // namespace
}  // namespace mcpcc::source
