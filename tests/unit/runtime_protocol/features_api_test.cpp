// What Features refuses, and how its small parts read.
#include <gtest/gtest.h>
#include <mcp/server.h>

#include <stdexcept>
#include <string>

#include "features/uri_template.h"
#include "json/value.h"

namespace mcp {
namespace {

ToolResult nothing(Call&) { return {}; }

TEST(Features, RefusesMalformedTools) {
  const auto tool = [](std::string name, std::string schema) {
    ToolInfo info;
    info.name = std::move(name);
    if (!schema.empty()) info.input_schema = std::move(schema);
    return info;
  };
  const auto header = [](std::string_view type, std::string_view name) {
    return R"({"type":"object","properties":{"a":{"type":")" + std::string(type) +
           R"(","x-mcp-header":)" + std::string(name) + "}}}";
  };
  const ToolInfo bad[] = {
      tool("", ""),
      tool("a b", ""),
      tool(std::string(65, 'a'), ""),
      tool("a", "nonsense"),
      tool("a", "[]"),
      tool("a", R"({"type":"string"})"),
      tool("a", "{}"),
      tool("a", header("number", "\"X\"")),
      tool("a", header("string", "\"\"")),
      tool("a", header("string", "\"a b\"")),
      tool("a", header("string", "7")),
      tool("a", R"({"type":"object","properties":{"a":{"type":"string","x-mcp-header":"X"},
                    "b":{"type":"string","x-mcp-header":"x"}}})"),
      {.name = "a", .output_schema = "7"},
      {.name = "a", .icons = "{}"},
      {.name = "a", .meta = "[]"},
  };
  for (const ToolInfo& info : bad) {
    Features features;
    EXPECT_THROW(features.add_tool(info, nothing), std::invalid_argument)
        << info.name << ' ' << info.input_schema;
  }
  Features features;
  features.add_tool(tool("a", ""), nothing);
  EXPECT_THROW(features.add_tool(tool("a", ""), nothing), std::invalid_argument);
  EXPECT_TRUE(features.remove_tool("a"));
  EXPECT_FALSE(features.remove_tool("a"));
  features.add_tool(tool("a", header("integer", "\"Count\"")), nothing);
}

TEST(Features, RefusesWhatCannotBeFound) {
  Features features;
  const auto read = [](Call&) { return ReadResult{}; };
  EXPECT_THROW(features.add_resource({.uri = "relative", .name = "x"}, read),
               std::invalid_argument);
  EXPECT_THROW(features.add_resource({.uri = "a:b", .name = ""}, read), std::invalid_argument);
  for (const char* text : {"a:{", "a:}", "a:{}", "a:{+x}", "a:{x}{y}", "a:{x,y}"}) {
    EXPECT_THROW(features.add_resource_template({.uri_template = text, .name = "x"}, read),
                 std::invalid_argument)
        << text;
  }
  const auto complete = [](Call&) { return Completion{}; };
  EXPECT_THROW(features.complete_prompt("none", "a", complete), std::invalid_argument);
  EXPECT_THROW(features.complete_resource("none", "a", complete), std::invalid_argument);
  EXPECT_THROW(features.add_prompt({.name = "p", .arguments = {{.name = "a"}, {.name = "a"}}},
                                   [](Call&) { return PromptResult{}; }),
               std::invalid_argument);
}

TEST(UriTemplate, Matches) {
  struct Case {
    std::string_view text, uri, values;
  };
  constexpr Case cases[] = {
      {"a:{x}", "a:1", "x=1 "},
      {"a:{x}", "a:", "-"},
      {"a:{x}", "b:1", "-"},
      {"a:{x}", "a:1/2", "-"},
      {"a:{x}/{y}.txt", "a:1/b.txt.txt", "x=1 y=b.txt "},
      {"a:{x}/{y}.txt", "a:1/.txt", "-"},
      {"a:{x}/{y}.txt", "a:1/b.txt/", "-"},
      {"a:{x}/end", "a:%2F%41/end", "x=/A "},
      {"a:b", "a:b", ""},
      {"a:b", "a:bc", "-"},
  };
  for (const Case& c : cases) {
    const auto match = UriTemplate(c.text).match(c.uri);
    std::string out;
    if (!match) out = "-";
    if (match) {
      for (const auto& [name, value] : *match) out += name + "=" + value + " ";
    }
    EXPECT_EQ(out, c.values) << c.text << ' ' << c.uri;
  }
}

TEST(Json, LooksIntoWhatIsNotThere) {
  const auto parsed = json::Document::parse(
      R"({"s":"x","i":7,"f":1.5,"w":3.0,"b":true,"n":null,"a":[1,2],"big":123456789012345678901})");
  const Json root(&std::get<json::Document>(parsed).root());
  EXPECT_EQ(root["s"].string(), "x");
  EXPECT_EQ(root["i"].integer(), 7);
  EXPECT_EQ(root["w"].integer(), 3);
  EXPECT_EQ(root["f"].integer(-1), -1);
  EXPECT_EQ(root["big"].integer(-1), -1);
  EXPECT_EQ(root["f"].number(), 1.5);
  EXPECT_TRUE(root["b"].boolean());
  EXPECT_TRUE(root["n"].is_null());
  EXPECT_FALSE(root["none"].exists());
  EXPECT_EQ(root["none"]["deeper"].at(3).string("otherwise"), "otherwise");
  EXPECT_EQ(root["a"].size(), 2U);
  EXPECT_EQ(root["a"].at(1).raw(), "2");
  EXPECT_EQ(root["a"].at(2).raw(), "");
  EXPECT_EQ(root.key(1), "i");
}

TEST(Json, WritesObjects) {
  EXPECT_EQ(JsonObject().text(), "{}");
  EXPECT_EQ(JsonObject()
                .add("s", "a\"b")
                .add("i", -7)
                .add("d", 0.1)
                .add("b", false)
                .add("n", 1.0 / 0.0)
                .add_json("o", "[1]")
                .text(),
            R"({"s":"a\"b","i":-7,"d":0.1,"b":false,"n":null,"o":[1]})");
}

}  // namespace
}  // namespace mcp
