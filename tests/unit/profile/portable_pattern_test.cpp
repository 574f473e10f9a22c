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
      {R"(^(?:a|b)*?\d\w\s\b\n$)", R"(^(?:a|b)*?\d\w\s\b\n$)"},
      // Escapes that only the lenient take.
      {R"(^https\:\/\/)", R"(^https://)"},
      {R"(\-\#\@\é)", R"(-#@é)"},
      {R"([\-\:\/\&])", R"([\-:/&])"},
      // What stands for itself without `u`.
      {R"(a{)", R"(a\{)"},
      {R"(a{,2}])", R"(a\{,2\}\])"},
      {R"(a{2}b{2,}c{2,3})", R"(a{2}b{2,}c{2,3})"},
      {R"({}})", R"(\{\}\})"},
      {R"([\w-.])", R"([\w\-.])"},
      {R"([.-\w])", R"([.\-\w])"},
      {R"([-a-z-])", R"([-a-z-])"},
      // Classes in classes, and what stands between them.
      {R"([a[\]])", R"([a\[\]])"},
      {R"([a&&b~~c])", R"([a&b~c])"},
      {R"([\&\&])", R"([&])"},
      // Characters by their codes.
      {R"(\u0041\x42[\u0000-\u001f]\0)", R"(\x41\x42[\x00-\x1f]\x00)"},
      {R"(\u4e2d)", "\xe4\xb8\xad"},
      {R"([\b])", R"([\x08])"},
      {R"((?<year>\d{4}))", R"((?:\d{4}))"},
  };
  for (const auto& c : cases) EXPECT_EQ(portable_pattern(c.pattern), c.portable) << c.pattern;
}

TEST(PortablePattern, OrThereIsNone) {
  for (const std::string_view pattern :
       {R"((?=a))", R"((?!a))", R"((?<=a))", R"((?<!a))", R"((a)\1)", R"((?<n>a)\k<n>)", R"(\p{L})",
        R"([\P{L}])", R"(\u{1F600})", R"(\ud83d\ude00)", R"(\cA)", R"([^])", R"([])", R"([+--])",
        R"((?i:a))", R"(\)", R"(\u12)", R"([\B])", R"(\01)"}) {
    EXPECT_EQ(portable_pattern(pattern), std::nullopt) << pattern;
  }
}

}  // namespace
}  // namespace mcpcc::profile
