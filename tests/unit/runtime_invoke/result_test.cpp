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
    {"application/jsonl", "1\nx", R"([{"type":"text","text":"1\nx"}])"},
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

// What is called an image or audio and is plainly something else.
TEST(Result, BytesThatAreNotWhatTheyAreCalledAreWhatTheyAre) {
  using namespace std::string_view_literals;
  constexpr std::string_view png = "\x89PNG\r\n\x1A\n", jpeg = "\xFF\xD8\xFF\xE0", gif = "GIF89a",
                             webp = "RIFF\x04\0\0\0WEBPVP8 "sv, wav = "RIFF\x04\0\0\0WAVE"sv,
                             mp4 =
                                 "\0\0\0\x18"
                                 "ftypavif"sv,
                             ogg = "OggS\0\x02"sv, webm = "\x1A\x45\xDF\xA3", pdf = "%PDF-1.7",
                             zip = "PK\x03\x04", other = "\x01\x02\xFE";
  struct Row {
    std::string_view declared, body,
        kind;  // "text", "json", or the type of a block and its media type
    bool is_as_declared = false;
  };
  const Row rows[] = {
      {"image/png", png, "image image/png", true},
      {"image/jpeg", jpeg, "image image/jpeg", true},
      {"image/jpg", jpeg, "image image/jpg", true},
      {"image/pjpeg", jpeg, "image image/pjpeg", true},
      {"IMAGE/GIF; a=b", gif, "image image/gif", true},
      {"image/webp", webp, "image image/webp", true},
      {"image/png", jpeg, "image image/jpeg"},
      {"image/jpeg", png, "image image/png"},
      {"image/webp", gif, "image image/gif"},
      {"image/png", webp, "image image/webp"},
      {"image/tiff", png, "image image/png"},
      {"image/apng", png, "image image/png"},
      {"image/*", gif, "image image/gif"},
      {"image/png", wav, "audio audio/wav"},
      {"image/png", pdf, "resource application/pdf"},
      {"image/gif", zip, "resource application/zip"},
      {"image/png", mp4, "resource video/mp4"},
      {"image/png", other, "resource application/octet-stream"},
      {"image/png", "\0\1\2"sv, "resource application/octet-stream"},
      {"", "\0\1\2"sv, "resource application/octet-stream", true},
      {"", "a\tb\n", "text a\tb\n", true},
      {"image/png", R"({"error":"x"})", R"(json {"error":"x"})"},
      {"image/png", " [1]\n", "json [1]"},
      {"image/png", "Not found", "text Not found"},
      {"image/png", "<!DOCTYPE html><p>\u00e9", "text <!DOCTYPE html><p>\u00e9"},
      {"image/png", "\r\n<HTML><meta charset=latin1>\xe9",
       "text \r\n<HTML><meta charset=latin1>\u00e9"},
      {"image/png", "<?xml version='1.0' encoding='latin1'?><Error>\xe9</Error>",
       "text <?xml version='1.0' encoding='latin1'?><Error>\u00e9</Error>"},
      {"image/png", "<svg/>", "text <svg/>"},
      {"image/png", "\xff\xfeN\0o\0"sv, "text No"},
      {"image/svg+xml", "<svg/>", "text <svg/>", true},
      {"image/svg+xml", "<html></html>", "text <html></html>", true},
      {"image/svg+xml", png, "image image/png"},
      {"image/svg+xml", "\x1F\x8B\x08", "resource application/gzip"},
      // Nothing is known of how these begin.
      {"image/x-own", other, "image image/x-own", true},
      {"image/avif", mp4, "image image/avif", true},
      {"image/openraster", zip, "image image/openraster", true},
      {"image/x-own", pdf, "resource application/pdf"},
      {"image/x-own", webm, "resource video/webm"},
      {"image/x-own", wav, "audio audio/wav"},
      {"image/x-own", "{}", "json {}"},
      {"image/x-own", "<html></html>", "text <html></html>"},
      {"audio/mpeg", other, "audio audio/mpeg", true},
      {"audio/x-wav", wav, "audio audio/x-wav", true},
      {"audio/mp4", mp4, "audio audio/mp4", true},
      {"audio/webm", webm, "audio audio/webm", true},
      {"audio/opus", ogg, "audio audio/opus", true},
      {"audio/mpeg", png, "image image/png"},
      {"audio/mpeg", pdf, "resource application/pdf"},
      {"audio/mpeg", R"({"error":"x"})", R"(json {"error":"x"})"},
      {"audio/x-mpegurl", "#EXTM3U\n", "text #EXTM3U\n"},
      // Other types are believed.
      {"application/pdf", png, "resource application/pdf", true},
      {"video/mp4", "{}", "resource video/mp4", true},
  };
  for (const Row& c : rows) {
    const HttpResponse response{
        200, {{"Content-Type", std::string(c.declared)}}, std::string(c.body)};
    const ToolResult result = make_result(Fixture().tool(), response);
    const auto content = json::Document::parse(result.content);
    const json::Value& block = std::get<json::Document>(content).root().items()[0];
    const auto member = [](const json::Value& value, const char* name) {
      const json::Value* found = value.find(name);
      return found == nullptr ? std::string() : std::string(found->string());
    };
    std::string kind = member(block, "type");
    if (kind == "text") {
      if (!result.structured_content.empty()) kind = "json";
      kind += " " + member(block, "text");
    } else {
      kind += " " + member(kind == "resource" ? *block.find("resource") : block, "mimeType");
    }
    EXPECT_EQ(kind, c.kind) << c.declared;
    const std::string essence = parse_content_type(c.declared).type;
    EXPECT_EQ(result.meta, c.is_as_declared ? "" : R"({"mcpcc/declared_type":")" + essence + "\"}")
        << c.declared << ' ' << c.kind;
    EXPECT_EQ(is_binary(response), !c.kind.starts_with("text") && !c.kind.starts_with("json"))
        << c.declared << ' ' << c.kind;
  }
}

// A part of an image is none, and may begin like anything.
TEST(Result, PartsOfImagesAreBytes) {
  for (const std::string_view part : {"\x89PNG\r\n\x1A\n", "GIF89a", "text"}) {
    const ToolResult result =
        make_result(Fixture().tool(), {206, {{"Content-Type", "image/png"}}, std::string(part)});
    EXPECT_NE(result.content.find(R"("mimeType":"image/png","blob":)"), std::string::npos)
        << result.content;
  }
}

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

struct WriteOnlyCase {
  std::string_view schema, body, shown;
  std::string_view type = "application/json";
};

constexpr std::string_view account =
    R"({"type":"object","properties":{"password":{"type":"string","writeOnly":true},)"
    R"("users":{"items":{"properties":{"secret":{"writeOnly":true}}}}}})";
constexpr std::string_view kinds =
    R"({"oneOf":[{"properties":{"kind":{"const":"a"},"x":{"writeOnly":true}},"required":["kind"]},)"
    R"({"properties":{"kind":{"const":"b"},"x":{"type":"integer"}},"required":["kind"]}]})";
constexpr std::string_view conditional =
    R"({"if":{"required":["card"]},"then":{"properties":{"pin":{"writeOnly":true}}},)"
    R"("else":{"properties":{"iban":{"writeOnly":true}}}})";
constexpr std::string_view patterns =
    R"({"properties":{"a":{}},"patternProperties":{"^s_":{"writeOnly":true}},)"
    R"("additionalProperties":{"type":"string"}})";
constexpr std::string_view tree =
    R"({"type":"object","properties":{"child":{"$ref":"#"},"key":{"writeOnly":true}}})";

constexpr std::string_view heirs =
    R"({"anyOf":[{"allOf":[{"$ref":"#/$defs/base"},{"properties":{"catpw":{"writeOnly":true},)"
    R"("lives":{"type":"integer"}}}],"properties":{"kind":{"examples":["cat"]}}},)"
    R"({"allOf":[{"$ref":"#/$defs/base"},{"properties":{"dogpw":{"writeOnly":true}}}]},)"
    R"({"$ref":"#/$defs/base"}],)"
    R"("$defs":{"base":{"type":"object","required":["kind"],"properties":{"kind":{}}}}})";
constexpr std::string_view told_apart =
    R"({"anyOf":[{"required":["kind"],"properties":{"kind":{"const":"cat"},)"
    R"("catpw":{"writeOnly":true},"lives":{"type":"integer"}}},{"type":"object"}]})";

constexpr WriteOnlyCase write_only_cases[] = {
    {account,
     R"({"password":"p","users":[{"secret":1,"name":"a"},{"secret":{"x":2}},3],"password2":1})",
     R"({"users":[{"name":"a"},{},3],"password2":1})"},
    {account, R"({"password":"p","a":{"b":1},"password":"q"})", R"({"a":{"b":1}})"},
    {account, R"({"a":[1, 2]})", R"({"a":[1,2]})"},
    // Only what the alternative that holds says.
    {kinds, R"({"kind":"a","x":1})", R"({"kind":"a"})"},
    {kinds, R"({"kind":"b","x":1})", R"({"kind":"b","x":1})"},
    {R"({"anyOf":[{"properties":{"x":{"type":"string","writeOnly":true}}},{"type":"object"}]})",
     R"({"x":"s"})", "{}"},
    {R"({"anyOf":[{"type":"object"},{"properties":{"x":{"type":"string","writeOnly":true}}}]})",
     R"({"x":"s"})", "{}"},
    {R"({"anyOf":[{"type":"object"},{"properties":{"x":{"type":"string","writeOnly":true}}}]})",
     R"({"x":1})", "{}"},
    {R"({"not":{"properties":{"x":{"type":"string","writeOnly":true}}}})", R"({"x":1})",
     R"({"x":1})"},
    {conditional, R"({"card":1,"pin":2,"iban":3})", R"({"card":1,"iban":3})"},
    {conditional, R"({"pin":2,"iban":3})", R"({"pin":2})"},
    {patterns, R"({"a":1,"s_a":2,"b":"3"})", R"({"a":1,"b":"3"})"},
    {R"({"additionalProperties":{"writeOnly":true},"properties":{"a":{}}})", R"({"a":1,"b":2})",
     R"({"a":1})"},
    {R"({"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":{"writeOnly":true}})",
     R"({"a":1,"b":2})", R"({"a":1})"},
    {R"({"prefixItems":[{"writeOnly":true}],"contains":{"const":3,"writeOnly":true}})", "[1,2,3]",
     "[2]"},
    {R"({"dependentSchemas":{"a":{"properties":{"b":{"writeOnly":true}}}}})", R"({"a":1,"b":2})",
     R"({"a":1})"},
    {tree, R"({"child":{"key":1,"child":{"key":2}},"key":3})", R"({"child":{"child":{}}})"},
    // What does not conform goes without all that any alternative hides.
    {account, R"({"password":1,"users":[{"secret":1}]})", R"({"users":[{}]})"},
    {account, R"([{"password":"p"}])", "[{}]"},
    // One in the place of several, and the other way round.
    {account, R"({"a":1,"users":{"secret":1,"name":"a"}})", R"({"a":1,"users":{"name":"a"}})"},
    {R"({"properties":{"x":{"writeOnly":true}}})", R"([{"x":1},[{"x":1,"y":2}]])",
     R"([{},[{"y":2}]])"},
    {R"({"type":"object","additionalProperties":{"properties":{"x":{"writeOnly":true}}}})",
     R"([{"x":1,"y":2}])", R"([{"y":2}])"},
    {R"({"type":"array","items":{"properties":{"x":{"writeOnly":true}}}})",
     R"({"a":{"x":1},"x":2})", R"({"a":{}})"},
    {account, "[{\"password\":3,\"a\":1}]\n", R"([[{"a":1}]])", "application/x-ndjson"},
    // An alternative that fails counts unless it is meant for something else.
    {heirs, R"({"kind":"cat","lives":null,"catpw":"p"})", R"({"kind":"cat","lives":null})"},
    {heirs, R"({"kind":"cat","catpw":"p","dogpw":"q"})", R"({"kind":"cat"})"},
    {told_apart, R"({"kind":"cat","lives":null,"catpw":"p"})", R"({"kind":"cat","lives":null})"},
    {told_apart, R"({"kind":"dog","catpw":"p"})", R"({"kind":"dog","catpw":"p"})"},
    {told_apart, R"({"kind":"bird","lives":null,"catpw":"p"})",
     R"({"kind":"bird","lives":null,"catpw":"p"})"},
    // A value that no document has is not what tells them apart.
    {R"({"anyOf":[{"properties":{"a":{"enum":["x","y"]},"p":{"writeOnly":true}}},{"type":"object"}]})",
     R"({"a":"z","p":1})", R"({"a":"z"})"},
    {R"({"anyOf":[{"properties":{"a":{"enum":["x","y"]},"p":{"writeOnly":true}}},)"
     R"({"properties":{"a":{"enum":["z","w"]}}}]})",
     R"({"a":"z","p":1})", R"({"a":"z","p":1})"},
    {R"({"anyOf":[{"properties":{"a":{"not":{"const":"z"}},"p":{"writeOnly":true}}},{}]})",
     R"({"a":"z","p":1})", R"({"a":"z","p":1})"},
    {R"({"anyOf":[{"required":["a"],"properties":{"p":{"type":"string"}}},)"
     R"({"required":["b"],"properties":{"p":{"writeOnly":true},"q":{"writeOnly":true}}}]})",
     R"({"a":1,"p":"2","q":3})", R"({"a":1,"p":"2"})"},
    {R"({"contains":{"required":["a"],"properties":{"p":{"writeOnly":true}}}})",
     R"([{"a":1,"p":2},{"p":3}])", R"([{"a":1},{}])"},
    {kinds, R"({"kind":"c","x":1})", R"({"kind":"c"})"},
    {R"({"required":["z"],"if":{"required":["card"]},"then":{"properties":{"pin":{"writeOnly":)"
     R"(true}}},"else":{"properties":{"iban":{"writeOnly":true}}}})",
     R"({"card":1,"pin":2,"iban":3})", R"({"card":1})"},
    {R"({"required":["z"],"properties":{"a":{}},"patternProperties":{"^s_":{"writeOnly":true}},)"
     R"("additionalProperties":{"writeOnly":true}})",
     R"({"a":1,"s_a":2,"b":3})", R"({"a":1})"},
    // Of each item of a stream as well.
    {account, "{\"password\":\"1\",\"a\":2}\n{\"password\":3}\n", R"([{"a":2},{}])",
     "application/x-ndjson"},
    {account, "{\"password\":\"1\",\"a\":2}\n{\"password\":3}\n", R"([{"a":2},{}])"},
    {account, "data: {\"password\":\"1\",\"a\":2}\n\n", R"([{"data":{"a":2}}])",
     "text/event-stream"},
    {R"({"type":"array","items":{"properties":{"password":{"writeOnly":true}}}})",
     "{\"password\":\"1\",\"a\":2}\n", R"([{"a":2}])", "application/x-ndjson"},
};

TEST(Result, WriteOnlyIsDropped) {
  for (const WriteOnlyCase& c : write_only_cases) {
    Tool tool = Fixture().tool();
    tool.write_only = hiding(c.schema);
    EXPECT_EQ(make_result(tool, {200, {{"Content-Type", std::string(c.type)}}, std::string(c.body)})
                  .structured_content,
              c.shown)
        << c.schema << "\n"
        << c.body;
  }
}

TEST(Result, WriteOnlyAsAWhole) {
  Tool tool = Fixture().tool();
  tool.write_only = hiding(R"({"writeOnly":true,"type":"object"})");
  for (const char* body : {R"({"a":1})", R"(["1"])"}) {
    const ToolResult result =
        make_result(tool, {200, {{"Content-Type", "application/json"}}, body});
    EXPECT_TRUE(result.structured_content.empty());
    EXPECT_EQ(
        result.content,
        R"([{"type":"text","text":"HTTP 200 OK; the result is left out: it is `writeOnly`"}])");
  }
}

// What the API calls its JSON makes no difference.
TEST(Result, WriteOnlyOfWhatIsNotCalledJson) {
  struct Unnamed {
    std::string_view body, shown;  // nothing is shown: it is an error
  };
  constexpr Unnamed bodies[] = {
      {" {\"password\":\"p\",\"a\":1}", R"({"a":1})"},
      {"\xEF\xBB\xBF{\"password\":\"p\"}", "{}"},
      {"[{\"password\":\"p\",\"a\":1}]", R"([{"a":1}])"},
      {"{\"password\":\"p\",\"a\":1}\n{\"password\":\"p\"}\n", R"([{"a":1},{}])"},
      {"\x1E{\"password\":\"p\"}\n\x1E{\"password\":\"p\"}\n", "[{},{}]"},
      {"event: x\ndata: {\"password\":\"p\",\"a\":1}\n\n", R"([{"event":"x","data":{"a":1}}])"},
      {"data: {\"password\":\"p\"\n\n", ""},
      {"{\"password\":\"p\"", ""},
      {"{\"a\":1}\n{\"password\":\"p\"", ""},
  };
  Tool tool = Fixture().tool();
  tool.write_only = hiding(account);
  for (const std::string_view type : {"text/plain", "text/html", "application/octet-stream",
                                      "binary/octet-stream", "application/x-unknown", ""}) {
    const auto made = [&](std::string_view body) {
      HttpResponse response{200, {}, std::string(body)};
      if (!type.empty()) response.headers.emplace_back("Content-Type", type);
      return make_result(tool, response);
    };
    for (const Unnamed& unnamed : bodies) {
      const ToolResult result = made(unnamed.body);
      EXPECT_EQ(result.is_error, unnamed.shown.empty()) << type << "\n" << unnamed.body;
      EXPECT_EQ(result.structured_content, unnamed.shown) << type << "\n" << unnamed.body;
      EXPECT_EQ(result.content.find("password"), std::string::npos) << result.content;
    }
    for (const char* text : {"password: {}", "data: see [1]"}) {
      EXPECT_FALSE(made(text).is_error) << text;
    }
  }
  const ToolResult events = make_result(
      tool,
      {200, {{"Content-Type", "text/event-stream"}}, "data: {\"password\":\"p\"\n\ndata: x\n\n"});
  EXPECT_TRUE(events.is_error);
  EXPECT_EQ(events.content.find("password"), std::string::npos) << events.content;
}

// A token that one answer shows is not hidden because another one must not hold it.
TEST(Result, WriteOnlyIsOfTheResponseWithTheStatus) {
  const HidingResponse rows[] = {
      {lasting("200"), lasting(R"({"properties":{"token":{"writeOnly":true}}})")},
      {lasting("201"), lasting("")},
      {lasting("4XX"),
       lasting(R"({"properties":{"sent":{"properties":{"pin":{"writeOnly":true}}}}})")},
      {lasting("404"), lasting("")},
      {lasting("5XX"), lasting(R"({"properties":{"trace":{"writeOnly":true}}})")}};
  Tool tool = Fixture().tool();
  tool.write_only = {rows, 4};
  constexpr std::string_view body = R"({"token":1,"sent":{"pin":2,"a":3},"trace":4})";
  const auto shown = [&](int status, std::string_view type = "application/json") {
    const ToolResult result =
        make_result(tool, {status, {{"Content-Type", std::string(type)}}, std::string(body)});
    return result.is_error ? result.problem : result.structured_content;
  };
  EXPECT_EQ(shown(200), R"({"sent":{"pin":2,"a":3},"trace":4})");
  EXPECT_EQ(shown(201), body);
  EXPECT_EQ(shown(404), "HTTP 404 Not Found\n" + std::string(body));
  constexpr std::string_view rest = R"({"token":1,"sent":{"a":3},"trace":4})";
  EXPECT_EQ(shown(422), "HTTP 422 Unprocessable Content\n" + std::string(rest));
  EXPECT_EQ(shown(422, "text/plain"), "HTTP 422 Unprocessable Content\n" + std::string(rest));
  // What the document has no response for may be any of them.
  EXPECT_EQ(shown(202), R"({"sent":{"a":3},"trace":4})");
  EXPECT_EQ(shown(500).find("token"), std::string::npos);
  tool.write_only = {rows, 5};
  EXPECT_EQ(shown(500), R"(HTTP 500 Internal Server Error)"
                        "\n"
                        R"({"token":1,"sent":{"pin":2,"a":3}})");
}

TEST(Result, FailuresOfWhichItCannotBeToldAreLeftOut) {
  Tool tool = Fixture().tool();
  tool.write_only = hiding(R"({"properties":{"pin":{"writeOnly":true}}})");
  constexpr std::string_view left_out =
      "HTTP 400 Bad Request\n(the body is left out, because what of it must not be shown "
      "(`writeOnly`) cannot be told)";
  for (const auto& [type, body] : {std::pair("application/json", R"({"pin":1)"),
                                   {"text/plain", R"({"pin":1)"},
                                   {"", R"({"pin":1)"},
                                   {"application/xml", "<a><pin>1</pin></a>"}}) {
    EXPECT_EQ(make_result(tool, {400, {{"Content-Type", type}}, body}).problem, left_out) << type;
  }
  EXPECT_EQ(make_result(tool, {400, {{"Content-Type", "text/plain"}}, "no"}).problem,
            "HTTP 400 Bad Request\nno");
  for (const char* type : {"text/xml", "application/yaml", "text/csv", "application/cbor",
                           "application/x-www-form-urlencoded", "application/a+yaml"}) {
    const ToolResult result = make_result(tool, {200, {{"Content-Type", type}}, "pin: 1"});
    EXPECT_EQ(result.problem, "HTTP 200 OK, but the body is " + std::string(type) +
                                  ". It is left out, because what of it must not be shown "
                                  "(`writeOnly`) cannot be told.");
  }
  EXPECT_FALSE(make_result(tool, {200, {{"Content-Type", "text/plain"}}, "pin: 1"}).is_error);
  tool.write_only = hiding(R"({"type":"string","writeOnly":true})");
  for (const char* type : {"text/plain", "text/html", "image/png", ""}) {
    const ToolResult result = make_result(tool, {200, {{"Content-Type", type}}, "hush"});
    EXPECT_EQ(
        result.content,
        R"([{"type":"text","text":"HTTP 200 OK; the result is left out: it is `writeOnly`"}])");
    EXPECT_EQ(make_result(tool, {400, {{"Content-Type", type}}, "hush"}).problem, left_out);
  }
}

// Nothing gets through because it cannot be told.
TEST(Result, WriteOnlyOfWhatIsNoJson) {
  Tool tool = Fixture().tool();
  tool.write_only = hiding(account);
  for (const auto& [status, type] : {std::pair(200, "application/json"),
                                     {206, "application/json"},
                                     {200, "application/x-ndjson"}}) {
    const ToolResult result =
        make_result(tool, {status, {{"Content-Type", type}}, R"({"password":"p")"});
    EXPECT_TRUE(result.is_error);
    EXPECT_EQ(result.content.find("password"), std::string::npos) << result.content;
  }
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
