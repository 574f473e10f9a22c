// Values that try to leave their place.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "fixture.h"

namespace mcp::invoke {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

Fixture with_path(std::string_view path) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"a":{},"b":{}}})";
  f.path = path;
  f.arguments = {argument("a", Location::path, Style::simple, false),
                 argument("b", Location::path, Style::simple, false)};
  return f;
}

TEST(Hostile, PathValuesThatWouldMakeADotSegment) {
  struct Case {
    std::string_view path, a, b;
  };
  constexpr Case cases[] = {
      {"/x/{a}/y", ".", ""},          {"/x/{a}/y", "..", ""},
      {"/x/{a}", "..", ""},           {"/{a}", ".", ""},
      {"/x/{a}/y", "%2e%2e", ""},     {"/x/{a}/y", "%252E%252e", ""},
      {"/x/{a}/y", ".%2e", ""},       {"/x/.{a}", ".", ""},
      {"/x/{a}.", ".", ""},           {"/x/%2e{a}", ".", ""},
      {"/x/{a}{b}/y", ".", "."},      {"/x/{a}/y", "../admin", ""},
      {"/x/{a}/y", "..\\admin", ""},  {"/x/{a}/y", "a/../../admin", ""},
      {"/x/{a}/y", "a/..", ""},       {"/x/{a}/y", "..;", ""},
      {"/x/{a};v=1/y", "..", ""},     {"/x/{a}/y", "..;jsessionid=1", ""},
      {"/x/{a}/y", "..%2fadmin", ""}, {"/x/{a}/y", "..%5cadmin", ""},
  };
  for (const Case& c : cases) {
    std::string arguments = "{\"a\":" + quoted(c.a);
    if (!c.b.empty()) arguments += ",\"b\":" + quoted(c.b);
    const std::string text = dump(with_path(c.path).build(arguments + "}"));
    EXPECT_NE(text.find("`.` or `..` segment"), std::string::npos) << c.path << " " << c.a << "\n"
                                                                   << text;
  }
}

TEST(Hostile, ArraysAndObjectsInPathsMakeNoDotSegmentEither) {
  Fixture f = with_path("/x/{a}");
  f.arguments[0].style = Style::label;
  f.arguments[0].explode = true;
  EXPECT_TRUE(dump(f.build(R"({"a":["",""]})")).starts_with("error"));
  EXPECT_TRUE(dump(f.build(R"({"a":"."})")).starts_with("error"));
  EXPECT_TRUE(dump(f.build(R"({"a":""})")).starts_with("error"));
  f.arguments[0].style = Style::simple;
  EXPECT_TRUE(dump(f.build(R"({"a":[".."]})")).starts_with("error"));
}

TEST(Hostile, PathValuesStayInTheirSegment) {
  struct Case {
    std::string_view a, url;
  };
  constexpr Case cases[] = {
      {"a/b", "/x/a%2Fb/y"},
      {"a\\b", "/x/a%5Cb/y"},
      {"a?b=c#d", "/x/a%3Fb%3Dc%23d/y"},
      {"//evil.test", "/x/%2F%2Fevil.test/y"},
      {"@evil.test:80", "/x/%40evil.test%3A80/y"},
      {"...", "/x/.../y"},
      {".a", "/x/.a/y"},
      {"a..b", "/x/a..b/y"},
      {"%2F", "/x/%252F/y"},
      {"\\r\\nHost: evil", "/x/%5Cr%5CnHost%3A%20evil/y"},
      {"{b}", "/x/%7Bb%7D/y"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(dump(with_path("/x/{a}/y").build("{\"a\":" + quoted(c.a) + "}")),
              "GET http://api.test/v1" + std::string(c.url));
  }
  EXPECT_EQ(dump(with_path("/x/{a}/y").build(R"({"a":"\r\n\u0000"})")),
            "GET http://api.test/v1/x/%0D%0A%00/y");
}

TEST(Hostile, EmptyAndMissingPathValues) {
  EXPECT_EQ(dump(with_path("/x/{a}/y").build(R"({"a":""})")),
            "error: invalid arguments for get_thing:\n"
            "- `a`: must not be empty, it is a part of the path");
  EXPECT_EQ(dump(with_path("/x/{a}/y").build("{}")),
            "error: invalid arguments for get_thing:\n- `a`: missing, and the path needs it");
  EXPECT_EQ(dump(with_path("/x/{a}/y").build(R"({"a":null})")),
            "error: invalid arguments for get_thing:\n- `a`: missing, and the path needs it");
  EXPECT_EQ(dump(with_path("/x/{c}/y").build("{}")),
            "error: invalid arguments for get_thing:\n- `c`: missing, and the path needs it");
}

TEST(Hostile, HeadersAndCookies) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"X-A":{},"c":{}}})";
  f.arguments = {argument("X-A", Location::header, Style::simple, false),
                 argument("c", Location::cookie, Style::form, true)};
  for (const std::string_view value :
       {R"("a\r\nX-Evil: 1")", R"("a\nb")", R"("\u0000")", R"("\u007f")", R"("\u001b[0m")",
        R"(["a","b\r"])", R"({"a\n":1})", R"({"a":"\r"})"}) {
    EXPECT_EQ(dump(f.build("{\"X-A\":" + std::string(value) + "}")),
              "error: invalid arguments for get_thing:\n"
              "- `X-A`: must not contain control characters, it is sent as a header")
        << value;
    EXPECT_EQ(dump(f.build("{\"c\":" + std::string(value) + "}")),
              "error: invalid arguments for get_thing:\n"
              "- `c`: must not contain control characters, it is sent as a cookie")
        << value;
  }
  // RFC 9110, section 5.5: whoever reads the field takes them off.
  for (const std::string_view value : {R"(" a")", R"("a\t")", R"(" ")", R"(["a","b "])"}) {
    EXPECT_EQ(dump(f.build("{\"X-A\":" + std::string(value) + "}")),
              "error: invalid arguments for get_thing:\n"
              "- `X-A`: must not begin or end with white space, it is sent as a header")
        << value;
  }
  EXPECT_EQ(dump(f.build(R"({"X-A":["a"," b"]})")), "GET http://api.test/v1/things\nX-A: a, b");
  EXPECT_EQ(dump(f.build(R"({"c":"a; admin=1"})")),
            "GET http://api.test/v1/things\nCookie: c=a%3B%20admin%3D1");
}

TEST(Hostile, ArgumentsSetNoHeaderThatFramesTheMessage) {
  for (const std::string_view name :
       {"Host", "content-length", "Transfer-Encoding", "Connection"}) {
    Fixture f;
    f.schema = R"({"type":"object","properties":{"h":{}}})";
    f.arguments = {argument("h", Location::header, Style::simple, false)};
    f.arguments[0].wire_name = lasting(name);
    EXPECT_TRUE(dump(f.build(R"({"h":"x"})")).starts_with("error: invalid arguments")) << name;
  }
}

TEST(Hostile, ManyLeavesUnderALongKey) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"q":{}}})";
  f.arguments = {argument("q", Location::query, Style::deep_object, true)};
  std::string text = "{\"q\":{\"" + std::string(100'000, 'k') + "\":[";
  for (int i = 0; i < 100'000; ++i) text += "1,[],";
  text += "1]}}";
  EXPECT_EQ(dump(f.build(text)),
            "error: invalid arguments for get_thing:\n- the query would be too long");
}

TEST(Hostile, DeeplyNestedValues) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"q":{"$ref":"#/$defs/Tree"}}})";
  f.definitions = {{lasting("Tree"), lasting(R"({"items":{"$ref":"#/$defs/Tree"}})")}};
  f.arguments = {argument("q", Location::query, Style::deep_object, true)};
  const std::string text = "{\"q\":" + std::string(250, '[') + "1" + std::string(250, ']') + "}";
  std::string expected = "GET http://api.test/v1/things?q";
  for (int i = 0; i < 249; ++i) expected += "%5B0%5D";
  EXPECT_EQ(dump(f.build(text)), expected + "%5B%5D=1");
}

// Half of a surrogate pair is no character: JSON has an escape for it, nothing else can say it.
TEST(Hostile, LoneSurrogatesAreRefusedOutsideOfJson) {
  const std::string want =
      "must not have half of a surrogate pair (\\ud800 to \\udfff alone), which only JSON can send";
  const std::string head = "error: invalid arguments for get_thing:\n- ";
  Fixture f;
  f.path = "/x/{p}";
  f.schema = R"({"properties":{"p":{},"q":{},"h":{},"c":{},"j":{},"body":{}}})";
  f.arguments = {argument("p", Location::path, Style::simple, false),
                 argument("q", Location::query, Style::form, true),
                 argument("h", Location::header, Style::simple, false),
                 argument("c", Location::cookie, Style::form, true),
                 argument("j", Location::query, Style::content, false)};
  f.arguments[4].media_type = lasting("application/json");
  EXPECT_EQ(
      dump(f.build(R"({"p":"\ud800","q":["a","\udc00\ud800"],"h":{"a":"x\ud83d"},"c":"\udfff"})")),
      head + "`p`: " + want + "\n- `q[1]`: " + want + "\n- `h.a`: " + want + "\n- `c`: " + want);
  EXPECT_EQ(dump(f.build(R"({"p":"\ud83d\ude00\\ud800","j":"\ud800"})")),
            "GET http://api.test/v1/x/%F0%9F%98%80%5Cud800?j=%22%5Cud800%22");
  EXPECT_EQ(dump(f.build(R"({"p":"a","q":{"\ud800":1}})")),
            head + "`q`: a name must not have half of a surrogate pair");
  f.path = "/x";
  f.arguments.clear();
  f.method = "POST";
  const auto body = [&](std::string_view type, BodyEncoding encoding, std::string_view value) {
    const std::vector<PropertyEncoding> rows = {typed("t", "text/plain", BodyEncoding::text),
                                                typed("j", "application/json", BodyEncoding::json)};
    f.body = {media_type(type, encoding, rows)};
    const std::string dumped = dump(f.build(R"({"body":)" + std::string(value) + "}"));
    return dumped.substr(
        std::min(dumped.find(dumped.starts_with("error") ? "- " : "\n\n") + 2, dumped.size()));
  };
  EXPECT_EQ(body("application/json", BodyEncoding::json, R"({"a":["\uD800"]})"),
            R"({"a":["\uD800"]})");
  EXPECT_EQ(body("application/json", BodyEncoding::json, R"({"\ud800":1,"b":"\ud800"})"),
            "`body`: a name must not have half of a surrogate pair");
  EXPECT_EQ(body("application/jsonl", BodyEncoding::ndjson, R"(["\ud800"])"), "\"\\ud800\"\n");
  EXPECT_EQ(body("application/jsonl", BodyEncoding::ndjson, R"("\ud800")"), "`body`: " + want);
  EXPECT_EQ(body("text/plain", BodyEncoding::text, R"("\ud800")"), "`body`: " + want);
  EXPECT_EQ(body("application/x-www-form-urlencoded", BodyEncoding::form, R"({"a":"\ud800"})"),
            "`body.a`: " + want);
  EXPECT_EQ(
      body("multipart/form-data", BodyEncoding::multipart, R"({"t":"\ud800","a":["\ud800"]})"),
      "`body.t`: " + want + "\n- `body.a[0]`: " + want);
  EXPECT_NE(
      body("multipart/form-data", BodyEncoding::multipart, R"({"j":"\ud800","o":{"a":"\ud800"}})")
          .find("\r\n\r\n{\"a\":\"\\ud800\"}\r\n"),
      std::string::npos);
}

}  // namespace
}  // namespace mcp::invoke
