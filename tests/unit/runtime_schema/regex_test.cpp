// ECMA-262 regular expressions: what they match, which engine matches them, and what is none.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "schema/regex/pattern.h"

namespace mcp::schema::regex {
namespace {

using namespace std::literals;
using Match = Pattern::Match;

struct Case {
  std::string_view pattern;
  std::vector<std::string_view> matching, others;
};

const Case cases[] = {
    // anywhere, and anchors that know only the ends of the text
    {"b+", {"abc"}, {"ac"}},
    {"", {"", "x"}, {}},
    {"^abc$", {"abc"}, {"abc\n", "\nabc", "xabc"}},
    {"^(a|bc)$", {"a", "bc"}, {"abc", ""}},
    {"^a|b$", {"ax", "xb"}, {"xa", "bx"}},
    {"^x-", {"x-", "x-y"}, {"x", "X-", " x-"}},
    {"^", {"", "x"}, {}},
    {"^a-b$", {"a-b"}, {"a-bc"}},
    {"^.$", {"x", "\xC3\xA9", "\xF0\x9F\x90\x89", "\x00"sv}, {"\n", "\r", "\xE2\x80\xA8", "xy"}},
    // sets with their ECMA-262 meaning
    {"^\\d$", {"7"}, {"\xDF\x80", "x"}},
    {"^\\D$", {"\xDF\x80"}, {"7"}},
    {"^\\w$", {"_", "Z"}, {"\xC3\xA9", "-"}},
    {"^\\W$", {"\xC3\xA9"}, {"_"}},
    {"^\\s$",
     {" ", "\t", "\v", "\f", "\n", "\xC2\xA0", "\xEF\xBB\xBF", "\xE2\x80\x83"},
     {"x", "\x1C"}},
    {"^\\S$", {"x", "\x1C", "\xE2\x80\x93"}, {" ", "\v", "\xEF\xBB\xBF", "\xE2\x80\xA9"}},
    {"^[^\\S\\n]$", {" "}, {"\n", "x"}},
    {"\\bcat\\b",
     {"a cat.",
      "\xC3\xA9"
      "cat"},
     {"cats"}},
    {"\\Bcat", {"scat"}, {"cat"}},
    // escapes
    {"^\\t\\n\\v\\f\\r\\0$", {"\t\n\v\f\r\0"sv}, {"tnvfr0"}},
    {"^\\cJ\\x41\\u0042\\u{1F409}\\u{00000043}$",
     {"\nAB\xF0\x9F\x90\x89"
      "C"},
     {}},
    {"^\\uD83D\\uDC09$", {"\xF0\x9F\x90\x89"}, {"\xF0\x9F\x90\x88"}},
    {"^[\\uD83D\\uDC08-\\uD83D\\uDC09]$", {"\xF0\x9F\x90\x89"}, {"\xF0\x9F\x90\x87"}},
    {"^\\uD83D$", {}, {"\xF0\x9F\x90\x89", ""}},
    {"^[\\b]\\/\\.\\-$", {"\b/.-"}, {}},
    {"^\xC3\xA9+$", {"\xC3\xA9\xC3\xA9"}, {"\xC3\xA9\xA9"}},
    // classes
    {"^[]$", {}, {"", "x"}},
    {"^[^]$", {"\n", "x"}, {""}},
    {"^[a\\]^-]+$", {"a]^-"}, {"\\"}},
    {"^[^a-c]$", {"d", "\n"}, {"b"}},
    {"^[[:alpha:]$", {"[", ":", "a", "p"}, {"x"}},
    {"^[&&~~]$", {"&"}, {"a"}},
    {"^[\\d-x]+$", {"1-x"}, {"w"}},
    {"^[\\w-.]+$", {"a-."}, {"/"}},
    // Unicode properties
    {"^\\p{Lu}\\p{Uppercase_Letter}\\p{gc=Lu}$", {"A\xC3\x89Z"}, {"AaZ"}},
    {"^\\P{Letter}$", {"1"}, {"\xC3\xA9"}},
    {"^\\p{digit}$", {"\xE0\xA7\xAA", "4"}, {"x"}},
    {"^\\p{Script=Greek}$", {"\xCE\xB1"}, {"a"}},
    {"^\\p{sc=Grek}[\\P{Script_Extensions=Greek}]$",
     {"\xCE\xB1"
      "a"},
     {"\xCE\xB1\xCE\xB1"}},
    {"^\\p{Alphabetic}\\p{ASCII}\\p{Any}$",
     {"\xCD\x85"
      "a\n"},
     {"1a\n"}},
    {"^[\\p{Emoji_Presentation}x]+$", {"\xF0\x9F\x90\x89x"}, {"y"}},
    {"^\\p{LC}\\P{Assigned}$", {"a\xCD\xB8"}, {"aa"}},
    {"^\\P{Any}$", {}, {"", "a"}},
    {"^\\p{Cn}$", {"\xCD\xB8"}, {"a"}},
    // repetition
    {"^a*?b+?c??$", {"b", "aabbc"}, {"a"}},
    {"^(?:ab){2}$", {"abab"}, {"ab", "ababab"}},
    {"^x{2,3}$", {"xx", "xxx"}, {"x", "xxxx"}},
    {"^x{2,}$", {"xxxxxx"}, {"x"}},
    {"^x{0}$", {""}, {"x"}},
    {"^(?:(?:a{2}){3}){2}$", {"aaaaaaaaaaaa"}, {"aaaaaaaaaaa"}},
    {"^{a},{,2}]}$", {"{a},{,2}]}"}, {"a"}},
    // groups
    {"^(?<year>\\d{4})-(?<month>\\d\\d)$", {"2026-07"}, {"2026-7"}},
    // what PCRE2 matches
    {"^(?=.*\\d)(?=.*[a-z]).{4,}$", {"abc1"}, {"abcd", "a1"}},
    {"^(?!x)\\w+$", {"ax"}, {"xa"}},
    {"(?<=\\$)\\d+", {"$42"}, {"42"}},
    {"(?<!\\$)\\b\\d+", {"42"}, {"$4"}},
    {"^(a|b)\\1$", {"aa", "bb"}, {"ab"}},
    {"^(?<q>['\"]).*\\k<q>$", {"'x'", "\"\""}, {"'x\""}},
    {"^(?:(a)|b)\\1c$", {"aac", "bc"}, {"ac"}},
    {"^(?=[^])[\\s\\S]\\p{Script=Greek}$", {"\n\xCE\xB1"}, {"ab"}},
};

TEST(Regex, Matches) {
  for (const Case& c : cases) {
    const Pattern pattern(c.pattern);
    ASSERT_FALSE(pattern.error()) << c.pattern << ": " << pattern.error()->message;
    for (const auto text : c.matching)
      EXPECT_EQ(pattern.find(text), Match::yes) << c.pattern << " " << text;
    for (const auto text : c.others)
      EXPECT_EQ(pattern.find(text), Match::no) << c.pattern << " " << text;
  }
}

struct Refused {
  std::string_view pattern;
  std::size_t offset;
  std::string_view message;
};

constexpr Refused refused[] = {
    {"^[a-z", 1, "a character class is not closed"},
    {"a(b", 3, "a group is not closed"},
    {"a)", 1, "a `)` without its `(`"},
    {"*", 0, "nothing to repeat"},
    {"a**", 2, "nothing to repeat"},
    {"^*", 1, "nothing to repeat"},
    {"(?=a)*", 5, "nothing to repeat"},
    {"a|{1}", 2, "nothing to repeat"},
    {"x{3,2}", 1, "the numbers of a repetition are out of order"},
    {"x{70000}", 1, "repeats more than 65535 times"},
    {"[z-a]", 1, "the ends of a range are out of order"},
    {"\\", 0, "ends with a backslash"},
    {"a\\Z", 1, "`\\Z` is no escape of ECMA-262"},
    {"\\a", 0, "`\\a` is no escape of ECMA-262"},
    {"\\Q", 0, "`\\Q` is no escape of ECMA-262"},
    {"[\\B]", 1, "`\\B` is no escape of ECMA-262"},
    {"\\c1", 0, "`\\c` without a letter"},
    {"\\x4", 0, "`\\x` without two hexadecimal digits"},
    {"\\u12", 0, "`\\u` without four hexadecimal digits"},
    {"\\u{110000}", 0, "`\\u{}` without a code point"},
    {"\\u{}", 0, "`\\u{}` without a code point"},
    {"\\01", 0, "an octal escape, which ECMA-262 does not have"},
    {"(a)\\2", 3, "a reference to a group that is not there"},
    {"\\k<n>", 0, "a reference to a group that is not there"},
    {"(?<n>a)(?<n>b)", 7, "two groups of one name"},
    {"(?<1>a)", 0, "a group without a valid name"},
    {"^\\p{Lu}(?i)x$", 7, "a kind of group that ECMA-262 does not have"},
    {"(?P<n>a)", 0, "a kind of group that ECMA-262 does not have"},
    {"(?>a)", 0, "a kind of group that ECMA-262 does not have"},
    {"\\pL", 0, "a Unicode property without braces"},
    {"\\p{Greek}", 0, "a Unicode property that ECMA-262 does not have"},
    {"\\p{lu}", 0, "a Unicode property that ECMA-262 does not have"},
    {"\\p{Script=}", 0, "a Unicode property that ECMA-262 does not have"},
    {"\\p{Script=^Greek}", 0, "a Unicode property that ECMA-262 does not have"},
    {"\xFF", 0, "not valid UTF-8"},
};

TEST(Regex, Refuses) {
  for (const Refused& c : refused) {
    const Pattern pattern(c.pattern);
    ASSERT_TRUE(pattern.error()) << c.pattern;
    EXPECT_EQ(pattern.error()->message, c.message) << c.pattern;
    EXPECT_EQ(pattern.error()->offset, c.offset) << c.pattern;
  }
  EXPECT_TRUE(Pattern("(?<=a*)b").error()) << "lookbehind of no fixed length";
  EXPECT_TRUE(Pattern(std::string(300, '(') + std::string(300, ')')).error());
  EXPECT_TRUE(Pattern(std::string(Pattern::max_bytes + 1, 'a')).error());
}

TEST(Regex, WhatNeedsBacktrackingGoesToPcre2AndNothingElse) {
  for (const Case& c : cases) {
    const bool linear = std::holds_alternative<std::string>(translate(c.pattern, Engine::linear));
    const auto uses = [&](std::string_view text) {
      return c.pattern.find(text) != std::string_view::npos;
    };
    EXPECT_EQ(linear, !(uses("(?=") || uses("(?!") || uses("(?<=") || uses("(?<!") || uses("\\1") ||
                        uses("\\k<")))
        << c.pattern;
  }
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

// RE2 itself takes at most 1,000 repetitions.
TEST(Regex, ManyRepetitions) {
  const Pattern upper("^[a-z\xC3\xA9]{1,4096}$");
  ASSERT_FALSE(upper.error());
  EXPECT_EQ(upper.find(repeated("a", 4096)), Match::yes);
  EXPECT_EQ(upper.find(repeated("a", 4097)), Match::no);
  EXPECT_EQ(upper.find(""), Match::no);
  const Pattern nested("^(?:[a-z]{2,61}\\.){0,127}$");
  ASSERT_FALSE(nested.error());
  EXPECT_EQ(nested.find(repeated("ab.", 127)), Match::yes);
  EXPECT_EQ(nested.find(repeated("ab.", 128)), Match::no);
  EXPECT_TRUE(std::holds_alternative<std::string>(translate(nested.text(), Engine::linear)));
  const Pattern open("^x{2500,}$");
  EXPECT_EQ(open.find(repeated("x", 2499)), Match::no);
  EXPECT_EQ(open.find(repeated("x", 9000)), Match::yes);
  const Pattern large("^(?:[\\p{L}\\p{N}]{1,250}-){0,40}$");  // beyond RE2's budget
  ASSERT_FALSE(large.error());
  EXPECT_EQ(large.find("a-\xC3\xA9"
                       "1-"),
            Match::yes);
  EXPECT_EQ(large.find("a-b"), Match::no);
  EXPECT_TRUE(Pattern("^(?:(?:(?:\\p{L}{1,200}x){1,200}y){1,200}z){1,200}$").error());
}

TEST(Regex, EndsOnHostileTexts) {
  const std::string text = repeated("a", 50'000);
  EXPECT_EQ(Pattern("^(a+)+$").find(text + "b"), Match::no);
  EXPECT_EQ(Pattern("(x+x+)+y").find(repeated("x", 50'000)), Match::no);
  EXPECT_EQ(Pattern("^(?!(a+)+$)").find(text + "b"), Match::too_complex);
  EXPECT_EQ(Pattern("^(a*)*\\1b$").find(text), Match::too_complex);
}

}  // namespace
}  // namespace mcp::schema::regex
