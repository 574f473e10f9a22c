// What is `writeOnly` is in no result.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fixture.h"

namespace mcp::invoke {
namespace {

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

TEST(ResultWriteOnly, WriteOnlyIsDropped) {
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

TEST(ResultWriteOnly, WriteOnlyAsAWhole) {
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
TEST(ResultWriteOnly, WriteOnlyOfWhatIsNotCalledJson) {
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
TEST(ResultWriteOnly, WriteOnlyIsOfTheResponseWithTheStatus) {
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

TEST(ResultWriteOnly, FailuresOfWhichItCannotBeToldAreLeftOut) {
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
TEST(ResultWriteOnly, WriteOnlyOfWhatIsNoJson) {
  Tool tool = Fixture().tool();
  tool.write_only = hiding(account);
  for (const auto& [status, type] : {std::pair(200, "application/json"),
                                     {206, "application/json"},
                                     {200, "application/x-ndjson"},
                                     {200, "multipart/mixed; boundary=b"}}) {
    const ToolResult result =
        make_result(tool, {status, {{"Content-Type", type}}, R"({"password":"p")"});
    EXPECT_TRUE(result.is_error);
    EXPECT_EQ(result.content.find("password"), std::string::npos) << result.content;
  }
}

}  // namespace
}  // namespace mcp::invoke
