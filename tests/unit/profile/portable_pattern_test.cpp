#include "profile/portable_pattern.h"

#include <gtest/gtest.h>

namespace mcpcc::profile {
namespace {

TEST(PortablePattern, IsWhatAllEnginesRead) {
  struct Case {
    std::string_view pattern, portable;
  };
  constexpr Case cases[] = {
      {R"(^[a-z]+(\.[a-z]{2,3})?$)", R"(^[a-z]+(\.[a-z]{2,3})?$)"},
      {R"(^(?:a|b)*?\s\S\b\B\n$)", R"(^(?:a|b)*?\s\S\b\B\n$)"},
      // Of ASCII alone, which Python and Rust mean only where it is written.
      {R"(^\d+\D\w\W$)", R"(^[0-9]+[^0-9][A-Za-z0-9_][^A-Za-z0-9_]$)"},
      {R"([\d.][^\d.][\w\s])", R"([0-9.][^0-9.][A-Za-z0-9_\s])"},
      {R"([^\D][^\W][^\W_][^\W\d])", R"([0-9][0-9A-Z_a-z][0-9A-Za-z][A-Z_a-z])"},
      {R"([\W][\W_][\D1-5])", R"([^0-9A-Z_a-z][^0-9A-Za-z][^06-9])"},
      {R"([\Wa-z-][\W\u0041é-ü]+)", R"([^0-9A-Z_][^0-9B-Z_a-z]+)"},
      {R"([^\D\s\-a][^\W\]\[])", R"([0-9][0-9A-Z_a-z])"},
      {R"([\W!-~][^\W0-8A-Za-z_][\D0-57-9])", R"([\s\S][9][^6])"},
      {R"([\s\S][\w\W][\d\D])", R"([\s\S][\s\S][\s\S])"},
      // Escapes that only the lenient take.
      {R"(^https\:\/\/)", R"(^https://)"},
      {R"(\-\#\@\é)", R"(-#@é)"},
      {R"([\-\:\/\&])", R"([\-:/&])"},
      // What stands for itself without `u`.
      {R"(a{)", R"(a\{)"},
      {R"(a{,2}])", R"(a\{,2\}\])"},
      {R"(a{2}b{2,}c{2,3})", R"(a{2}b{2,}c{2,3})"},
      {R"({}})", R"(\{\}\})"},
      {R"([\w-.])", R"([A-Za-z0-9_\-.])"},
      {R"([.-\w])", R"([.\-A-Za-z0-9_])"},
      {R"([.-\s])", R"([.\-\s])"},
      {R"([-a-z-])", R"([-a-z-])"},
      // Classes in classes, and what stands between them.
      {R"([a[\]])", R"([a\[\]])"},
      {R"([a&&b~~c])", R"([a&b~c])"},
      {R"([\&\&])", R"([&])"},
      // Characters by their codes.
      {R"(\u0041\x42[\u0000-\u001f]\0)", R"(\x41\x42[\x00-\x1f]\x00)"},
      {R"(\u4e2d)", "\xe4\xb8\xad"},
      {R"([\b])", R"([\x08])"},
      {R"((?<year>\d{4}))", R"((?:[0-9]{4}))"},
  };
  for (const auto& c : cases) EXPECT_EQ(portable_pattern(c.pattern), c.portable) << c.pattern;
}

TEST(PortablePattern, OrThereIsNone) {
  for (const std::string_view pattern :
       {R"((?=a))",      R"((?!a))",        R"((?<=a))", R"((?<!a))",
        R"((a)\1)",      R"((?<n>a)\k<n>)", R"(\p{L})",  R"([\P{L}])",
        R"(\u{1F600})",  R"(\ud83d\ude00)", R"(\cA)",    R"([^])",
        R"([])",         R"([+--])",        R"((?i:a))", R"(\)",
        R"(\u12)",       R"([\B])",         R"(\01)",    R"([^\w\W])",
        R"([^\W\S0-8])", R"([^\D\d])"}) {
    EXPECT_EQ(portable_pattern(pattern), std::nullopt) << pattern;
  }
}

}  // namespace
}  // namespace mcpcc::profile
