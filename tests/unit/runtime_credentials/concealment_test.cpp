#include "credentials/concealment.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "invoke/base64.h"

namespace mcp::credentials::test {
namespace {

std::string concealed(std::string text) {
  Concealment concealment;
  concealment.add("s3cr/t \"key\"+", "KEY");
  concealment.add("s3cr/t \"key\"+, and more", "LONGER");
  concealment.add("short", "SHORT");
  concealment.apply(text);
  return text;
}

TEST(Concealment, FindsEveryForm) {
  EXPECT_EQ(concealed("a s3cr/t \"key\"+ b s3cr/t \"key\"+"), "a <KEY> b <KEY>");
  EXPECT_EQ(concealed("s3cr/t \"key\"+, and more"), "<LONGER>");
  EXPECT_EQ(concealed(R"({"a":"s3cr/t \"key\"+","b":"s3cr\/t \"key\"+"})"),
            R"({"a":"<KEY>","b":"<KEY>"})");
  EXPECT_EQ(concealed("?k=s3cr%2Ft%20%22key%22%2B&k=s3cr%2ft+%22key%22%2b"), "?k=<KEY>&k=<KEY>");
  EXPECT_EQ(concealed("too short to say"), "too short to say");
  EXPECT_EQ(concealed("s3cr/t"), "s3cr/t");
}

TEST(Concealment, FindsEverySpelling) {
  Concealment concealment;
  concealment.add("caf\u00e9/+&\"k e\\y\U0001F600", "KEY");
  const std::string_view spellings[] = {
      "caf\u00e9/+&\"k e\\y\U0001F600",
      R"(caf\u00e9\/\u002b\u0026\"k e\\y\ud83d\ude00)",
      R"(caf\u00E9\u002F\u002B&\u0022k\u0020e\u005cy\uD83D\uDE00)",
      R"(caf\\u00e9/+&\\\"k e\\\\y\\ud83d\\ude00)",
      "caf%c3%a9/+%26%22k%20e%5Cy%F0%9f%98%80",
      "%63af%C3%A9%2f%2B&\"k+e%5cy\U0001F600",
      "caf%25C3%25A9%252F%252B%2526%2522k%2520e%255Cy%25F0%259F%2598%2580",
      "caf%E9/+&amp;&quot;k e\\y&#128512;",
      "caf\xE9&#x2F;&#43;&#38;&#34;k e\\y\U0001F600",
  };
  for (const std::string_view spelling : spellings) {
    std::string text = "a " + std::string(spelling) + " b";
    concealment.apply(text);
    EXPECT_EQ(text, "a <KEY> b") << spelling;
  }
  for (const std::string_view other :
       {R"(caf\u00e8/+&"k e\y)", "caf%C3%A8", "caf%", "caf\\u00", "&#", "\\"}) {
    std::string text(other);
    concealment.apply(text);
    EXPECT_EQ(text, other);
  }
}

// RFC 9110, section 5.5: what is beyond ASCII in a header field is opaque, and most servers read it
// as ISO 8859-1 or windows-1252 and answer in UTF-8.
TEST(Concealment, FindsWhatAnApiReadAsSingleBytes) {
  Concealment concealment;
  concealment.add("schl\u00fcssel-\u00c41\u20ac", "KEY");
  const std::string_view spellings[] = {
      "schl\u00fcssel-\u00c41\u20ac",
      "schl\u00c3\u00bcssel-\u00c3\u00841\u00e2\u0082\u00ac",
      "schl\u00c3\u00bcssel-\u00c3\u201e1\u00e2\u201a\u00ac",
      R"(schl\u00c3\u00bcssel-\u00c3\u00841\u00e2\u0082\u00ac)",
      R"(schl\u00C3\u00BCssel-\u00C3\u201E1\u00E2\u201A\u00AC)",
      R"(schl\\u00c3\\u00bcssel-\\u00c3\\u00841\\u00e2\\u0082\\u00ac)",
      "schl%C3%83%C2%BCssel-%c3%83%c2%841%C3%A2%C2%82%C2%AC",
      "schl&#195;&#188;ssel-&#xC3;&#x84;1&#226;&#130;&#172;",
  };
  for (const std::string_view spelling : spellings) {
    std::string text = "[\"" + std::string(spelling) + "\"]";
    concealment.apply(text);
    EXPECT_EQ(text, "[\"<KEY>\"]") << spelling;
    EXPECT_GE(concealment.longest(), spelling.size());
  }
  std::string base64;
  invoke::append_base64(base64, "schl\u00c3\u00bcssel-\u00c3\u00841\u00e2\u0082\u00ac");
  concealment.apply(base64);
  EXPECT_EQ(base64, "<KEY>");
  for (const std::string_view other : {"schl\u00c3\u00bcssel-\u00c3", R"(schl\u00c3\u00bcssel)"}) {
    std::string text(other);
    concealment.apply(text);
    EXPECT_EQ(text, other);
  }
  HttpResponse response{200,
                        {{"X-Echo", "schl\u00c3\u00bcssel-\u00c3\u00841\u00e2\u0082\u00ac"}},
                        "a schl\u00c3\u00bcssel-\u00c3\u00841\u00e2\u0082\u00ac b"};
  concealment.mask(response);
  EXPECT_EQ(response.headers[0].second, "<KEY>");
  EXPECT_EQ(response.body, "a " + std::string(24, '*') + " b");
}

// What is JSON stays JSON.
TEST(Concealment, LeavesNoHalfOfAnEscape) {
  Concealment concealment;
  concealment.add("\"secret\\", "QUOTED");
  concealment.add("nothing-else", "NAMED");
  std::string text = R"(["\\\"secret\\\"x","\\\\\\\\\\\"secret\\"])";
  concealment.apply(text);
  EXPECT_EQ(text, R"(["<QUOTED>\"x","\\<QUOTED>"])");
}

TEST(Concealment, FindsOtherEncodings) {
  for (const auto& [size, is_little] : {std::pair(2, true), {2, false}, {4, true}, {4, false}}) {
    std::string text = "\1\2";
    for (const char c : std::string("wide-secret")) {
      std::string unit(static_cast<std::size_t>(size), '\0');
      (is_little ? unit.front() : unit.back()) = c;
      text += unit;
    }
    Concealment concealment;
    concealment.add("wide-secret", "KEY");
    HttpResponse response{200, {{"Content-Type", "application/zip"}}, text + "\3"};
    concealment.apply(response);
    EXPECT_EQ(response.body, "\1\2<KEY>\3");
  }
}

TEST(Concealment, FindsBase64OfWhatHoldsTheText) {
  for (const char* before : {"", "a", "ab", "abc"}) {
    for (const char* after : {"", "x", "xy"}) {
      std::string encoded;
      invoke::append_base64(encoded, std::string(before) + "s3cr/t \"key\"+" + after);
      const std::string rest = concealed(encoded);
      EXPECT_NE(rest.find("<KEY>"), std::string::npos) << encoded;
      // What is left is whole characters of what stands around it.
      std::string around;
      invoke::append_base64(around, before);
      const std::size_t known = std::string(before).size() * 8 / 6;
      EXPECT_EQ(rest.substr(0, rest.find('<')), around.substr(0, known)) << encoded;
      const std::size_t bits = (std::string(before).size() + 13) * 8;
      const std::size_t last = bits % 6 == 0 ? bits / 6 : bits / 6 + 1;
      const std::string behind = last < encoded.size() ? encoded.substr(last) : "";
      const std::string left = rest.substr(rest.find('>') + 1);
      EXPECT_EQ(left,
                behind.find_first_not_of('=') == std::string::npos && bits % 6 != 0 ? "" : behind)
          << encoded;
    }
    // Nothing but the credential: nothing is left.
    for (const char* padding : {"s3cr/t \"key\"+", "s3cr/t \"key\"+, and more"}) {
      std::string encoded;
      invoke::append_base64(encoded, padding);
      EXPECT_TRUE(concealed(encoded) == "<KEY>" || concealed(encoded) == "<LONGER>") << encoded;
    }
  }
}

TEST(Concealment, ThatKeepsThePlacesOfTheRest) {
  Concealment secrets;
  EXPECT_EQ(secrets.longest(), 0U);
  secrets.add("s3cret/word", "KEY");
  secrets.add("******", "STARS");
  EXPECT_GE(secrets.longest(), 11U);
  HttpResponse response{200, {{"Location", "/s3cret/word"}}, "a s3cret/word b s3cret%2Fword c"};
  secrets.mask(response);
  EXPECT_EQ(response.body, "a *********** b ************* c");
  EXPECT_EQ(response.headers[0].second, "/<KEY>");
}

TEST(Concealment, OfAResponseIsInHeadersAndBody) {
  Concealment concealment;
  concealment.add("the-secret", "KEY");
  HttpResponse response{200, {{"Location", "/?key=the-secret"}}, "the-secret"};
  concealment.apply(response);
  EXPECT_EQ(response.headers[0].second, "/?key=<KEY>");
  EXPECT_EQ(response.body, "<KEY>");
}

TEST(Concealment, OfAResponseInAnotherCharsetOrSpelling) {
  Concealment concealment;
  concealment.add("the+secret/x", "KEY");
  std::string wide;
  for (const char c : std::string("a the+secret/x")) wide += {c, '\0'};
  HttpResponse text{200, {{"content-type", "text/plain; charset=UTF-16LE"}}, wide};
  concealment.apply(text);
  EXPECT_EQ(text.body, "a <KEY>");
  EXPECT_EQ(text.headers[0].second, "text/plain; charset=utf-8");
  HttpResponse json{200,
                    {{"Content-Type", "application/json"}},
                    R"(["\u0074he\u002Bsecret\/x", "\\u0041\u00e9\u0022\ud83d\n"])"};
  concealment.apply(json);
  EXPECT_EQ(json.body, R"(["<KEY>", "\\u0041\u00e9\u0022\ud83d\n"])");
}

// An API that says no charset may write it in that of its machine.
TEST(Concealment, OfAResponseInAnUndeclaredCharset) {
  Concealment concealment;
  concealment.add("p\u00e4\u00dfwort\u20acxyz", "KEY");
  for (const char* type : {"text/plain", "application/octet-stream"}) {
    HttpResponse response{
        200, {{"Content-Type", type}, {"X-Key", "p\xE4\xDFwort\x80xyz"}}, "a p\xE4\xDFwort\x80xyz"};
    concealment.apply(response);
    EXPECT_EQ(response.body, "a <KEY>") << type;
    EXPECT_EQ(response.headers[1].second, "<KEY>");
  }
}

}  // namespace
}  // namespace mcp::credentials::test
