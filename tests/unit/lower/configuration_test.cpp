#include "configuration/configuration.h"

#include <gtest/gtest.h>

#include "lower/text.h"

namespace mcpcc {
namespace {

TEST(Glob, Matches) {
  struct Case {
    std::string_view glob, text;
    bool matches;
  };
  constexpr Case cases[] = {
      {"", "", true},
      {"", "a", false},
      {"a", "a", true},
      {"a*", "abc", true},
      {"*c", "abc", true},
      {"a*c", "ac", true},
      {"a*c", "a/c", false},
      {"a**c", "a/b/c", true},
      {"/orders/**", "/orders/1/lines", true},
      {"/orders/*", "/orders/1/lines", false},
      {"/orders/*", "/orders/1", true},
      {"/pets*", "/pets", true},
      {"*", "", true},
      {"**", "/", true},
      {"*a*b*", "xxaxxbxx", true},
      {"*a*b*", "xxbxxaxx", false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(configuration::matches(c.glob, c.text), c.matches) << c.glob << " " << c.text;
  }
  // Not exponential.
  const std::string many_a(2000, 'a');
  EXPECT_FALSE(configuration::matches("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", many_a));
}

TEST(Text, IsCutAtSentences) {
  struct Case {
    std::string_view text;
    std::size_t size;
    std::string_view cut;
  };
  constexpr Case cases[] = {
      {"Short.", 20, "Short."},
      {"One sentence. Another one that is longer.", 20, "One sentence."},
      {"No sentence ends early in this one here", 20, "No sentence ends..."},
      {"Version 1.2.3 is what counts. And more.", 20, "Version 1.2.3 is..."},
      {"éééééééééé", 5, "éé..."},
  };
  for (const auto& c : cases) EXPECT_EQ(lower::cut_at_sentence(c.text, c.size), c.cut);
}

}  // namespace
}  // namespace mcpcc
