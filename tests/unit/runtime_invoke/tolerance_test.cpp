// What is tolerated of arguments: docs/runtime.md, "What is tolerated" and "Bytes in base64".
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>

#include "fixture.h"
#include "invoke/base64.h"

namespace mcp::invoke {
namespace {

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
            "- `_result.pointer`: must be a JSON Pointer, such as \"/items\", got string \"a\"\n"
            "- `_result.offset`: must be a whole number, 0 or more, got number -1\n"
            "- `_result.select`: must be an array of JSON Pointers, such as \"/items/*/name\", got "
            "array\n"
            "- `_result`: unknown property `x`; known are `pointer`, `offset` and `select`");
  EXPECT_EQ(dump(f.build(R"({"_result":{"ofset":1,"pointer":2}})")),
            "error: invalid arguments for get_thing:\n"
            "- `_result`: unknown property `ofset`, did you mean `offset`?\n"
            "- `_result.pointer`: must be a JSON Pointer, such as \"/items\", got number 2");
  EXPECT_EQ(dump(f.build(R"({"_reslt":{}})")),
            "error: invalid arguments for get_thing:\n"
            "- unknown argument `_reslt`, did you mean `_result`?");
  // docs/runtime.md, "What is tolerated".
  for (const char* given :
       {R"("{\"offset\": 3}")", R"({"offset":"3"})", R"({"select":"[\"/items/*/name\"]"})",
        R"("{\"offset\":\"3\",\"select\":\"[\\\"/a\\\"]\"}")",
        R"({"pointer":null,"offset":null,"select":null})"}) {
    EXPECT_EQ(dump(f.build("{\"_result\":" + std::string(given) + "}")),
              "GET http://api.test/v1/things")
        << given;
  }
  EXPECT_EQ(
      dump(f.build(R"({"_result":"/a"})")),
      "error: invalid arguments for get_thing:\n- `_result`: must be an object, got string \"/a\"");
  EXPECT_EQ(dump(f.build(R"({"_result":{"offset":"3x","select":"/a"}})")),
            "error: invalid arguments for get_thing:\n"
            "- `_result.offset`: must be a whole number, 0 or more, got string \"3x\"\n"
            "- `_result.select`: must be an array of JSON Pointers, such as \"/items/*/name\", got "
            "string \"/a\"");
  f.settings.takes_result_argument = false;
  EXPECT_EQ(dump(f.build(R"({"_result":{}})")),
            "error: invalid arguments for get_thing:\n"
            "- unknown argument `_result`: this tool takes none");
  EXPECT_EQ(dump(f.build(R"({"_reslt":{}})")),
            "error: invalid arguments for get_thing:\n"
            "- unknown argument `_reslt`: this tool takes none");
  f.settings.takes_result_argument = true;
  f.schema = R"({"type":"object","properties":{"_result":{"type":"string"}}})";
  f.arguments = {argument("_result", Location::query, Style::form, true)};
  EXPECT_EQ(dump(f.build(R"({"_result":"x"})")), "GET http://api.test/v1/things?_result=x");
}

}  // namespace
}  // namespace mcp::invoke
