// Formats beyond what the suite tests: the ends of each rule, and texts made to take long.
#include "schema/format/format.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mcp::schema {
namespace {

struct Case {
  std::string_view format, text;
  bool valid;
};

constexpr Case cases[] = {
    {"date", "2000-02-29", true},
    {"date", "1900-02-29", false},
    {"date-time", "2026-07-01t00:00:00z", true},
    {"date-time", "2026-07-01 00:00:00Z", false},
    {"time", "23:59:60Z", true},
    {"time", "22:59:60-01:00", true},
    {"time", "22:59:60Z", false},
    {"time", "00:29:60+00:30", true},
    {"duration", "P1Y2M3DT4H5M6S", true},
    {"duration", "P1Y2D", false},
    {"duration", "P4W", true},
    {"duration", "P4WT1H", false},
    {"duration", "PT", false},
    {"duration", "P", false},
    {"email", R"("a\"b"@example.com)", true},
    {"email", "a@[tag:x]", true},
    {"email", "a@[]", false},
    {"hostname", "a.b-c.1", true},
    {"hostname", "XN--MNCHEN-3YA.example", true},
    {"hostname", "xn--", false},
    {"hostname", "m\xC3\xBCnchen.example", false},
    {"idn-hostname", "m\xC3\xBCnchen.example", true},
    {"idn-hostname", "M\xC3\x9CNCHEN.example", false},
    {"ipv6", "::", true},
    {"ipv6", "1:2:3:4:5:6:7::", true},
    {"ipv6", "1:2:3:4:5:6:7:8::", false},
    {"ipv6", "::ffff:1.2.3.4", true},
    {"ipv6", "1:2:3:4:5:6:7:1.2.3.4", false},
    {"ipv6", "fe80::1%eth0", false},
    {"uri", "http://[v1.a:b]/", true},
    {"uri", "a:", true},
    {"uri-reference", "", true},
    {"uri-reference", "1:b", false},
    {"uri-template", "/{?a*,b:3}/{+c.d}", true},
    {"uri-template", "/{a", false},
    {"uri-template", "/{}", false},
    {"iri", "http://\xC3\xA9/\xEE\x80\x80", false},
    {"iri", "http://\xC3\xA9/?\xEE\x80\x80", true},
    {"json-pointer", "/a~1b/~0", true},
    {"json-pointer", "/~2", false},
    {"relative-json-pointer", "1-2/a", true},
    {"relative-json-pointer", "0+01", false},
    {"regex", "(?<=a*)b", true},
    {"regex", "(", false},
    {"uuid", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", true},
};

TEST(Format, Checks) {
  for (const Case& c : cases) {
    const FormatCheck check = find_format(c.format);
    ASSERT_NE(check, nullptr) << c.format;
    EXPECT_EQ(check(c.text), c.valid) << c.format << " " << c.text;
  }
  EXPECT_EQ(find_format("int32"), nullptr);
}

TEST(Format, EndsOnHostileTexts) {
  constexpr std::string_view formats[] = {
      "date-time", "duration", "email",     "hostname",     "idn-hostname", "ipv4",         "ipv6",
      "uri",       "iri",      "idn-email", "uri-template", "regex",        "json-pointer", "uuid"};
  constexpr std::string_view pieces[] = {"1",      "a.",       "\"\\", "::",  "{a,",
                                         "xn--a.", "\xD7\x90", "(",    "%41", "\xE2\x80\x8C"};
  for (const std::string_view piece : pieces) {
    std::string text;
    while (text.size() < 200'000) text += piece;
    for (const std::string_view format : formats) (void)find_format(format)(text);
  }
  SUCCEED();
}

}  // namespace
}  // namespace mcp::schema
