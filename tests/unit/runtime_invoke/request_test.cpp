#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fixture.h"
#include "invoke/base64.h"

namespace mcp::invoke {
namespace {

// Two violations of one keyword at one place are two problems.
TEST(Request, EveryViolationOfAKeywordIsTold) {
  Fixture f;
  f.method = "POST";
  f.schema =
      R"({"type":"object","properties":{"body":{"type":"object","required":["a","b"],)"
      R"("properties":{"a":{},"b":{},"n":{"type":"integer"}},"additionalProperties":false}}})";
  f.body = {media_type("application/json", BodyEncoding::json)};
  const std::string all = dump(f.build(R"({"body":{"x":1,"y":2,"n":"one"}})"));
  for (const char* part : {"missing required property `a`", "missing required property `b`",
                           "unknown property `x`", "unknown property `y`", "got string \"one\""}) {
    EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
  }
  // What is mended at one place leaves the others as they are.
  const std::string mended = dump(f.build(R"({"body":{"x":1,"y":2,"n":"1"}})"));
  for (const char* part : {"property `a`", "property `b`", "property `x`", "property `y`"}) {
    EXPECT_NE(mended.find(part), std::string::npos) << part << "\n" << mended;
  }
}

// Of more than 20 problems it is said how many more there are.
TEST(Request, CountsTheProblemsThatAreNotSaid) {
  Fixture f;
  f.method = "POST";
  f.schema = R"({"type":"object","properties":{"body":{"type":"array","items":{"type":"integer"}},)"
             R"("maybe":{"anyOf":[{"type":"null"},{"type":"array","items":{"type":"integer"}}]}},)"
             R"("additionalProperties":false})";
  f.body = {media_type("application/json", BodyEncoding::json)};
  const auto items = [](int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += i == 0 ? "true" : ",true";
    return '[' + out + ']';
  };
  const auto last_line = [&](const std::string& arguments) {
    const std::string all = dump(f.build(arguments));
    EXPECT_LE(std::count(all.begin(), all.end(), '\n'), 21);
    return all.substr(all.rfind('\n') + 1);
  };
  std::string unknown;
  for (int i = 0; i < 21; ++i) unknown += "\"x" + std::to_string(i) + "\":1,";
  EXPECT_EQ(last_line(R"({"body":)" + items(20) + "}"),
            "- `body[19]`: expected integer, got boolean true");
  EXPECT_EQ(last_line(R"({"body":)" + items(25) + "}"), "- and 5 more");
  EXPECT_EQ(last_line("{" + unknown + R"("body":)" + items(2) + "}"), "- and 3 more");
  EXPECT_EQ(last_line(R"({"body":)" + items(1500) + "}"), "- and at least 980 more");
  // Of an alternative no more than ten are looked for.
  EXPECT_EQ(last_line(R"({"maybe":)" + items(10) + "}"),
            "- `maybe[9]`: expected integer, got boolean true");
  EXPECT_EQ(last_line(R"({"maybe":)" + items(25) + "}"),
            "- `maybe`: more is wrong than is said here");
}

TEST(Request, UrlIsJoined) {
  struct Case {
    std::string_view base, path, url;
  };
  constexpr Case cases[] = {
      {"http://h", "/a", "http://h/a"},
      {"http://h/", "/a", "http://h/a"},
      {"http://h/v1", "/a", "http://h/v1/a"},
      {"http://h/v1//", "/a", "http://h/v1/a"},
      {"http://h:8080/v1", "/", "http://h:8080/v1/"},
      {"https://[::1]:1/v1", "a", "https://[::1]:1/v1/a"},
      {"http://h/v1?key=1", "/a", "http://h/v1/a?key=1"},
      {"http://h/v1/?", "/a", "http://h/v1/a"},
      {"http://h?k=1#f", "/a?action=list", "http://h/a?k=1&action=list"},
      {"http://h", "/a#two", "http://h/a"},
      {"http://h", "/a b/é;v=1/%7Eok/%zz", "http://h/a%20b/%C3%A9;v=1/%7Eok/%25zz"},
      {"http://h", "/a/{unclosed", "http://h/a/%7Bunclosed"},
  };
  for (const Case& c : cases) {
    Fixture f;
    f.settings.base_urls = {std::string(c.base)};
    f.path = c.path;
    EXPECT_EQ(dump(f.build("{}")), "GET " + std::string(c.url));
  }
}

TEST(Request, Everything) {
  Fixture f;
  f.method = "PUT";
  f.path = "/repos/{owner}/{repo}/pulls{n}";
  f.accept = "application/json";
  f.schema = R"({"type":"object","properties":{"owner":{"type":"string"},"repo":{"type":"string"},
    "n":{"type":"integer"},"page":{"type":"integer"},"labels":{"type":"array"},"X-Trace":{},"sid":{},
    "body":{"type":"object"}},"required":["owner","repo","n"]})";
  f.arguments = {argument("owner", Location::path, Style::simple, false),
                 argument("repo", Location::path, Style::simple, false),
                 argument("n", Location::path, Style::label, false),
                 argument("page", Location::query, Style::form, true),
                 argument("labels", Location::query, Style::form, false),
                 argument("X-Trace", Location::header, Style::simple, false),
                 argument("sid", Location::cookie, Style::form, true)};
  f.body = {media_type("application/json", BodyEncoding::json)};
  EXPECT_EQ(dump(f.build(R"({"sid":"s","X-Trace":"t","owner":"o","repo":"r/x","n":7,"page":2,
      "labels":["a b","c"],"body":{ "x": 1.10 , "y":[1e400,"é\n"]}})")),
            "PUT http://api.test/v1/repos/o/r%2Fx/pulls.7?page=2&labels=a%20b,c\n"
            "Accept: application/json\n"
            "Content-Type: application/json\n"
            "X-Trace: t\n"
            "Cookie: sid=s\n\n"
            R"({"x":1.10,"y":[1e400,"é\n"]})");
}

TEST(Request, NullMeansAbsent) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"},
    "body":{"type":"object"}},"required":["a"]})";
  f.arguments = {argument("a", Location::query, Style::form, true),
                 argument("b", Location::query, Style::form, true)};
  f.body = {media_type("application/json", BodyEncoding::json)};
  EXPECT_EQ(dump(f.build(R"({"a":"x","b":null,"body":null})")),
            "GET http://api.test/v1/things?a=x");
  EXPECT_EQ(dump(f.build(R"({"a":null})")),
            "error: invalid arguments for get_thing:\n- `a`: expected string, got null");
}

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

TEST(Request, NoArguments) {
  const Fixture f;
  const Server server = f.server();
  const Tool tool = f.tool();
  EXPECT_EQ(dump(build_request(server, tool, nullptr, f.settings, {})),
            "GET http://api.test/v1/things");
  EXPECT_EQ(dump(f.build("{}")), "GET http://api.test/v1/things");
  EXPECT_EQ(
      dump(f.build(R"({"x":1})")),
      "error: invalid arguments for get_thing:\n- unknown argument `x`: this tool takes none");
  for (const std::string_view value : {"[]", "1", "null", "\"x\""}) {
    EXPECT_EQ(dump(f.build(value)),
              "error: invalid arguments for get_thing:\n- the arguments must be a JSON object");
  }
}

TEST(Request, EveryProblemAtOnce) {
  Fixture f;
  f.path = "/x/{id}";
  f.schema = R"({"type":"object","properties":{"id":{"type":"string"},"limit":{"type":"integer",
    "maximum":100},"state":{"enum":["open","closed"]},"X-H":{"type":"string"},
    "body":{"$ref":"#/$defs/Thing"}},"required":["id","owner"],"additionalProperties":false})";
  f.definitions = {{lasting("Thing"), lasting(R"({"type":"object","properties":
    {"name":{"type":"string"}},"required":["name"],"additionalProperties":false})")}};
  f.arguments = {argument("id", Location::path, Style::simple, false),
                 argument("limit", Location::query, Style::form, true),
                 argument("state", Location::query, Style::form, true),
                 argument("X-H", Location::header, Style::simple, false)};
  f.body = {media_type("application/json", BodyEncoding::json)};
  EXPECT_EQ(dump(f.build(R"({"id":"..","limt":1,"limit":"ten","state":"opne","X-H":"\n",
      "body":{"nmae":"x"}})")),
            "error: invalid arguments for get_thing:\n"
            "- unknown argument `limt`, did you mean `limit`?\n"
            "- missing required property `owner`\n"
            "- `limit`: expected integer, got string \"ten\"\n"
            "- `state`: expected one of \"open\", \"closed\"; got string \"opne\", did you mean "
            "\"open\"?\n"
            "- `body`: missing required property `name`\n"
            "- `body`: unknown property `nmae`, did you mean `name`?\n"
            "- `id`: must not make a `.` or `..` segment in the path\n"
            "- `X-H`: must not contain control characters, it is sent as a header");
}

TEST(Request, UnknownNamesAreListedWithTheKnownOnes) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"owner":{},"repo":{}}})";
  EXPECT_EQ(dump(f.build(R"({"zzz":1,"Owner":2})")),
            "error: invalid arguments for get_thing:\n"
            "- unknown argument `zzz`; known are `owner`, `repo`\n"
            "- unknown argument `Owner`, did you mean `owner`?");
}

TEST(Request, BaseUrlIsMissing) {
  Fixture f;
  const std::string expected =
      "error: the base URL of the upstream API is not known: start this server with `--base-url "
      "URL` or set `THING_BASE_URL` in its environment";
  f.settings.base_urls = {""};
  EXPECT_EQ(dump(f.build("{}")), expected);
  f.settings.base_urls = {};
  EXPECT_EQ(dump(f.build("{}")), expected);
  // A base URL takes the place of the document's first one, and relative ones count from it.
  const UpstreamVariable tenant = {lasting("tenant"), {}, {}, lasting("THING_URL_TENANT")};
  const std::vector<Upstream> upstreams = {{lasting("/"), {}, {}},
                                           {lasting("https://{tenant}.test"), {}, {&tenant, 1}},
                                           {lasting("https://"), {}, {}},
                                           {lasting("/v2"), {}, {}}};
  Server server = f.server();
  server.upstreams = list_of(upstreams);
  Tool tool = f.tool();
  const auto error_of = [&](std::uint16_t upstream) {
    tool.upstream = upstream;
    return dump(build_request(server, tool, nullptr, f.settings, {}));
  };
  EXPECT_EQ(error_of(1),
            "error: the URL `https://{tenant}.test` of the upstream API is not complete: set "
            "`THING_URL_TENANT` in the environment of this server");
  EXPECT_EQ(error_of(2),
            "error: the document gives the URL `https://` for `get_thing`, at which there is "
            "nothing: the server has to be generated again with another one");
  EXPECT_EQ(error_of(3), expected);
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

TEST(Request, TheQueryOfTheBaseUrlComesFirst) {
  Fixture f;
  f.settings.base_urls = {"http://api.test/v1/?tenant=a"};
  f.schema = R"({"type":"object","properties":{"a":{}}})";
  f.arguments = {argument("a", Location::query, Style::form, true)};
  EXPECT_EQ(dump(f.build(R"({"a":1})")), "GET http://api.test/v1/things?tenant=a&a=1");
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

// docs/runtime.md, "What is tolerated": a row each.
TEST(Request, TextsAreTakenForWhatTheyHold) {
  struct Row {
    std::string_view schema, value, query;
  };
  constexpr Row rows[] = {
      {R"({"type":"integer"})", R"("5")", "a=5"},
      {R"({"type":"number"})", R"("1.10")", "a=1.10"},
      {R"({"type":"boolean"})", R"("true")", "a=true"},
      {R"({"type":"array"})", R"("[1, 2]")", "a=1&a=2"},
      {R"({"type":"object"})", R"("{\"b\": 1}")", "b=1"},
      {R"({"type":"array","items":{"type":"integer"}})", R"(["1",2,"3"])", "a=1&a=2&a=3"},
      {R"({"type":["integer","null"]})", R"("5")", "a=5"},
      {R"({"anyOf":[{"type":"integer"},{"type":"null"}]})", R"("5")", "a=5"},
      // Strings in what a string holds.
      {R"({"type":"array","items":{"type":"integer"}})", R"("[\"1\",2]")", "a=1&a=2"},
      {R"({"type":"array","items":{"type":"array","items":{"type":"integer"}}})",
       R"("[\"[\\\"1\\\"]\"]")", "a=%5B1%5D"},
      {R"({"oneOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}]})",
       R"("{\"kind\":\"cat\",\"lives\":\"9\"}")", "kind=cat&lives=9"},
      {R"({"type":"array","items":{"type":"integer"}})", R"("[\"x\"]")",
       "`a[0]`: expected integer"},
      // What only constants say.
      {R"({"enum":[1,2,3]})", R"("2")", "a=2"},
      {R"({"const":5})", R"("5")", "a=5"},
      {R"({"const":true})", R"("true")", "a=true"},
      {R"({"$ref":"#/$defs/Level"})", R"("2")", "a=2"},
      {R"({"anyOf":[{"$ref":"#/$defs/Level"},{"const":true}]})", R"("true")", "a=true"},
      {R"({"anyOf":[{"type":"integer"},{"const":true}]})", R"("7")", "a=7"},
      {R"({"enum":[1,2,3]})", R"("4")", "expected one of 1, 2, 3"},
      {R"({"enum":[1,"x"]})", R"("1")", "expected one of"},
      {R"({"enum":[1,null]})", R"("null")", "expected one of"},
      {R"({"anyOf":[{"type":"integer"},{"enum":["x"]}]})", R"("5")", "`a`"},
      // What `allowEmptyValue` adds.
      {R"({"anyOf":[{"type":"integer"},{"const":""}]})", R"("5")", "a=5"},
      {R"({"anyOf":[{"type":"integer"},{"const":""}]})", R"("")", "a="},
      {R"({"anyOf":[{"type":"array"},{"const":""}]})", R"("[1]")", "a=1"},
      {R"({"anyOf":[{"type":"array","items":{"type":"integer"}},{"const":""}]})", R"(["1"])",
       "a=1"},
      {R"({"anyOf":[{"type":"boolean"},{"const":""}]})", R"("true")", "a=true"},
      {R"({"anyOf":[{"enum":[1,2]},{"const":""}]})", R"("2")", "a=2"},
      {R"({"anyOf":[{"type":["integer","null"]},{"const":""}]})", R"("5")", "a=5"},
      {R"({"anyOf":[{"$ref":"#/$defs/Choice"},{"const":""}]})", R"("[1]")", "a=1"},
      {R"({"anyOf":[{"type":"integer"},{"type":"boolean"},{"const":""}]})", R"("5")", "a=5"},
      {R"({"anyOf":[{"type":"integer"},{"const":""}]})", R"("x")",
       R"(`a`: expected integer or an empty string, got string "x")"},
      {R"({"anyOf":[{"type":"integer"},{"const":""}]})", "true",
       "`a`: expected integer or an empty string, got boolean"},
      {R"({"anyOf":[{"enum":[1,2]},{"const":""}]})", R"("x")",
       R"(`a`: expected one of 1, 2 or an empty string; got string "x")"},
      {R"({"anyOf":[{"$ref":"#/$defs/Choice"},{"const":""}]})", R"("x")", "or an empty string"},
      {R"({"anyOf":[{"type":"integer","maximum":3},{"const":""}]})", R"("5")", "at most 3"},
      {R"({"anyOf":[{"$ref":"#/$defs/Name"},{"const":""}]})", R"("5")", "at least 3"},
      // The schema allows a string, or what the string holds is something else.
      {R"({"type":["string","integer"]})", R"("5")", "a=5"},
      {R"({"type":"integer"})", R"("five")", "expected integer"},
      {R"({"type":"integer"})", R"("5.5")", "expected integer"},
      {R"({"type":"integer"})", R"("null")", "expected integer"},
      {R"({"type":"integer"})", R"("\"5\"")", "expected integer"},
      {R"({"type":"object"})", R"("[]")", "expected object"},
      {R"({"type":"integer","maximum":3})", R"("5")", "at most 3"},
      {R"({"type":"string","minLength":3})", R"("5")", "`a`"},
      // Alternatives, by themselves, behind references and within others.
      {R"({"oneOf":[{"$ref":"#/$defs/Count"},{"$ref":"#/$defs/List"}]})", R"("5")", "a=5"},
      {R"({"oneOf":[{"$ref":"#/$defs/Count"},{"$ref":"#/$defs/List"}]})", R"("[1]")", "a=1"},
      {R"({"$ref":"#/$defs/Choice"})", R"("5")", "a=5"},
      {R"({"$ref":"#/$defs/Choice"})", R"("[\"x\"]")", "a=x"},
      {R"({"anyOf":[{"anyOf":[{"type":"integer"},{"type":"boolean"}]},{"type":"null"}]})",
       R"("true")", "a=true"},
      {R"({"anyOf":[{"oneOf":[{"$ref":"#/$defs/Choice"},{"type":"boolean"}]},{"type":"null"}]})",
       R"("7")", "a=7"},
      {R"({"allOf":[{"$ref":"#/$defs/Choice"}]})", R"("5")", "a=5"},
      {R"({"oneOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}]})",
       R"({"kind":"cat","lives":"9"})", "kind=cat&lives=9"},
      {R"({"oneOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}]})",
       R"({"kind":"dog","good":"true"})", "kind=dog&good=true"},
      {R"({"oneOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}]})",
       R"("{\"kind\":\"dog\",\"good\":true}")", "kind=dog&good=true"},
      {R"({"type":"array","items":{"oneOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}]}})",
       R"([{"kind":"cat","lives":"9"}])", "a=%7B%22kind%22%3A%22cat%22%2C%22lives%22%3A9%7D"},
      // Some alternative allows strings, no one takes what the string holds, or two take it for
      // other things.
      {R"({"oneOf":[{"$ref":"#/$defs/Count"},{"$ref":"#/$defs/Name"}]})", R"("5")", "`a`"},
      {R"({"oneOf":[{"type":"integer"},{"anyOf":[{"$ref":"#/$defs/Name"}]}]})", R"("5")", "`a`"},
      {R"({"oneOf":[{"$ref":"#/$defs/Count"},{"enum":["x"]}]})", R"("5")", "`a`"},
      {R"({"$ref":"#/$defs/Choice"})", R"("five")", "`a`"},
      {R"({"$ref":"#/$defs/Choice"})", R"("{}")", "`a`"},
      {R"({"anyOf":[{"properties":{"x":{"type":"integer"}},"required":["x","y"]},)"
       R"({"properties":{"y":{"type":"integer"}},"required":["x","y"]}]})",
       R"({"x":"1","y":"1"})", "`a`"},
  };
  for (const Row& row : rows) {
    Fixture f;
    f.schema = R"({"type":"object","properties":{"a":)" + std::string(row.schema) + "}}";
    f.definitions = {
        {lasting("Count"), lasting(R"({"type":"integer"})")},
        {lasting("List"), lasting(R"({"type":"array"})")},
        {lasting("Level"), lasting(R"({"enum":[1,2,3]})")},
        {lasting("Name"), lasting(R"({"type":"string","minLength":3})")},
        {lasting("Choice"), lasting(R"({"anyOf":[{"type":"integer"},{"$ref":"#/$defs/List"}]})")},
        {lasting("Cat"), lasting(R"({"type":"object","required":["kind","lives"],"properties":)"
                                 R"({"kind":{"const":"cat"},"lives":{"type":"integer"}}})")},
        {lasting("Dog"), lasting(R"({"type":"object","required":["kind","good"],"properties":)"
                                 R"({"kind":{"const":"dog"},"good":{"type":"boolean"}}})")}};
    f.arguments = {argument("a", Location::query, Style::form, true)};
    const std::string result = dump(f.build(R"({ "a" : )" + std::string(row.value) + "}"));
    const bool is_sent = row.query.find('=') != std::string_view::npos;
    if (is_sent) {
      EXPECT_EQ(result, "GET http://api.test/v1/things?" + std::string(row.query)) << row.schema;
    } else {
      EXPECT_NE(result.find(row.query), std::string::npos) << row.schema << ": " << result;
      EXPECT_TRUE(result.starts_with("error: ")) << row.schema << ": " << result;
    }
  }
}

TEST(Request, ManyTextsAreTakenForWhatTheyHold) {
  Fixture f;
  f.method = "POST";
  f.schema = R"({"properties":{"body":{"type":"array","items":{"type":"integer"}}}})";
  f.body = {media_type("application/json", BodyEncoding::json)};
  std::string given, wanted;
  for (int i = 0; i < 500; ++i) {
    given += (i == 0 ? "\"" : ",\"") + std::to_string(i) + '"';
    wanted += (i == 0 ? "" : ",") + std::to_string(i);
  }
  EXPECT_TRUE(dump(f.build("{\"body\":[" + given + "]}")).ends_with("\n\n[" + wanted + "]"));
}

// RFC 2045, section 6.8.
TEST(Request, Base64HasTheLinesOfMime) {
  const std::string line(76, 'A');
  EXPECT_TRUE(base64_decoded(line + "\r\n" + line + "\n" + line));
  EXPECT_TRUE(base64_decoded(line + line + "\n"));
  EXPECT_FALSE(base64_decoded(line + "AAAA\n" + line));
  EXPECT_FALSE(base64_decoded(line + "\n" + line + "AAAA\n" + line));
  EXPECT_FALSE(base64_decoded(line + "\n\n" + line));
  EXPECT_TRUE(base64_decoded(line + "\r\nAAA=\r\n"));
  EXPECT_TRUE(base64_decoded("AAAAAAAA\nAAAAAAAA\nAA"));
  EXPECT_FALSE(base64_decoded("AAAA\nAAAAAAAA\nAA"));
  EXPECT_FALSE(base64_decoded("AAAA\nAAAA\nAAAAAAAA"));
  EXPECT_FALSE(base64_decoded("hello\nworld"));
  EXPECT_FALSE(base64_decoded("AAAA\nAA\nAAAA"));
  EXPECT_FALSE(base64_decoded(line + " "));
  EXPECT_FALSE(base64_decoded(line + "\r"));
  EXPECT_FALSE(base64_decoded(line + "\n" + line + line));
}

// docs/runtime.md, "Bytes in base64": a row each.
TEST(Request, Base64IsChecked) {
  struct Row {
    std::string_view schema, value, sent;
  };
  constexpr std::string_view hint =
      "; bytes may also be given as a `data:` URI or as `file:` and a path, and text as "
      "`data:text/plain,` and the text percent-encoded";
  constexpr std::string_view encoded = R"({"type":"string","contentEncoding":"base64"})";
  constexpr Row rows[] = {
      {encoded, R"("aGk=")", "aGk="},
      {encoded, R"("aGk")", "aGk"},
      {encoded, R"("")", ""},
      {encoded, R"("aGkh\r\naGk=\r\n")", "aGkh\\r\\naGk=\\r\\n"},
      {encoded, R"("aGkh\naGk=")", "aGkh\\naGk="},
      {encoded, R"("hello world")", R"(`body.f`: must be base64, got string "hello world")"},
      {encoded, R"("aGk=\t")", R"(`body.f`: must be base64, got string "aGk=\t")"},
      {encoded, R"("aGkh\raGk=")", R"(`body.f`: must be base64, got string "aGkh\raGk=")"},
      {encoded, R"("\naGkh")", R"(`body.f`: must be base64, got string "\naGkh")"},
      {R"({"type":"string","contentEncoding":"base64url"})", R"("_-8")", "_-8"},
      {R"({"type":"string","format":"byte"})", R"("aGk=")", "aGk="},
      {encoded, R"("hello")", R"(`body.f`: must be base64, got string "hello")"},
      {R"({"type":"string","format":"byte"})", R"("hello")",
       R"(`body.f`: must be base64, got string "hello")"},
      {R"({"type":"string","contentEncoding":"base16"})", R"("hello")", "hello"},
      // What holds or names bytes.
      {encoded, R"("data:text/plain;base64,aGk%3D")", "aGk="},
      {R"({"type":"string","format":"byte","contentEncoding":"base64"})",
       R"("data:text/plain;base64,aGk=")", "aGk="},
      {R"({"type":"string","contentEncoding":"base64","format":"byte"})",
       R"("data:text/plain;base64,aGk=")", "aGk="},
      // What some APIs mean by the encoding.
      {encoded, R"("data:image/png;base64,aGk=")", "data:image/png;base64,aGk="},
      {encoded, R"("data:image/png;base64,a")",
       "`body.f`: is a `data:` URI whose data are no base64"},
      {encoded, R"("data:text/plain,a%20b")", "YSBi"},
      {encoded, R"("file:x.bin")", "KHguYmluKQ=="},
      {encoded, R"("data:text/plain")", "`body.f`: is a `data:` URI without a comma"},
      {encoded, R"("file:missing")", "`body.f`: cannot be read"},
      // In what a string holds.
      {R"({"type":"array","items":{"$ref":"#/$defs/Bytes"}})", R"("[\"data:,a\",\"aGk=\"]")",
       R"(["YQ==","aGk="])"},
      {R"({"type":"object","properties":{"g":{"$ref":"#/$defs/Bytes"}}})",
       R"("{\"g\":\"file:x.bin\"}")", R"({"g":"KHguYmluKQ=="})"},
      {R"({"anyOf":[{"type":"array","items":{"$ref":"#/$defs/Bytes"}},{"type":"null"}]})",
       R"("[\"data:,a\"]")", R"(["YQ=="])"},
      {R"({"type":"array","items":{"$ref":"#/$defs/Bytes"}})", R"("[\"file:missing\"]")",
       "`body.f[0]`: cannot be read"},
      // The other alternative takes any text.
      {R"({"anyOf":[{"type":"string","format":"byte"},{"type":"string","format":"uri"}]})",
       R"("https://a.test/")", "https://a.test/"},
      {R"({"anyOf":[{"$ref":"#/$defs/Bytes"},{"type":"null"}]})", R"("data:,a")", "YQ=="},
      {R"({"anyOf":[{"$ref":"#/$defs/Bytes"},{"type":"object"}]})", R"("data:,a")", "YQ=="},
      {R"({"anyOf":[{"$ref":"#/$defs/Bytes"},{"type":"object"}]})", R"("file:missing")",
       "`body.f`: cannot be read"},
      {R"({"anyOf":[{"$ref":"#/$defs/Bytes"},{"type":"object"}]})", R"("hello")",
       R"(`body.f`: must be base64, got string "hello")"},
  };
  for (const Row& row : rows) {
    Fixture f;
    f.method = "POST";
    f.schema = R"({"properties":{"body":{"properties":{"f":)" + std::string(row.schema) + "}}}}";
    f.definitions = {{lasting("Bytes"), lasting(encoded)}};
    f.body = {media_type("application/json", BodyEncoding::json)};
    f.settings.files = [](std::string_view path) -> std::variant<FileContent, FileProblem> {
      if (path == "missing") return FileProblem{"cannot be read"};
      return FileContent{"(" + std::string(path) + ")", {}, {}};
    };
    const std::string result = dump(f.build(R"({"body":{"f":)" + std::string(row.value) + "}}"));
    if (row.sent.starts_with('`')) {
      const std::string more(row.sent.find("must be") == std::string_view::npos ? "" : hint);
      EXPECT_EQ(result,
                "error: invalid arguments for get_thing:\n- " + std::string(row.sent) + more)
          << row.schema;
    } else {
      const std::string quote(row.sent.find_first_of("[{") == 0 ? "" : "\"");
      EXPECT_TRUE(result.ends_with("\n\n{\"f\":" + quote + std::string(row.sent) + quote + "}"))
          << row.schema << "\n"
          << result;
    }
  }
}

TEST(Request, WhatIsSaidOfTheResultIsNotSent) {
  Fixture f;
  EXPECT_EQ(dump(f.build(R"({"_result":{"pointer":"/a","offset":1,"select":["/b"]}})")),
            "GET http://api.test/v1/things");
  EXPECT_EQ(dump(f.build(R"({"_result":{"pointer":"a","offset":-1,"select":[1],"x":1}})")),
            "error: invalid arguments for get_thing:\n"
            "- `_result.pointer`: must be a JSON Pointer, such as \"/items\"\n"
            "- `_result.offset`: must be a whole number, 0 or more\n"
            "- `_result.select`: must be an array of JSON Pointers, such as \"/items/*/name\"\n"
            "- `_result`: takes `pointer` (a string), `offset` and `select`");
  // docs/runtime.md, "What is tolerated".
  for (const char* given :
       {R"("{\"offset\": 3}")", R"({"offset":"3"})", R"({"select":"[\"/items/*/name\"]"})",
        R"("{\"offset\":\"3\",\"select\":\"[\\\"/a\\\"]\"}")",
        R"({"pointer":null,"offset":null,"select":null})"}) {
    EXPECT_EQ(dump(f.build("{\"_result\":" + std::string(given) + "}")),
              "GET http://api.test/v1/things")
        << given;
  }
  EXPECT_EQ(dump(f.build(R"({"_result":"/a"})")),
            "error: invalid arguments for get_thing:\n- `_result`: must be an object");
  EXPECT_EQ(dump(f.build(R"({"_result":{"offset":"3x","select":"/a"}})")),
            "error: invalid arguments for get_thing:\n"
            "- `_result.offset`: must be a whole number, 0 or more\n"
            "- `_result.select`: must be an array of JSON Pointers, such as \"/items/*/name\"");
  f.settings.takes_result_argument = false;
  EXPECT_EQ(dump(f.build(R"({"_result":{}})")),
            "error: invalid arguments for get_thing:\n"
            "- unknown argument `_result`: this tool takes none");
  f.settings.takes_result_argument = true;
  f.schema = R"({"type":"object","properties":{"_result":{"type":"string"}}})";
  f.arguments = {argument("_result", Location::query, Style::form, true)};
  EXPECT_EQ(dump(f.build(R"({"_result":"x"})")), "GET http://api.test/v1/things?_result=x");
}

TEST(Request, ManyThreadsCompileOneSchema) {
  Fixture f;
  f.schema = R"({"type":"object","properties":{"q":{"$ref":"#/$defs/Node"}}})";
  f.definitions = {{lasting("Node"), lasting(R"({"type":"object","properties":
      {"next":{"$ref":"#/$defs/Node"},"v":{"$ref":"#/$defs/V"}}})")},
                   {lasting("V"), lasting(R"({"type":"integer"})")}};
  f.arguments = {argument("q", Location::query, Style::deep_object, true)};
  const Server server = f.server();
  const Tool tool = f.tool();
  const auto parsed = json::Document::parse(R"({"q":{"next":{"next":{"v":1}},"v":2}})");
  const json::Value& arguments = std::get<json::Document>(parsed).root();
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back(
        [&] { result = dump(build_request(server, tool, &arguments, f.settings, {})); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) {
    EXPECT_EQ(result, "GET http://api.test/v1/things?q%5Bnext%5D%5Bnext%5D%5Bv%5D=1&q%5Bv%5D=2");
  }
}

TEST(Request, Described) {
  EXPECT_EQ(describe_request({"GET", "http://h/a", {}, ""}),
            R"({"method":"GET","url":"http://h/a","headers":[]})");
  EXPECT_EQ(describe_request({"POST", "http://h/a", {{"A", "1"}, {"B", "\"2\""}}, "{\"é\":1}"}),
            R"({"method":"POST","url":"http://h/a","headers":[["A","1"],["B","\"2\""]],)"
            R"("body":"{\"é\":1}"})");
  EXPECT_EQ(describe_request({"POST", "http://h/a", {{"A", "1"}}, "\xff\xfe"}),
            R"({"method":"POST","url":"http://h/a","headers":[["A","1"]],"body_base64":"//4="})");
}

TEST(Request, AUrlThatIsNotCompleteIsSaid) {
  Fixture f;
  f.settings.base_urls = {""};
  const std::vector<UpstreamVariable> variables = {
      {lasting("stage"), {"", 0}, {nullptr, 0}, lasting("THING_STAGE"), false},
      {lasting("prefix"), {"", 0}, {nullptr, 0}, lasting("THING_PREFIX")}};
  const std::vector<Upstream> upstreams = {
      {lasting("https://h/{stage}/{prefix}"), {"", 0}, list_of(variables)}};
  Server server = f.server();
  server.upstreams = list_of(upstreams);
  const auto built = build_request(server, f.tool(), nullptr, f.settings, f.credentials);
  EXPECT_EQ(dump(built),
            "error: the URL `https://h/{stage}/{prefix}` of the upstream API is not "
            "complete: set `THING_STAGE` in the environment of this server");
}

}  // namespace
}  // namespace mcp::invoke
