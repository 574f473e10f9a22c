// What a reference says of arguments, and that its examples conform.
#include "docs/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "docs/arguments.h"
#include "docs/formats.h"
#include "json/value.h"
#include "schema/validator.h"

namespace mcpcc::docs {
namespace {

using testing::HasSubstr;
using testing::Not;

// A line a value: indentation, name, type, facts.
std::string shown(const std::string& schema) {
  project::Tool tool;
  tool.input_schema = schema;
  tool.arguments = {{"id", "path", "petId", true}, {"body", "body", "", false}};
  std::string out;
  const auto add = [&](const Property& property, std::size_t depth) {
    out += std::string(depth * 2, ' ') + property.name + ": " + property.type;
    if (property.is_required) out += ", required";
    for (const auto& constraint : property.constraints) out += ", " + constraint;
    if (!property.default_value.empty()) out += ", by default " + property.default_value;
    for (const auto& example : property.examples) out += ", for example " + example;
    out += '\n';
  };
  for (const Argument& argument : describe_arguments(tool)) {
    add(argument.value, 0);
    for (const Property& property : argument.nested) add(property, property.depth);
  }
  return out;
}

TEST(Arguments, AreSaidInWords) {
  struct Case {
    const char* schema;
    const char* text;
  };
  const Case cases[] = {
      {R"({"properties":{"id":{"type":"integer","format":"int64","minimum":1}},"required":["id"]})",
       "id: integer (int64), required, at least 1\n"},
      {R"({"properties":{"sort":{"type":"string","enum":["age","name"],"default":"age"}}})",
       "sort: string, one of \"age\", \"name\", by default \"age\"\n"},
      {R"({"properties":{"tags":{"type":"array","maxItems":5,"items":{"type":"string","minLength":2}}}})",
       "tags: array of string, at most 5 items, items: at least 2 characters\n"},
      {R"({"properties":{"note":{"type":["string","null"],"examples":["a","b"]}}})",
       "note: string or null, for example \"a\", for example \"b\"\n"},
      {R"({"properties":{"body":{"type":"object","required":["a"],"properties":{
            "a":{"type":"object","additionalProperties":{"type":"number"}},
            "b":{"type":"array","items":{"type":"object","properties":{"c":{}}}}}}}})",
       "body: object\n  a: object, required\n    (any other name): number\n  b: array of object\n  "
       "  c: any value\n"},
      {R"({"properties":{"x":{"anyOf":[{"type":"string"},{"type":"object","properties":{"y":{"const":1}}}]}}})",
       "x: string or object\n  (form 2): object\n    y: one of these values, always 1\n"},
      {R"({"properties":{"x":{"$ref":"#/$defs/node"}},"$defs":{"node":{"type":"object","properties":{"next":{"$ref":"#/$defs/node"}}}}})",
       nullptr},
      {R"({"type":"object"})", ""},
      {"not JSON", ""},
  };
  for (const Case& c : cases) {
    const std::string text = shown(c.schema);
    if (c.text != nullptr) {
      EXPECT_EQ(text, c.text) << c.schema;
    }
    // A schema that holds itself ends somewhere.
    EXPECT_LT(text.size(), 1000U);
  }
}

TEST(Arguments, ExamplesConform) {
  struct Case {
    const char* schema;
    const char* example;  // nullptr: any that conforms
  };
  const Case cases[] = {
      {R"({"type":"object","properties":{"a":{"type":"string"}}})", "{}"},
      {R"({"type":"object","required":["a","b"],"properties":{"a":{"type":"integer","default":20},"b":{"enum":["x","y"]}}})",
       R"({"a":20,"b":"x"})"},
      {R"({"type":"object","required":["b"],"properties":{"b":{"type":"object","required":["c"],"properties":{"c":{"type":"array","items":{"type":"boolean"}},"d":{}}}}})",
       R"({"b":{"c":[true]}})"},
      {R"({"type":"object","required":["p"],"properties":{"p":{"type":"string","pattern":"^[A-Z]{3}-[0-9]+$"}}})",
       nullptr},
      {R"({"type":"object","required":["p"],"properties":{"p":{"type":"number","exclusiveMinimum":7,"multipleOf":3}}})",
       nullptr},
      {R"({"type":"object","required":["p"],"properties":{"p":{"type":"array","minItems":3,"uniqueItems":true,"items":{"type":"string"}}}})",
       nullptr},
      {R"({"type":"object","required":["p"],"properties":{"p":{"oneOf":[{"type":"object","required":["k"],"properties":{"k":{"const":"a"}}},{"type":"object","required":["k","l"],"properties":{"k":{"const":"b"}}}]}}})",
       nullptr},
      {R"({"type":"object","required":["p"],"properties":{"p":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"object","required":["v"],"properties":{"v":{"type":"integer","minimum":3},"n":{"$ref":"#/$defs/n"}}}}})",
       nullptr},
      {R"({"type":"object","minProperties":2,"required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"string"}}})",
       nullptr},
      // An example of the document that the schema refuses is not shown.
      {R"({"type":"object","required":["a"],"properties":{"a":{"type":"integer","examples":["one"]}}})",
       nullptr},
  };
  for (const Case& c : cases) {
    const std::string example = example_arguments(c.schema);
    if (c.example != nullptr) {
      EXPECT_EQ(example, c.example) << c.schema;
    }
    const auto parsed = mcp::json::Document::parse(example);
    ASSERT_TRUE(std::holds_alternative<mcp::json::Document>(parsed)) << c.schema << example;
    EXPECT_TRUE(mcp::schema::Schema::compile(c.schema)->accepts(
        std::get<mcp::json::Document>(parsed).root()))
        << c.schema << '\n'
        << example;
  }
  EXPECT_EQ(example_arguments(R"({"type":"object","required":["a"],"properties":{"a":false}})"),
            "");
}

TEST(Arguments, JsonIsLaidOut) {
  EXPECT_EQ(pretty_json(R"({"a":[1,{"b\"":"x"}],"c":{},"d":[]})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\\\"\": \"x\"\n    }\n  ],\n  \"c\": {},\n  "
            "\"d\": []\n}");
}

// A project all of whose texts are `text`.
project::Project project_of(const std::string& text) {
  project::Project project;
  project.name = "shop";
  project.title = project.version = project.instructions = text;
  project.website_url = "https://x.example/" + text;
  project.upstreams = {{text, text}};
  project.environment = {{"SHOP_BASE_URL", text, false, false, false, text, {text}, {}}};
  project.tags = {{text, text, text, {}, {}}};
  project::Tool& tool = project.tools.emplace_back();
  tool.name = "list_pets";
  tool.title = tool.description = tool.operation_id = tool.method = tool.path = text;
  tool.tags = {text};
  std::string quoted;
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  tool.input_schema =
      R"({"type":"object","required":["a"],"properties":{"a":{"type":"string","description":")" +
      quoted + R"(","default":")" + quoted + R"(","pattern":")" + "" +
      R"("},"b":{"type":"object","description":")" + quoted + R"(","properties":{")" + quoted +
      R"(":{}}}}})";
  tool.arguments = {{"a", text, text, true}};
  tool.security = {{{text, {text}}}};
  tool.errors = {{text, text}};
  return project;
}

Losses losses_of(const std::string& text) {
  Losses losses;
  losses.of_tools["list_pets"] = {{"lowered", text, text, {text}, 1}};
  losses.others = {{"refused", text, text, {text}, 1}};
  losses.counts[text] = {1, 2, 3};
  return losses;
}

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

const std::string hostile =
    "</script></style><script>x()</script><img src=x onerror=x()>\"'`` ``` \n\n# a\n- b\n```\n| "
    "c\n]]>&amp;{{x}}\n<!--";

// Whatever the texts are, a page has the elements of one with harmless texts.
TEST(Formats, HtmlKeepsTextsOutOfItsMarkup) {
  const auto page = [](const std::string& text) {
    const project::Project project = project_of(text);
    const Losses losses = losses_of(text);
    return to_html(make_reference(project, &losses, "1"));
  };
  const std::string harmless = page("text"), wild = page(hostile);
  for (const char* mark : {"<script", "</script", "<style", "</style", "<img", "<!--",
                           "onerror=x()>", "<article", "<input", "<a "}) {
    if (std::string(mark) == "onerror=x()>") {
      EXPECT_THAT(wild, Not(HasSubstr("<img src=x")));
      continue;
    }
    EXPECT_EQ(count_of(wild, mark), count_of(harmless, mark)) << mark;
  }
  EXPECT_THAT(wild, HasSubstr("{{x}}"));
}

TEST(Formats, MarkdownKeepsTextsOutOfItsMarkup) {
  const auto page = [](const std::string& text) {
    const project::Project project = project_of(text);
    const Losses losses = losses_of(text);
    return to_markdown(make_reference(project, &losses, "1")).front().content;
  };
  const std::string wild = page(hostile), harmless = page("text");
  for (const char* mark : {"\n# ", "\n## ", "\n### ", "\n| ", "```sh\n"})
    EXPECT_EQ(count_of(wild, mark), count_of(harmless, mark)) << mark << wild;
  EXPECT_EQ(count_of(wild, "<script"), count_of(wild, "\\<script") +
                                           count_of(wild, "`</script></style><script") +
                                           count_of(wild, " </script></style><script") +
                                           count_of(wild, "\"</script></style><script"));
}

TEST(Formats, LargeMarkdownHasAPageAGroup) {
  project::Project project = project_of("text");
  const project::Tool tool = project.tools.front();
  for (int i = 0; i < 120; ++i) {
    project.tools.push_back(tool);
    project.tools.back().name = "tool_" + std::to_string(i);
    project.tools.back().tags = {"Group " + std::to_string(i % 3)};
  }
  const auto tree = to_markdown(make_reference(project, nullptr, "1"));
  std::vector<std::string> paths;
  for (const auto& file : tree) paths.push_back(file.path);
  EXPECT_THAT(paths, testing::ElementsAre("tools.md", "tools/text.md", "tools/group-0.md",
                                          "tools/group-1.md", "tools/group-2.md"));
  EXPECT_THAT(tree.front().content, HasSubstr("](tools/group-0.md)"));
}

TEST(Formats, JsonIsJson) {
  const project::Project project = project_of(hostile);
  const Losses losses = losses_of(hostile);
  const auto parsed = mcp::json::Document::parse(to_json(make_reference(project, &losses, "1")));
  ASSERT_TRUE(std::holds_alternative<mcp::json::Document>(parsed));
  EXPECT_EQ(std::get<mcp::json::Document>(parsed).root().find("title")->string(), hostile);
}

// Of more than a hundred tools each tag has a page, whatever its script.
TEST(Markdown, TagsOfAnyScriptHavePages) {
  project::Project project;
  for (const char* tag : {"\u65E5\u672C", "..", "pets"}) {
    for (int i = 0; i < 40; ++i) {
      project::Tool tool;
      tool.name = "tool_" + std::to_string(project.tools.size());
      tool.input_schema = R"({"type":"object"})";
      tool.tags = {tag};
      project.tools.push_back(std::move(tool));
    }
  }
  std::string paths;
  for (const auto& file : to_markdown(make_reference(project, nullptr, "0")))
    paths += file.path + ' ';
  EXPECT_EQ(paths, "tools.md tools/untitled.md tools/untitled-2.md tools/pets.md ");
}

}  // namespace
}  // namespace mcpcc::docs
