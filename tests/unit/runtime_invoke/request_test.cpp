#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "fixture.h"

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

TEST(Request, TheQueryOfTheBaseUrlComesFirst) {
  Fixture f;
  f.settings.base_urls = {"http://api.test/v1/?tenant=a"};
  f.schema = R"({"type":"object","properties":{"a":{}}})";
  f.arguments = {argument("a", Location::query, Style::form, true)};
  EXPECT_EQ(dump(f.build(R"({"a":1})")), "GET http://api.test/v1/things?tenant=a&a=1");
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
