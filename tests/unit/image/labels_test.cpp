#include "image/labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mcpcc::image {
namespace {

using ::testing::HasSubstr;

TEST(Labels, Licenses) {
  for (const char* right :
       {"MIT", "Apache-2.0 OR MIT", "GPL-2.0+", "GPL-2.0-only WITH Classpath-exception-2.0",
        "(MIT)", "MIT AND (BSD-3-Clause OR Apache-2.0 WITH LLVM-exception)", "LicenseRef-own",
        "DocumentRef-a:LicenseRef-b", "((MIT))", "NOASSERTION"}) {
    EXPECT_EQ(problem_of_license(right), "") << right;
  }
  const std::pair<const char*, const char*> wrong[] = {
      {"", "it is empty"},
      {"  ", "it is empty"},
      {"MIT License", "is missing before `License`"},
      {"MIT, Apache-2.0", "`MIT,` is no identifier"},
      {"MIT or Apache-2.0", "is missing before `or`"},
      {"MIT OR", "a license is missing at its end"},
      {"OR MIT", "a license is missing before `OR`"},
      {"(MIT", "a parenthesis is not closed"},
      {"MIT)", "a parenthesis is closed that was not opened"},
      {"()", "a license is missing before `)`"},
      {"(MIT) WITH x", "`WITH` stands between"},
      {"MIT WITH", "`WITH` stands between"},
      {"MIT WITH a WITH b", "`WITH` stands between"},
      {"a:b", "`a:b` is no identifier"},
      {"MIT\n", "nobody sees"},
      {"M\xff", "not UTF-8"},
  };
  for (const auto& [text, problem] : wrong) {
    EXPECT_THAT(problem_of_license(text), HasSubstr(problem)) << text;
  }
  // No depth that an expression could have costs more than its length.
  EXPECT_THAT(problem_of_license(std::string(100'000, '(')), HasSubstr("a license is missing"));
}

TEST(Labels, Urls) {
  for (const char* right : {"https://git.example.com/a", "ssh://git@example.com/a.git",
                            "git+https://example.com/a?b=c#d", "file:///a"}) {
    EXPECT_EQ(problem_of_url(right), "") << right;
  }
  for (const char* wrong : {"example.com/a", "https://", "://a", "1a://b", "https://a b",
                            "git@example.com:a", "https://a\u202e", "", "https://<a>"}) {
    EXPECT_NE(problem_of_url(wrong), "") << wrong;
  }
  const std::string problem = problem_of_url("https://ann:secret@example.com/");
  EXPECT_THAT(problem, HasSubstr("holds a password"));
  EXPECT_THAT(problem, Not(HasSubstr("secret")));
}

TEST(Labels, Labels) {
  const std::pair<const char*, const char*> right[] = {
      {"team", "a"},
      {"com.example.note", ""},
      {"com.example.note", "two\nlines"},
      {"org.opencontainers.image.vendor", "Example"},
      {"org.opencontainers.image.created", "2026-01-31T12:00:00.5+01:00"},
  };
  for (const auto& [key, value] : right) EXPECT_EQ(problem_of_label(key, value), "") << key;
  struct Case {
    std::string key, value, problem;
  };
  const Case wrong[] = {
      {"", "a", "the key: it is empty"},
      {"a b", "", "holds white space or quotes"},
      {"a\u200b", "", "the key: "},
      {"a", "b\u202e", "the value of `a` holds characters that nobody sees"},
      {"a", "b\xff", "the value of `a` is not UTF-8"},
      {"org.opencontainers.image.license", "MIT",
       "OCI defines no `org.opencontainers.image.license`, and `org.opencontainers` is reserved; "
       "did you mean `org.opencontainers.image.licenses`?"},
      {"org.opencontainers.image.licenses", "MIT License", "is no SPDX expression"},
      {"org.opencontainers.image.source", "example.com", "is no URL"},
      {"org.opencontainers.image.created", "yesterday", "is no time of RFC 3339"},
      {"org.opencontainers.image.created", "2026-01-31T12:00:00.Z", "is no time of RFC 3339"},
      {"org.opencontainers.image.created", "2026-01-31 12:00:00Z", "is no time of RFC 3339"},
  };
  for (const Case& c : wrong) {
    EXPECT_THAT(problem_of_label(c.key, c.value), HasSubstr(c.problem)) << c.key;
  }
}

}  // namespace
}  // namespace mcpcc::image
