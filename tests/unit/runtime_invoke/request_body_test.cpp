// Bodies of requests by their media types.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fixture.h"

namespace mcp::invoke {
namespace {

TEST(Request, NullIsAValueOfABodyThatIsRequired) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"body":{"type":["object","null"]}},
    "required":["body"]})";
  f.body_required = true;
  f.body = {media_type("application/json", BodyEncoding::json)};
  EXPECT_EQ(dump(f.build(R"({"body":null})")),
            "GET http://api.test/v1/things\nContent-Type: application/json\n\nnull");
  // No other format has a null.
  f.body = {media_type("text/plain", BodyEncoding::text)};
  EXPECT_EQ(dump(f.build(R"({"body":null})")),
            "error: invalid arguments for get_thing:\n- `body`: missing, and required");
}

struct BodyCase {
  BodyEncoding encoding;
  std::string_view media_type, value, body;
};

constexpr BodyCase bodies[] = {
    {BodyEncoding::json, "application/json", R"({ "a" : [ 1.0 , "b c" ] })",
     R"({"a":[1.0,"b c"]})"},
    {BodyEncoding::json, "application/vnd.acme+json; v=1", "\"x\"", "\"x\""},
    {BodyEncoding::json, "application/json", "1e400", "1e400"},
    {BodyEncoding::json, "application/json", "false", "false"},
    {BodyEncoding::text, "text/plain", R"("a\nb \u00e9")", "a\nb \u00e9"},
    {BodyEncoding::text, "text/plain", "1.10", "1.10"},
    {BodyEncoding::octet_stream, "application/octet-stream", R"("AQI=")", "\x01\x02"},
    {BodyEncoding::form, "application/x-www-form-urlencoded",
     R"({"a":"x y&z","b":[1,2],"c":{"d": true},"e":null,"f":[{"g":1}],"h i":1.10,"j":"","k":[]})",
     "a=x+y%26z&b=1&b=2&c=%7B%22d%22%3Atrue%7D&f=%7B%22g%22%3A1%7D&h+i=1.10&j="},
    {BodyEncoding::ndjson, "application/x-ndjson", R"([{ "a": 1.0 }, 2, "x\ny"])",
     "{\"a\":1.0}\n2\n\"x\\ny\"\n"},
    {BodyEncoding::ndjson, "application/jsonl", R"({"a":1})", "{\"a\":1}\n"},
    {BodyEncoding::ndjson, "application/jsonl", R"("{}\n{}")", "{}\n{}"},
    {BodyEncoding::json_sequence, "application/json-seq", R"([1, {}])",
     "\x1E"
     "1\n\x1E{}\n"},
    {BodyEncoding::xml, "application/xml", R"("<a/>")", "<a/>"},
};

TEST(Request, Bodies) {
  for (const BodyCase& c : bodies) {
    Fixture f;
    f.method = "POST";
    f.schema = R"({"type":"object","properties":{"body":{}}})";
    f.body = {media_type(c.media_type, c.encoding)};
    EXPECT_EQ(dump(f.build("{\"body\":" + std::string(c.value) + "}")),
              "POST http://api.test/v1/things\nContent-Type: " + std::string(c.media_type) +
                  "\n\n" + std::string(c.body));
    EXPECT_EQ(dump(f.build("{}")), "POST http://api.test/v1/things");
    f.body_required = true;
    EXPECT_EQ(dump(f.build("{}")),
              "error: invalid arguments for get_thing:\n- `body`: missing, and required");
  }
}

TEST(Request, FormEncodings) {
  Fixture f;
  f.method = "POST";
  f.schema = R"({"type":"object","properties":{"body":{}}})";
  const std::vector<PropertyEncoding> encodings = {
      styled("a", Style::form, false),           styled("b", Style::deep_object, true),
      styled("c", Style::form, true, true),      typed("d", "application/json", BodyEncoding::json),
      styled("e", Style::pipe_delimited, false), typed("g", "text/plain", BodyEncoding::text),
  };
  f.body = {media_type("application/x-www-form-urlencoded", BodyEncoding::form, encodings)};
  EXPECT_EQ(
      dump(f.build(
          R"({"body":{"a":[1,"x y"],"b":{"k":1},"c":"a/b","d":[1,"2"],"e":[1,2],"g":["p","q r"]}})")),
      "POST http://api.test/v1/things\nContent-Type: application/x-www-form-urlencoded\n\n"
      "a=1,x%20y&b%5Bk%5D=1&c=a/b&d=%5B1%2C%222%22%5D&e=1%7C2&g=p&g=q+r");
  EXPECT_EQ(dump(f.build(R"({"body":[1]})")),
            "error: invalid arguments for get_thing:\n"
            "- `body`: must be an object, it is sent as a form");
}

// OpenAPI 3.2, "Encoding the x-www-form-urlencoded Media Type": `contentType` counts as in parts.
TEST(Request, FormsWithXml) {
  const std::vector<PropertyEncoding> encodings = {
      typed("x", "application/xml", BodyEncoding::xml, {}, R"({"xml":{"name":"xx"}})"),
      typed("y", "application/a+xml; v=1", BodyEncoding::xml, {}, R"({"$ref":"#/$defs/Pet"})"),
      typed("z", "text/xml", BodyEncoding::xml, {}, R"({"type":"object"})"),
  };
  constexpr std::string_view xml = "%3C%3Fxml+version%3D%221.0%22+encoding%3D%22UTF-8%22%3F%3E";
  const std::string before(xml);
  const std::string pairs = "x=" + before + "%3Cxx%3E%3Ck%3E1%3C%2Fk%3E%3C%2Fxx%3E&y=" + before +
                            "%3CPet+id%3D%221%22%3E%3C%2FPet%3E&z=" + before +
                            "%3Cz%3E%3C%2Fz%3E&z=" + before + "%3Cz%3E%3C%2Fz%3E";
  constexpr std::string_view value = R"({"x":{"k":1},"y":{"id":1},"z":[{},null,{}]})";
  Fixture f;
  f.definitions = {
      {lasting("Pet"), lasting(R"({"properties":{"id":{"xml":{"attribute":true}}}})")}};
  f.method = "POST";
  f.schema = R"({"type":"object","properties":{"body":{}}})";
  f.body = {media_type("application/x-www-form-urlencoded", BodyEncoding::form, encodings)};
  EXPECT_EQ(dump(f.build("{\"body\":" + std::string(value) + "}")),
            "POST http://api.test/v1/things\nContent-Type: application/x-www-form-urlencoded\n\n" +
                pairs);
  f.method = "GET";
  f.body.clear();
  f.schema = R"({"type":"object","properties":{"q":{}}})";
  f.arguments = {argument("q", Location::querystring, Style::content, false)};
  f.arguments[0].media_type = lasting("application/x-www-form-urlencoded");
  f.arguments[0].properties = list_of(encodings);
  EXPECT_EQ(dump(f.build("{\"q\":" + std::string(value) + "}")),
            "GET http://api.test/v1/things?" + pairs);
  EXPECT_EQ(dump(f.build(R"({"q":{"z":{"a b":1}}})")),
            "error: invalid arguments for get_thing:\n- `q`: `a b` cannot be a name in XML");
}

TEST(Request, MediaTypeIsChosen) {
  Fixture f;
  f.method = "POST";
  f.schema = R"({"type":"object","properties":{"body":{},"content_type":{}}})";
  f.body = {media_type("application/json", BodyEncoding::json),
            media_type("text/plain", BodyEncoding::text)};
  EXPECT_EQ(dump(f.build(R"({"body":"x"})")),
            "POST http://api.test/v1/things\nContent-Type: application/json\n\n\"x\"");
  EXPECT_EQ(dump(f.build(R"({"body":"x","content_type":"text/plain"})")),
            "POST http://api.test/v1/things\nContent-Type: text/plain\n\nx");
  EXPECT_EQ(dump(f.build(R"({"body":"x","content_type":"text/html"})")),
            "error: invalid arguments for get_thing:\n"
            "- `content_type`: the body cannot be sent as this media type");
}

}  // namespace
}  // namespace mcp::invoke
