#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fixture.h"
#include "invoke/media_type.h"

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
    {"application/json", "{\"a\":1}\r\n\n[2]\n",
     R"j([{"type":"text","text":"[{\"a\":1},[2]]"}] + [{"a":1},[2]])j"},
    {"application/xml", "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>",
     "[{\"type\":\"text\",\"text\":\"<?xml version='1.0' encoding='ISO-8859-1'?><a>\u00e9</a>\"}]"},
    {"text/html", "<html><meta charset=latin1><p>\xe9",
     "[{\"type\":\"text\",\"text\":\"<html><meta charset=latin1><p>\u00e9\"}]"},
    {"text/html; charset=utf-8", "<meta charset=latin1>\u00e9",
     "[{\"type\":\"text\",\"text\":\"<meta charset=latin1>\u00e9\"}]"},
    {"text/xml", "<a encoding='latin1'>\u00e9</a>",
     "[{\"type\":\"text\",\"text\":\"<a encoding='latin1'>\u00e9</a>\"}]"},
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
    {"application/x-ndjson", "1\n\r\n{\"a\": 2}\r\n",
     R"j([{"type":"text","text":"[1,{\"a\":2}]"}] + [1,{"a":2}])j"},
    {"application/jsonl", "[1,\n2]", R"([{"type":"text","text":"[1,2]"}] + [1,2])"},
    {"application/json-seq", "\x1E{}\n\x1E[1,\n2]\n",
     R"([{"type":"text","text":"[{},[1,2]]"}] + [{},[1,2]])"},
    {"text/event-stream; charset=utf-8",
     ": hi\n\ndata: {\"a\":1}\n\nevent: e\nid: 7\ndata:x\r\ndata: y\r\n\r\nretry: 5\n\ndata",
     R"j([{"type":"text","text":"[{\"data\":{\"a\":1}},{\"event\":\"e\",\"id\":\"7\",\"data\":\"x\\ny\"},{\"id\":\"7\",\"data\":\"\"}]"}] + [{"data":{"a":1}},{"event":"e","id":"7","data":"x\ny"},{"id":"7","data":""}])j"},
    {"application/octet-stream", "\x89PNG\r\n\x1A\n",
     R"([{"type":"image","data":"iVBORw0KGgo=","mimeType":"image/png"}])"},
    {"", "ID3\x03", R"([{"type":"audio","data":"SUQzAw==","mimeType":"audio/mpeg"}])"},
    {"text/plain; charset=windows-1252", "\x80\x9f",
     "[{\"type\":\"text\",\"text\":\"\u20ac\u0178\"}]"},
    {"text/plain; charset=koi8-r", "\xcd\xc9\xd2",
     "[{\"type\":\"text\",\"text\":\"\u043c\u0438\u0440\"}]"},
    {"text/plain; charset=ISO-8859-15", "\xa4", "[{\"type\":\"text\",\"text\":\"\u20ac\"}]"},
    {"text/csv; charset=cp1250", "\x8a\x81", "[{\"type\":\"text\",\"text\":\"\u0160\u0081\"}]"},
    {"application/json; charset=windows-1251", "\"\xec\xe8\xf0\"",
     "[{\"type\":\"text\",\"text\":\"\\\"\u043c\u0438\u0440\\\"\"}] + \"\u043c\u0438\u0440\""},
    {"text/plain; charset=iso-8859-7", "\xd2", "[{\"type\":\"text\",\"text\":\"\ufffd\"}]"},
    {"text/plain; charset=Shift_JIS", "\x83\x65", "[{\"type\":\"text\",\"text\":\"\u30c6\"}]"},
    {"application/json; charset=gb18030", "\"\xc4\xe3\"",
     "[{\"type\":\"text\",\"text\":\"\\\"\u4f60\\\"\"}] + \"\u4f60\""},
    {"text/plain; charset=iso-2022-jp", "\x1b$B%F\x1b(B",
     "[{\"type\":\"text\",\"text\":\"\u30c6\"}]"},
    // Never wrong characters: what cannot be read is bytes.
    {"text/plain; charset=ISO-2022-KR", "\x1b$)C",
     R"([{"type":"text","text":"The result is text in the charset `iso-2022-kr`, which this server )"
     R"(cannot read. Its bytes are attached."},{"type":"resource","resource":{"uri":)"
     R"("upstream://get_thing/result","mimeType":"text/plain; charset=iso-2022-kr","blob":"GyQpQw=="}}])"},
    {"text/plain; charset=utf-32", "\xe9",
     R"([{"type":"text","text":"The result is called text in the charset `utf-32`, but is none. )"
     R"(Its bytes are attached."},{"type":"resource","resource":{"uri":)"
     R"("upstream://get_thing/result","mimeType":"text/plain; charset=utf-32","blob":"6Q=="}}])"},
    {"text/plain; charset=x-nobody", "\u00e9", "[{\"type\":\"text\",\"text\":\"\u00e9\"}]"},
    {"text/plain; charset=x-nobody", "\xe9",
     R"([{"type":"text","text":"The result is text in the charset `x-nobody`, which this server )"
     R"(cannot read. Its bytes are attached."},{"type":"resource","resource":{"uri":)"
     R"("upstream://get_thing/result","mimeType":"text/plain; charset=x-nobody","blob":"6Q=="}}])"},
    {"text/plain; charset=UTF-16LE", std::string_view("a\0\xac\x20\x3d\xd8\x00\xde\x3d\xd8", 10),
     "[{\"type\":\"text\",\"text\":\"a\u20ac\U0001f600\uFFFD\"}]"},
    {"text/plain; charset=utf-16", std::string_view("\xfe\xff\0a\0", 5),
     "[{\"type\":\"text\",\"text\":\"a\uFFFD\"}]"},
    {"application/json", "\xEF\xBB\xBF{}", R"([{"type":"text","text":"{}"}] + {})"},
    {"image/png", "\x89PNG\r\n\x1A\n",
     R"([{"type":"image","data":"iVBORw0KGgo=","mimeType":"image/png"}])"},
    {"audio/mpeg", "\xFF\xFB", R"([{"type":"audio","data":"//s=","mimeType":"audio/mpeg"}])"},
    {"application/pdf", "PDF!",
     R"([{"type":"resource","resource":{"uri":)"
     R"("upstream://get_thing/result","mimeType":"application/pdf",)"
     R"("blob":"UERGIQ=="}}])"},
    {"x\"y/z", "a",
     R"([{"type":"resource","resource":{"uri":"upstream://get_thing/result",)"
     R"("mimeType":"x\"y/z","blob":"YQ=="}}])"},
};

struct CharsetCase {
  std::string_view content_type, body, text;  // empty text: bytes
};

TEST(Result, TextsAreReadInTheCharsetThatTheirBytesCanBeIn) {
  using namespace std::string_view_literals;
  const CharsetCase cases[] = {
      // What can be read as ASCII is no UTF-16 and no UTF-32.
      {"application/xml", "<?xml version='1.0' encoding='utf-16'?><a>\u00e9</a>",
       "<?xml version='1.0' encoding='utf-16'?><a>\u00e9</a>"},
      {"application/xml", "<?xml version='1.0' encoding='UTF-32BE'?>\u00e9",
       "<?xml version='1.0' encoding='UTF-32BE'?>\u00e9"},
      {"text/html", "<meta charset=utf-16be>\u00e9", "<meta charset=utf-16be>\u00e9"},
      {"text/xml", "<\0?\0x\0\xe9\0"sv, "<?x\u00e9"},
      {"text/xml", "\0<\0?\0x\0\xe9"sv, "<?x\u00e9"},
      {"text/xml", "\xff\xfe<\0a\0"sv, "<a"},
      {"text/csv",
       "\xff\xfe"
       "a\0;\0"sv,
       "a;"},
      {"text/plain; charset=utf-8",
       "\xff\xfe"
       "a\0\xe9\0"sv,
       "a\u00e9"},
      {"text/plain; charset=iso-8859-1",
       "\xff\xfe"
       "a\0"sv,
       "a"},
      {"",
       "\xff\xfe"
       "a\0"sv,
       "a"},
      {"", "\xfe\xff\0a"sv, "a"},
      {"text/plain; charset=us-ascii", "\u00e9", "\u00e9"},
      // UTF-32: by its mark, else by its label.
      {"text/plain; charset=utf-32", "\xff\xfe\0\0h\0\0\0\xe9\0\0\0\0\xf6\1\0"sv,
       "h\u00e9\U0001F600"},
      {"text/plain; charset=utf-32", "\0\0\xfe\xff\0\0\0h\0\0\0\xe9"sv, "h\u00e9"},
      {"text/plain; charset=utf-32", "\0\0\0h\0\0\0\xe9"sv, "h\u00e9"},
      {"text/plain; charset=utf-32le", "h\0\0\0\xe9\0\0\0"sv, "h\u00e9"},
      {"text/plain; charset=utf-32be", "\xff\xfe\0\0h\0\0\0"sv, "h"},
      {"text/plain; charset=utf-32be", "\0\0\0h"sv, "h"},
      {"text/plain; charset=utf-8", "\xff\xfe\0\0h\0\0\0"sv, "h"},
      {"text/plain", "\0\0\xfe\xff\0\0\0h"sv, "h"},
      {"", "\xff\xfe\0\0h\0\0\0"sv, "h"},
      {"", "\0\0\xfe\xff\0\0\0h"sv, "h"},
      {"text/xml", "<\0\0\0a\0\0\0"sv, "<a"},
      {"text/xml", "\0\0\0<\0\0\0a"sv, "<a"},
      {"text/plain; charset=utf-32", "h\u00e9", "h\u00e9"},
      {"application/json; charset=utf-32", "\xff\xfe\0\0[\0\0\0\x31\0\0\0]\0\0\0"sv, "[1]"},
      {"application/json; charset=utf-32be", "\0\0\0[\0\0\0\x31\0\0\0]"sv, "[1]"},
      {"application/json; charset=utf-32", "[1]", "[1]"},
      {"application/json", "\xff\xfe\0\0[\0\0\0\x31\0\0\0]\0\0\0"sv, "[1]"},
      // What is none: half a character, a surrogate, one beyond all planes.
      {"text/plain; charset=utf-32", "\xff\xfe\0\0h\0\0"sv, ""},
      {"text/plain; charset=utf-32le", "\0\xd8\0\0"sv, ""},
      {"text/plain; charset=utf-32be", "\0\x11\0\0"sv, ""},
      {"text/plain; charset=utf-32", "\xff\xfeh\0\xe9\0"sv, ""},
      // JSON is UTF-8, whatever else is said of it.
      {"application/json; charset=iso-8859-1", "\"\u00e9\"",
       R"(\")"
       "\u00e9"
       R"(\")"},
      {"application/json; charset=iso-8859-1", "\"\xe9\"",
       R"(\")"
       "\u00e9"
       R"(\")"},
      {"application/json; charset=utf-16", "\"\u00e9\"",
       R"(\")"
       "\u00e9"
       R"(\")"},
      {"application/json; charset=utf-16", "\"\0\xe9\0\"\0"sv,
       R"(\")"
       "\u00e9"
       R"(\")"},
      {"application/json; charset=gbk", "\"\xc4\xa3\"",
       R"(\")"
       "\u6a21"
       R"(\")"},
      {"text/plain; charset=us-ascii", "\xe9", "\u00e9"},
      {"text/plain; charset=iso-8859-1", "\xc3\xa9", "\u00c3\u00a9"},
      {"text/plain; charset=iso-2022-jp-2", "a~b+", "a~b+"},
      {"text/plain; charset=iso-2022-jp-1", "\x1b$B%F\x1b(B", ""},
      {"text/plain; charset=iso-2022-jp-2", "\x1b$B%F\x1b(B", ""},
      {"text/plain; charset=iso-2022-jp-3", "\x1b$B%F\x1b(B", ""},
      {"text/plain; charset=x-iso-2022-jp", "\x1b$B%F\x1b(B", ""},
      {"text/html", "<meta charset=euc-jp>\xa4\xa2", "<meta charset=euc-jp>\u3042"},
      {"text/plain; charset=hz", "~{VPND~}", ""},
      {"text/plain; charset=hz-gb-2312", "~{VPND~}", ""},
      {"text/plain; charset=hz-gb-2312", "a+b", "a+b"},
      {"text/plain; charset=utf-7", "+AGE-", ""},
  };
  for (const CharsetCase& c : cases) {
    const std::string content = result_of(200, c.content_type, c.body).content;
    if (c.text.empty()) {
      EXPECT_NE(content.find("\"blob\""), content.npos) << c.content_type << content;
    } else {
      EXPECT_EQ(content, text_block(c.text)) << c.content_type;
    }
  }
}

TEST(Result, Successes) {
  for (const Case& c : successes) {
    EXPECT_EQ(dump(result_of(200, c.content_type, c.body)), c.result) << c.content_type;
    EXPECT_EQ(dump(result_of(299, c.content_type, c.body)), c.result) << c.content_type;
  }
}

// The events of a container engine, and many a log.
TEST(Result, ItemsThatAreNoJsonAreAnErrorWithThoseBefore) {
  EXPECT_EQ(
      dump(result_of(200, "application/jsonl", "1\nx\n2")),
      R"(error [{"type":"text","text":"HTTP 200 OK, but item 2 of the body is not the JSON that its )"
      R"(Content-Type says (byte 2: unexpected character). The items before it are below, and then )"
      R"(the body from there on."},{"type":"text","text":"[1]"},{"type":"text","text":"x\n2"}])");
  EXPECT_EQ(dump(result_of(206, "application/jsonl", "1\nx\n2")), text_block("1\\nx\\n2"));
}

TEST(Result, LinesThatAreCalledJson) {
  EXPECT_EQ(dump(result_of(200, "application/json", "{\"a\": 1}\n{\"a\":2}\r\n\n")),
            R"j([{"type":"text","text":"[{\"a\":1},{\"a\":2}]"}] + [{"a":1},{"a":2}])j");
  EXPECT_TRUE(result_of(200, "application/json", "{\"a\":1}\n{\"a\":").is_error);
}

TEST(Result, BytesThatAreTextAreText) {
  constexpr std::string_view type = "application/octet-stream";
  EXPECT_EQ(dump(result_of(200, type, "a\t\u00e9\r\n")), text_block("a\\t\u00e9\\r\\n"));
  EXPECT_EQ(dump(result_of(200, "binary/octet-stream", "a")), text_block("a"));
  EXPECT_EQ(dump(result_of(200, "application/vnd.docker.raw-stream", "a")), text_block("a"));
  EXPECT_NE(dump(result_of(200, type, std::string("a\0", 2))), text_block("a\\u0000"));
  EXPECT_NE(dump(result_of(200, type, "\x01\x02")), text_block("\\u0001\\u0002"));
  EXPECT_NE(dump(result_of(200, type, "a\xff")), text_block("a\uFFFD"));
  EXPECT_EQ(dump(result_of(200, type, "{}")), text_block("{}"));
}

TEST(Result, NoContent) {
  EXPECT_EQ(dump(result_of(204, "", "")), text_block("HTTP 204, no content"));
  EXPECT_EQ(dump(result_of(205, "application/json", "")), text_block("HTTP 205, no content"));
  EXPECT_EQ(dump(result_of(200, "application/json", "")), text_block("HTTP 200, no content"));
  EXPECT_EQ(dump(result_of(201, "", "", {{"LOCATION", "/things/7"}})),
            text_block("HTTP 201, no content; Location: /things/7"));
}

// What container engines answer to what has no result.
TEST(Result, WhiteSpaceIsNoContent) {
  EXPECT_EQ(dump(result_of(201, "", "\n")), text_block("HTTP 201, no content"));
  EXPECT_EQ(dump(result_of(201, "application/json", " \r\n\t")),
            text_block("HTTP 201, no content"));
  EXPECT_EQ(dump(result_of(200, "text/plain", "\n")), text_block("\\n"));
}

TEST(Result, BrokenJson) {
  EXPECT_EQ(dump(result_of(200, "application/json", "{\"a\":")),
            "error " + text_block("HTTP 200, but the body is not the JSON that its Content-Type "
                                  "says (byte 5: unexpected end of the text):\\n{\\\"a\\\":"));
  // All of it is there: the API has done what it was asked to.
  const std::string text = text_of(result_of(200, "application/json", std::string(1000, 'x')));
  EXPECT_TRUE(text.ends_with("\n" + std::string(1000, 'x')));
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

TEST(Result, PartsAreChosen) {
  constexpr std::string_view body =
      R"({"items":[{"id":1,"name":"a","x":{"y":1}},{"id":2,"name":"b"}],"next":"ab\u00e9cd","*":0})";
  struct Row {
    std::string_view request, result;
  };
  constexpr Row rows[] = {
      {"null",
       R"({"items":[{"id":1,"name":"a","x":{"y":1}},{"id":2,"name":"b"}],"next":"ab\u00e9cd","*":0})"},
      {"{}",
       R"({"items":[{"id":1,"name":"a","x":{"y":1}},{"id":2,"name":"b"}],"next":"ab\u00e9cd","*":0})"},
      {R"({"select":["/items/*/name"]})", R"({"items":[{"name":"a"},{"name":"b"}]})"},
      {R"({"select":["/items/1","/next"]})",
       R"({"items":[{"id":2,"name":"b"}],"next":"ab\u00e9cd"})"},
      {R"({"select":["/items/*/x/y","/items/0/id"]})", R"({"items":[{"id":1,"x":{"y":1}},{}]})"},
      {R"({"select":[""]})",
       R"({"items":[{"id":1,"name":"a","x":{"y":1}},{"id":2,"name":"b"}],"next":"ab\u00e9cd","*":0})"},
      {R"({"pointer":"/items"})", R"([{"id":1,"name":"a","x":{"y":1}},{"id":2,"name":"b"}])"},
      {R"({"pointer":"/items","offset":1})", R"([{"id":2,"name":"b"}])"},
      {R"({"pointer":"/items","offset":9})", "[]"},
      {R"({"pointer":"/items","offset":1,"select":["/0/id"]})", R"([{"id":2}])"},
      {R"({"pointer":"/*"})", "0"},
      {R"({"offset":1})", R"({"next":"ab\u00e9cd","*":0})"},
      {R"({"offset":3})", "{}"},
      {R"({"offset":18446744073709551615})", "{}"},
      {R"({"pointer":"/items/0","offset":1})", R"({"name":"a","x":{"y":1}})"},
      {R"({"pointer":"/items/0","offset":1,"select":["/x/y","/id"]})", R"({"x":{"y":1}})"},
  };
  for (const Row& row : rows) {
    const ToolResult result = read_json(body, row.request);
    EXPECT_EQ(result.structured_content, row.result) << row.request;
    EXPECT_EQ(first_text(result), row.result) << row.request;
  }
  EXPECT_EQ(dump(read_json(body, R"({"pointer":"/next","offset":3})")), text_block("cd"));
  EXPECT_EQ(text_of(read_json(body, R"({"pointer":"/items/2"})")),
            "`_result.pointer`: the result has nothing at `/items/2`");
  EXPECT_EQ(
      text_of(read_json(body, R"({"pointer":"/*","offset":1})")),
      "`_result.offset`: what is asked for is no array, no object and no text, so nothing can be "
      "left out in front; `pointer` and `select` choose parts of it");
  const auto select = [&](std::string_view json, std::string_view pointers) {
    return dump(read_json(json, R"({"select":)" + std::string(pointers) + "}"));
  };
  EXPECT_EQ(select(R"({"a":1})", R"(["/b","/a","/c/*"])"),
            R"([{"type":"text","text":"{\"a\":1}"},{"type":"text","text":)"
            R"("`_result.select`: the result has nothing at `/b`, `/c/*`."}] + {"a":1})");
  EXPECT_EQ(select(R"({"a":[]})", R"(["/a/*/name"])"),
            R"([{"type":"text","text":"{\"a\":[]}"}] + {"a":[]})");
  EXPECT_EQ(select(R"({"a":[{}]})", R"(["/a/*/name"])"),
            R"([{"type":"text","text":"{\"a\":[{}]}"},{"type":"text","text":)"
            R"("`_result.select`: the result has nothing at `/a/*/name`."}] + {"a":[{}]})");
  // A member that is called as what stands for all of them: there is one way to it.
  std::string deep = "1", pointer;
  for (int i = 0; i < 60; ++i) {
    deep = R"({"*":)" + deep + "}";
    pointer += "/*";
  }
  EXPECT_THAT(select(deep, R"([")" + pointer + R"(/x"])"),
              testing::HasSubstr("the result has nothing at"));
}

TEST(Result, PartsOfWhatHasNoneAreRefused) {
  struct Row {
    std::string_view type, body, request, problem;  // empty problem: the text is `bcd`
  };
  constexpr Row rows[] = {
      {"image/png", "\x89PNG\r\n\x1A\n", R"({"offset":1})",
       "`_result.offset`: the result is bytes of image/png"},
      {"image/png", "\x89PNG\r\n\x1A\n", R"({"pointer":"/a"})",
       "`_result.pointer`: the result is bytes of"},
      {"application/pdf", "PDF", R"({"select":["/a"]})", "`_result.select`: the result is bytes"},
      {"", "\xff\xfe", R"({"offset":1})", "`_result.offset`: the result is bytes of"},
      {"text/plain;charset=hz", "~{VP~}", R"({"offset":1})", "`_result.offset`: the result"},
      {"text/plain", "abcd", R"({"pointer":"/a"})", "`_result.pointer`: the result is text"},
      {"text/plain", "abcd", R"({"select":["/a"]})", "`_result.select`: the result is text"},
      {"", "abcd", R"({"select":["/a"]})", "`_result.select`: the result is text"},
      {"application/json", R"("abcd")", R"({"offset":1,"select":["/a"]})",
       "`_result.select`: what is asked for is text"},
      {"application/json", "{\"a\":[1,2]}", R"({"pointer":"/a/01"})",
       "`_result.pointer`: the result has nothing at `/a/01`"},
      {"text/plain", "abcd", R"({"offset":1})", ""},
      {"application/json", R"("abcd")", R"({"offset":1})", ""},
  };
  for (const Row& row : rows) {
    const ToolResult result = read_json(row.body, row.request, 1000, row.type);
    EXPECT_EQ(result.is_error, !row.problem.empty()) << row.type << row.request;
    const std::string text = text_of(result);
    EXPECT_TRUE(row.problem.empty() ? text == "bcd" : text.starts_with(row.problem)) << text;
  }
}

TEST(Result, PartsOfWhatIsLinkedAreRefused) {
  ResultOptions options;
  options.link = [](const LargeBody&) { return std::string("upstream://x"); };
  const HttpResponse head{200,
                          {{"Content-Type", "application/json"},
                           {"Accept-Ranges", "bytes"},
                           {"Content-Length", "99999999"}},
                          ""};
  EXPECT_FALSE(make_large_result(Fixture().tool(), head, options)->is_error);
  options.request.pointer = "/a";
  EXPECT_EQ(text_of(make_large_result(Fixture().tool(), head, options).value()).substr(0, 35),
            "`_result`: the result is too large ");
}

TEST(Result, OfWhatChangesThingsTheRestIsNotFetchedAgain) {
  Settings settings;
  settings.result_limits = {4, 2};
  const Tool tool = Fixture().tool();
  const ResultOptions options = result_options(tool, nullptr, settings);
  const HttpResponse text{200, {{"Content-Type", "text/plain"}}, "abc\u00e9f"};
  EXPECT_EQ(
      dump(make_result(tool, text, options)),
      R"([{"type":"text","text":"abc"},{"type":"text","text":)"
      R"("This result was cut: it has 6 bytes, and the limit is 4.\n- the whole: 3 of 6 bytes"}])");
  const HttpResponse image{200, {{"Content-Type", "image/png"}}, "\x89PNG\r\n\x1A\n"};
  EXPECT_EQ(dump(make_result(tool, image, options)),
            text_block("(8 bytes of image/png, left out: the limit is 2 bytes)"));
}

TEST(Result, HeadersForProgramsAreMeta) {
  const ToolResult result = result_of(429, "text/plain", "x",
                                      {{"Retry-After", "3"},
                                       {"X-RateLimit-Limit", "5"},
                                       {"Set-Cookie", "s=1"},
                                       {"ETag", "\"1\""},
                                       {"Link", "<a>; rel=next"},
                                       {"link", "<b>; rel=last"},
                                       {"Date", "now"}});
  EXPECT_EQ(
      result.meta,
      R"({"mcpcc/http":{"status":429,"headers":{"etag":"\"1\"",)"
      R"("link":"<a>; rel=next, <b>; rel=last","retry-after":"3","x-ratelimit-limit":"5"}}})");
  EXPECT_EQ(result_of(200, "text/plain", "x", {{"Date", "now"}}).meta, "");
}

TEST(Result, HeadersOfTheDocumentAreMeta) {
  Tool tool = Fixture().tool();
  const std::vector<Text> names = {lasting("docker-content-digest"), lasting("x-total")};
  tool.response_headers = list_of(names);
  const HttpResponse response{
      404, {{"Docker-Content-Digest", "sha256:1"}, {"X-Total", "3"}, {"X-Other", "x"}}, ""};
  EXPECT_EQ(make_result(tool, response).meta,
            R"({"mcpcc/http":{"status":404,"headers":{"docker-content-digest":"sha256:1",)"
            R"("x-total":"3"}}})");
}

TEST(Result, PartsSayOfWhat) {
  EXPECT_EQ(result_of(206, "text/plain", "x", {{"Content-Range", "bytes 0-0/9"}}).meta,
            R"({"mcpcc/http":{"status":206,"headers":{"content-range":"bytes 0-0/9"}}})");
  EXPECT_EQ(result_of(416, "", "", {{"Content-Range", "bytes */9"}}).meta,
            R"({"mcpcc/http":{"status":416,"headers":{"content-range":"bytes */9"}}})");
}

// Without the boundary there is no way to read them.
TEST(Result, PartsWithABoundaryKeepIt) {
  const std::string type = "Multipart/Mixed; boundary=\"a b\"";
  const std::string meta =
      R"({"mcpcc/http":{"status":200,"headers":{"content-type":"Multipart/Mixed; boundary=\"a b\""}}})";
  const ToolResult text = result_of(200, type, "--a b\r\n\r\nx\r\n--a b--");
  EXPECT_EQ(dump(text), text_block("--a b\\r\\n\\r\\nx\\r\\n--a b--"));
  EXPECT_EQ(text.meta, meta);
  const ToolResult bytes = result_of(200, type, "--a b\r\n\r\n\xff\r\n--a b--");
  EXPECT_NE(bytes.content.find(R"("mimeType":"Multipart/Mixed; boundary=\"a b\"","blob":)"),
            std::string::npos)
      << bytes.content;
  EXPECT_EQ(bytes.meta, meta);
}

TEST(Result, PartOfJsonIsText) {
  EXPECT_EQ(dump(result_of(206, "application/json", "{\"a\":")), text_block("{\\\"a\\\":"));
  EXPECT_EQ(dump(result_of(206, "application/json", "{}")),
            R"([{"type":"text","text":"{}"}] + {})");
}

TEST(Result, NotModifiedIsNoError) {
  const ToolResult result = result_of(304, "", "", {{"ETag", "\"1\""}});
  EXPECT_EQ(dump(result), text_block("HTTP 304 Not Modified"));
  EXPECT_EQ(result.meta, R"({"mcpcc/http":{"status":304,"headers":{"etag":"\"1\""}}})");
}

TEST(Result, HeadDescribesWhatGetWouldHave) {
  Fixture fixture;
  fixture.method = "HEAD";
  const HttpHeaders headers = {{"Content-Type", "image/png"},
                               {"Content-Length", "1024"},
                               {"Content-Encoding", "gzip"},
                               {"Accept-Ranges", "bytes"},
                               {"Date", "now"}};
  const ToolResult result = make_result(fixture.tool(), {200, headers, ""});
  EXPECT_EQ(dump(result), text_block("HTTP 200, no content"));
  EXPECT_EQ(result.meta, R"({"mcpcc/http":{"status":200,"headers":{"accept-ranges":"bytes",)"
                         R"("content-encoding":"gzip","content-length":"1024",)"
                         R"("content-type":"image/png"}}})");
  EXPECT_EQ(result_of(200, "text/plain", "x", {{"Content-Length", "1"}}).meta, "");
}

TEST(Result, Errors) {
  EXPECT_EQ(dump(error_result("a \"b\"\n")), "error " + text_block("a \\\"b\\\"\\n"));
}

}  // namespace
}  // namespace mcp::invoke
