#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fixture.h"

namespace mcp::invoke {
namespace {

ToolResult result_of(int status, std::string_view content_type, std::string_view body,
                     HttpHeaders more = {}) {
  if (!content_type.empty()) more.emplace_back("content-type", content_type);
  return make_result(Fixture().tool(), {status, std::move(more), std::string(body)});
}

/// content, then " + " and the structured content; "error" before an error.
std::string dump(const ToolResult& result) {
  std::string out = result.is_error ? "error " : "";
  out += result.content;
  if (!result.structured_content.empty()) out += " + " + result.structured_content;
  return out;
}

std::string text_block(std::string_view text) {
  return R"([{"type":"text","text":")" + std::string(text) + "\"}]";
}

struct Case {
  std::string_view content_type, body, result;
};

constexpr Case successes[] = {
    {"application/json", R"({ "a" : 1.10 , "b":[ 1e400,-0 ] })",
     R"j([{"type":"text","text":"{\"a\":1.10,\"b\":[1e400,-0]}"}] + {"a":1.10,"b":[1e400,-0]})j"},
    {"Application/JSON; charset=utf-8", "[1]", R"([{"type":"text","text":"[1]"}] + [1])"},
    {"application/vnd.acme+json;v=1", "null", R"([{"type":"text","text":"null"}] + null)"},
    {"text/json", "\"x\"", R"([{"type":"text","text":"\"x\""}] + "x")"},
    {"application/json;charset=ISO-8859-1", "\"\xe9\"",
     "[{\"type\":\"text\",\"text\":\"\\\"\u00e9\\\"\"}] + \"\u00e9\""},
    {"", "{\"a\":1}", R"j([{"type":"text","text":"{\"a\":1}"}] + {"a":1})j"},
    {"", "plain text", R"([{"type":"text","text":"plain text"}])"},
    {"", "\xff\xfe",
     R"([{"type":"resource","resource":{"uri":"upstream://get_thing/result",)"
     R"("mimeType":"application/octet-stream","blob":"//4="}}])"},
    {"text/plain", "a\n\"b\" \u00e9", "[{\"type\":\"text\",\"text\":\"a\\n\\\"b\\\" \u00e9\"}]"},
    {"text/plain; charset=\"latin1\"", "\xe9", "[{\"type\":\"text\",\"text\":\"\u00e9\"}]"},
    {"text/csv", "a\xff", "[{\"type\":\"text\",\"text\":\"a\uFFFD\"}]"},
    {"text/html", "<p>", R"([{"type":"text","text":"<p>"}])"},
    {"application/xml", "<a/>", R"([{"type":"text","text":"<a/>"}])"},
    {"image/svg+xml", "<svg/>", R"([{"type":"text","text":"<svg/>"}])"},
    {"application/x-www-form-urlencoded", "a=1", R"([{"type":"text","text":"a=1"}])"},
    {"application/javascript", "f()", R"j([{"type":"text","text":"f()"}])j"},
    {"application/x-ndjson", "1\n2", R"([{"type":"text","text":"1\n2"}])"},
    {"image/png", "PNG", R"([{"type":"image","data":"UE5H","mimeType":"image/png"}])"},
    {"audio/mpeg", "M", R"([{"type":"audio","data":"TQ==","mimeType":"audio/mpeg"}])"},
    {"application/pdf", "PDF!",
     R"([{"type":"resource","resource":{"uri":)"
     R"("upstream://get_thing/result","mimeType":"application/pdf",)"
     R"("blob":"UERGIQ=="}}])"},
    {"x\"y/z", "a",
     R"([{"type":"resource","resource":{"uri":"upstream://get_thing/result",)"
     R"("mimeType":"x\"y/z","blob":"YQ=="}}])"},
};

TEST(Result, Successes) {
  for (const Case& c : successes) {
    EXPECT_EQ(dump(result_of(200, c.content_type, c.body)), c.result) << c.content_type;
    EXPECT_EQ(dump(result_of(299, c.content_type, c.body)), c.result) << c.content_type;
  }
}

TEST(Result, NoContent) {
  EXPECT_EQ(dump(result_of(204, "", "")), text_block("HTTP 204, no content"));
  EXPECT_EQ(dump(result_of(205, "application/json", "")), text_block("HTTP 205, no content"));
  EXPECT_EQ(dump(result_of(200, "application/json", "")), text_block("HTTP 200, no content"));
  EXPECT_EQ(dump(result_of(201, "", "", {{"LOCATION", "/things/7"}})),
            text_block("HTTP 201, no content; Location: /things/7"));
}

TEST(Result, BrokenJson) {
  EXPECT_EQ(dump(result_of(200, "application/json", "{\"a\":")),
            "error " + text_block("HTTP 200, but the body is not the JSON that its Content-Type "
                                  "says (byte 5: unexpected end of the text). It begins "
                                  "with:\\n{\\\"a\\\":"));
  const std::string text = text_of(result_of(200, "application/json", std::string(1000, 'x')));
  EXPECT_TRUE(text.ends_with("\n" + std::string(200, 'x')));
  EXPECT_FALSE(text.ends_with(std::string(201, 'x')));
}

TEST(Result, Failures) {
  const auto text = [](int status, std::string_view type, std::string_view body,
                       HttpHeaders more = {}) {
    const ToolResult result = result_of(status, type, body, std::move(more));
    EXPECT_TRUE(result.is_error);
    EXPECT_EQ(result.structured_content, "");
    return text_of(result);
  };
  EXPECT_EQ(text(404, "", ""), "HTTP 404 Not Found");
  EXPECT_EQ(text(404, "application/json", "{ \"m\": 1.10 }"), "HTTP 404 Not Found\n{\"m\":1.10}");
  EXPECT_EQ(text(500, "text/html", "<p>"), "HTTP 500 Internal Server Error\n<p>");
  EXPECT_EQ(text(500, "application/json", "{"), "HTTP 500 Internal Server Error\n{");
  EXPECT_EQ(text(418, "text/plain; charset=latin1", "\xe9").substr(0, 8), "HTTP 418");
  EXPECT_EQ(text(403, "application/problem+json",
                 R"({"type":"about:blank","detail":"not yours","title":"Forbidden","status":403})"),
            "HTTP 403 Forbidden\nForbidden: not yours\n"
            R"({"type":"about:blank","detail":"not yours","title":"Forbidden","status":403})");
  EXPECT_EQ(text(403, "application/problem+json", R"({"title":7})"),
            "HTTP 403 Forbidden\n{\"title\":7}");
  EXPECT_EQ(text(302, "", "", {{"Location", "https://elsewhere.test/"}}),
            "HTTP 302 Found\nLocation: https://elsewhere.test/");
  EXPECT_EQ(text(429, "", "slow", {{"retry-after", "30"}}),
            "HTTP 429 Too Many Requests\nRetry-After: 30\nslow");
  EXPECT_EQ(text(100, "", ""), "HTTP 100");
  EXPECT_EQ(text(599, "", ""), "HTTP 599");
  EXPECT_EQ(text(500, "image/png", "\xff\xfe"),
            "HTTP 500 Internal Server Error\n(2 bytes of image/png)");
  EXPECT_EQ(text(500, "", "\xff\xfe"), "HTTP 500 Internal Server Error\n(2 bytes of binary data)");
}

TEST(Result, LongFailuresAreClipped) {
  std::string body;
  while (body.size() < 100'000) body += "\u20ac";
  const std::string text = text_of(result_of(500, "text/plain", body));
  EXPECT_LT(text.size(), 66'000U);
  EXPECT_GT(text.size(), 65'000U);
  EXPECT_NE(text.find("\u20ac\n(clipped, 100"), std::string::npos);
}

TEST(Result, Errors) {
  EXPECT_EQ(dump(error_result("a \"b\"\n")), "error " + text_block("a \\\"b\\\"\\n"));
}

}  // namespace
}  // namespace mcp::invoke
