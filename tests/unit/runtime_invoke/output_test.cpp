// Structured content fits what clients were told of it, whatever the API sends and whatever part of
// it is asked for; and what the API sends is held to the document.
#include "invoke/output.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "fixture.h"
#include "json/write.h"
#include "schema/validator.h"

namespace mcp::invoke {
namespace {

constexpr std::string_view object_schema =
    R"({"type":"object","properties":{"a":{"type":["string","number","null"]},)"
    R"("b":{"type":["array","object","null"],"items":{"type":["object","array","null"],)"
    R"("properties":{"c":{"type":["number","string","null"]}}}}}})";
constexpr std::string_view array_schema =
    R"({"type":["array","object"],"items":{"type":["string","number","null"]}})";
constexpr std::string_view wrapped_schema =
    R"({"type":"object","properties":{"result":{"type":["array","object","null"],)"
    R"("items":{"type":["string","number","null"]}}}})";

enum class Told : std::uint8_t { object, array, wrapped };

ShownOutput shown(Told told) {
  switch (told) {
    case Told::object:
      return {lasting(object_schema), true, false, lasting("result")};
    case Told::array:
      return {lasting(array_schema), false, false, lasting("value")};
    case Told::wrapped:
      break;
  }
  return {lasting(wrapped_schema), true, true, lasting("value")};
}

struct Case {
  Told told;
  std::string_view content_type, body, structured;
};

constexpr std::string_view json = "application/json";

constexpr Case cases[] = {
    {Told::object, json, R"({"a":"x"})", R"({"a":"x"})"},
    {Told::object, json, R"({"a":null,"b":null,"more":[1]})", R"({"a":null,"b":null,"more":[1]})"},
    {Told::object, json, R"({"a":1,"b":[{"c":"1"}]})", R"({"a":1,"b":[{"c":"1"}]})"},
    // What does not fit stands where nothing is said.
    {Told::object, json, R"({"a":true})", R"({"result":{"a":true}})"},
    {Told::object, json, R"([{"a":"x"}])", R"({"result":[{"a":"x"}]})"},
    {Told::object, json, "null", R"({"result":null})"},
    {Told::object, json, "17", R"({"result":17})"},
    {Told::object, "text/plain", "a \"b\"", R"({"result":"a \"b\""})"},
    {Told::object, json, "", R"({"result":"HTTP 200, no content"})"},
    {Told::object, "application/x-ndjson", "1\n2\n", R"({"result":[1,2]})"},
    {Told::object, "text/event-stream", "data: 1\n\n", R"({"result":[{"data":1}]})"},
    {Told::object, "image/png", "\x89PNG\r\n\x1A\n", "{}"},
    {Told::object, "application/pdf", "PDF", "{}"},
    // JavaScript reads infinity.
    {Told::object, json, R"({"a":1e400})", R"({"result":{"a":1e400}})"},
    {Told::object, json, R"({"z":[-1e309]})", R"({"result":{"z":[-1e309]}})"},
    {Told::object, json, R"({"a":1e300})", R"({"a":1e300})"},
    {Told::object, json, R"({"a":1e-400})", R"({"a":1e-400})"},
    {Told::array, json, R"(["x",1,null])", R"(["x",1,null])"},
    {Told::array, json, "[]", "[]"},
    {Told::array, json, R"({"x":1})", R"({"x":1})"},
    {Told::array, json, "[true]", R"({"value":[true]})"},
    // Some clients take null for no structured content.
    {Told::array, json, "null", R"({"value":null})"},
    {Told::array, "text/plain", "x", R"({"value":"x"})"},
    {Told::array, "image/png", "\x89PNG\r\n\x1A\n", "{}"},
    {Told::wrapped, json, R"(["x"])", R"({"result":["x"]})"},
    {Told::wrapped, json, "null", R"({"result":null})"},
    {Told::wrapped, json, R"({"x":1})", R"({"result":{"x":1}})"},
    {Told::wrapped, json, "[true]", R"({"value":[true]})"},
    {Told::wrapped, json, "17", R"({"value":17})"},
    {Told::wrapped, "text/plain", "x", R"({"value":"x"})"},
    {Told::wrapped, "image/png", "\x89PNG\r\n\x1A\n", "{}"},
};

ToolResult result_of(const ShownOutput& output, std::string_view content_type,
                     std::string_view body, ResultOptions&& options = {}) {
  options.shown = output;
  return make_result(Fixture().tool(),
                     {200, {{"content-type", std::string(content_type)}}, std::string(body)},
                     options);
}

bool fits(const ShownOutput& output, const std::string& structured) {
  const auto parsed = json::Document::parse(structured);
  return schema::Schema::compile(output.schema)->accepts(std::get<json::Document>(parsed).root());
}

TEST(Output, FitsWhatClientsWereTold) {
  for (const Case& c : cases) {
    const ToolResult result = result_of(shown(c.told), c.content_type, c.body);
    EXPECT_FALSE(result.is_error) << c.body;
    EXPECT_EQ(result.structured_content, c.structured) << c.body;
    EXPECT_TRUE(fits(shown(c.told), result.structured_content)) << c.body;
  }
}

TEST(Output, ErrorsHaveNoStructuredContent) {
  for (const int status : {400, 404, 500, 302}) {
    ResultOptions options;
    options.shown = shown(Told::object);
    const ToolResult result = make_result(
        Fixture().tool(), {status, {{"content-type", "application/json"}}, "{}"}, options);
    EXPECT_TRUE(result.is_error) << status;
    EXPECT_EQ(result.structured_content, "") << status;
  }
  EXPECT_TRUE(result_of(shown(Told::object), json, "{").is_error);
}

TEST(Output, NotModifiedIsASuccess) {
  ResultOptions options;
  options.shown = shown(Told::object);
  const ToolResult result = make_result(Fixture().tool(), {304, {}, ""}, options);
  EXPECT_FALSE(result.is_error);
  EXPECT_TRUE(fits(options.shown, result.structured_content)) << result.structured_content;
}

struct PartCase {
  Told told;
  std::string_view request, body, content, structured;
};

// A part stands where the whole has it; items before it are left out.
constexpr PartCase parts[] = {
    {Told::object, R"({"pointer":"/b/1/c"})", R"({"a":"x","b":[{"c":1},{"c":2}]})", "2",
     R"({"b":[{"c":2}]})"},
    {Told::object, R"({"pointer":"/b","offset":1})", R"({"b":[{"c":1},{"c":2}]})", R"([{"c":2}])",
     R"({"b":[{"c":2}]})"},
    {Told::object, R"({"select":["/b/*/c"]})", R"({"a":"x","b":[{"c":1,"d":1}]})",
     R"({"b":[{"c":1}]})", R"({"b":[{"c":1}]})"},
    {Told::object, R"({"pointer":"/b/0","select":["/c"]})", R"({"b":[{"c":1,"d":2}]})",
     R"({"c":1})", R"({"b":[{"c":1}]})"},
    // What is wrong elsewhere does not matter.
    {Told::object, R"({"pointer":"/b"})", R"({"a":true,"b":[]})", "[]", R"({"b":[]})"},
    {Told::object, R"({"pointer":"/a"})", R"({"a":true})", "true", R"({"result":{"a":true}})"},
    {Told::object, R"({"pointer":"/a","offset":1})", R"({"a":"xyz"})", "yz", R"({"result":"yz"})"},
    {Told::array, R"({"pointer":"/1"})", R"(["x","y"])", R"("y")", R"(["y"])"},
    {Told::array, R"({"offset":1})", R"(["x","y"])", R"(["y"])", R"(["y"])"},
    {Told::wrapped, R"({"pointer":"/1"})", R"(["x","y"])", R"("y")", R"({"result":["y"]})"},
    // By position, also where the name stands again with something else.
    {Told::object, R"({"pointer":"/~@0/~@0"})", R"({"b":{"c":1,"c":2},"a":"x"})", "1",
     R"({"b":{"c":1}})"},
    {Told::object, R"({"pointer":"/~@0"})", R"({"a":true,"a":"x"})", "true",
     R"({"result":{"a":true}})"},
    {Told::object, R"({"pointer":"/~@1"})", R"({"a":true,"a":"x"})", R"("x")", R"({"a":"x"})"},
    {Told::object, R"({"pointer":"/~#1"})", R"({"a":"x","b":[]})", R"("b")", R"({"result":"b"})"},
    {Told::wrapped, R"({"pointer":"/x~1y"})", R"({"x/y":true})", "true",
     R"({"result":{"x/y":true}})"},
};

TEST(Output, PartsFitToo) {
  for (const PartCase& c : parts) {
    ResultOptions options;
    Problems problems;
    const auto request = json::Document::parse(std::string(c.request));
    options.request = read_result_request(std::get<json::Document>(request).root(), problems);
    ASSERT_TRUE(problems.empty()) << c.request;
    const ToolResult result = result_of(shown(c.told), json, c.body, std::move(options));
    std::string content = R"([{"type":"text","text":)";
    json::append_string(content, c.content);
    EXPECT_EQ(result.content, content + "}]") << c.request;
    EXPECT_EQ(result.structured_content, c.structured) << c.request;
    EXPECT_TRUE(fits(shown(c.told), result.structured_content)) << c.request;
  }
}

// Whatever the limit, what is left fits.
TEST(Output, CutResultsFit) {
  const std::string item = R"({"c":12345,"text":")" + std::string(300, 'x') + "\"}";
  const std::string object = R"({"a":")" + std::string(500, 'y') + R"(","b":[)" + item + "," +
                             item + "," + item + R"(],"n":123456})";
  const std::string array = R"([")" + std::string(400, 'z') + R"(","a","b",12345678,null])";
  for (std::size_t limit = 0; limit < 2000; limit += 7) {
    const auto cut = [&](Told told, std::string_view type, const std::string& body) {
      ResultOptions options;
      options.limits.text = limit;
      return result_of(shown(told), type, body, std::move(options)).structured_content;
    };
    for (const Told told : {Told::object, Told::array, Told::wrapped}) {
      for (const std::string& body : {object, array}) {
        const std::string structured = cut(told, json, body);
        EXPECT_TRUE(fits(shown(told), structured)) << limit << ' ' << structured;
      }
      const std::string text = cut(told, "text/plain", std::string(1000, 't'));
      EXPECT_TRUE(fits(shown(told), text)) << limit << ' ' << text;
    }
  }
}

// The names around a part are no part of the limit, but are not longer than it either.
TEST(Output, LongNamesAroundAPartAreLeftOut) {
  const std::string name(300, 'k');
  for (const std::size_t limit : {200U, 400U}) {
    ResultOptions options;
    options.limits.text = limit;
    options.request.pointer = "/~@0/~@0";
    const std::string structured =
        result_of(shown(Told::object), json, "{\"" + name + "\":{\"c\":1}}", std::move(options))
            .structured_content;
    EXPECT_EQ(structured, limit < name.size() ? R"({"result":1})" : "{\"" + name + "\":{\"c\":1}}");
    EXPECT_TRUE(fits(shown(Told::object), structured)) << structured;
  }
}

TEST(Output, NothingChangesWhereNothingWasTold) {
  EXPECT_EQ(result_of({}, json, "[1]").structured_content, "[1]");
  EXPECT_EQ(result_of({}, json, "null").structured_content, "null");
  EXPECT_EQ(result_of({}, "text/plain", "x").structured_content, "");
  EXPECT_EQ(result_of({}, json, "").structured_content, "");
}

struct CheckCase {
  std::string_view body;
  Conformity conformity;
  std::string_view difference;
};

TEST(Output, IsHeldToTheDocument) {
  Fixture fixture;
  fixture.definitions = {
      {lasting("Pet"), lasting(R"({"type":"object","required":["name"],"properties":{"name":)"
                               R"({"type":"string"},"secret":false}})")}};
  const Server server = fixture.server();
  Tool tool = fixture.tool();
  tool.output_schema = lasting(R"({"type":"array","items":{"$ref":"#/$defs/Pet"}})");
  constexpr CheckCase rows[] = {
      {R"([{"name":"Rex"}])", Conformity::conforms, ""},
      {R"([{"name":"Rex"},{"name":7}])", Conformity::differs,
       "`/1/name` against `#/$defs/Pet/properties/name/type`"},
      {R"([{}])", Conformity::differs, "`/0` against `#/$defs/Pet/required`"},
      {"{}", Conformity::differs, "`` against `#/type`"},
  };
  for (const CheckCase& row : rows) {
    ResultOptions options;
    options.server = &server;
    const ToolResult result = make_result(
        tool, {200, {{"content-type", "application/json"}}, std::string(row.body)}, options);
    EXPECT_FALSE(result.is_error) << row.body;
    EXPECT_EQ(result.checked.conformity, row.conformity) << row.body;
    EXPECT_EQ(result.checked.difference, row.difference) << row.body;
  }
  ResultOptions options;
  options.server = &server;
  const auto conformity = [&](int status, std::string type, std::string body) {
    return make_result(tool, {status, {{"content-type", std::move(type)}}, std::move(body)},
                       options)
        .checked.conformity;
  };
  EXPECT_EQ(conformity(200, "text/plain", "x"), Conformity::none);
  EXPECT_EQ(conformity(404, "application/json", "{}"), Conformity::none);
  // The part that the document hides is no difference.
  tool.write_only = hiding(R"({"items":{"properties":{"secret":{"writeOnly":true}}}})");
  EXPECT_EQ(conformity(200, "application/json", R"([{"name":"Rex","secret":"s"}])"),
            Conformity::conforms);
  // What is not told of says nothing either way.
  tool.output_schema = {nullptr, 0};
  EXPECT_EQ(conformity(200, "application/json", "[]"), Conformity::none);
}

TEST(Output, CheckingEnds) {
  Fixture fixture;
  fixture.definitions = {
      {lasting("D"), lasting(R"({"anyOf":[{"type":"array","items":{"$ref":"#/$defs/D"}},)"
                             R"({"type":"array","items":{"$ref":"#/$defs/D"},"minItems":2}]})")}};
  const Server server = fixture.server();
  Tool tool = fixture.tool();
  tool.output_schema = lasting(R"({"$ref":"#/$defs/D"})");
  std::string body;
  for (int i = 0; i < 100; ++i) body += '[';
  body += "1";
  for (int i = 0; i < 100; ++i) body += ']';
  ResultOptions options;
  options.server = &server;
  const ToolResult result =
      make_result(tool, {200, {{"content-type", "application/json"}}, body}, options);
  EXPECT_EQ(result.checked.conformity, Conformity::unchecked);
  EXPECT_FALSE(result.is_error);
}

}  // namespace
}  // namespace mcp::invoke
