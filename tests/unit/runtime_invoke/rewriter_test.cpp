#include "invoke/rewriter.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fixture.h"

namespace mcp::invoke {
namespace {

TEST(Rewriter, MakesOfArgumentsWhatTheDocumentMeans) {
  using enum RewriteKind;
  constexpr Rewrite rewrites[] = {
      {"/size"_t, null_is_absent, ""_t},       {"/body/b_c"_t, rename, "b c"_t},
      {"/body/b_c"_t, null_is_absent, ""_t},   {"/body/map"_t, json_text, ""_t},
      {"/body/map"_t, null_is_absent, ""_t},   {"/body/list/*/_x"_t, rename, "$x"_t},
      {"/body/list/*/y"_t, json_text, ""_t},   {"/body/~1~0"_t, rename, "/"_t},
      {"/body/*"_t, null_is_absent, ""_t},     {"/empty/_"_t, rename, ""_t},
      {"/note"_t, null_is_absent, ""_t},       {"/note"_t, prefixed_json_text, ""_t},
      {"/outer/in_ner"_t, rename, "in ner"_t}, {"/outer/in_ner/_v"_t, rename, "$v"_t},
      {"/swapped/a"_t, rename, "b"_t},         {"/swapped/b"_t, rename, "c"_t},
      {"/swapped/c"_t, rename, "c!"_t},        {"/open"_t, prefixed_json_text, ""_t},
      {"/open/b_c"_t, rename, "b c"_t},        {"/open/d"_t, null_is_absent, ""_t},
      {"/open/d"_t, prefixed_json_text, ""_t}, {"/open/*/_x"_t, rename, "$x"_t},
  };
  const Rewriter rewriter({rewrites, std::size(rewrites)});
  struct Case {
    std::string_view given, meant;
  };
  constexpr Case cases[] = {
      {R"({})", R"({})"},
      {R"({"size":null})", R"({})"},
      {R"({"size":1.50})", R"({"size":1.50})"},
      {R"({"other":null})", R"({"other":null})"},
      {R"({"size":null,"body":{"b_c":1,"b":2}})", R"({"body":{"b c":1,"b":2}})"},
      {R"({"body":{"b_c":null,"map":null,"list":null}})", R"({"body":{"list":null}})"},
      {R"({"body":{"map":"{\"k\": [1, 2]}"}})", R"({"body":{"map":{"k":[1,2]}}})"},
      {R"({"body":{"map":{"k":1}}})", R"({"body":{"map":{"k":1}}})"},
      {R"({"body":{"map":"not JSON"}})", R"({"body":{"map":"not JSON"}})"},
      {R"({"body":{"list":[{"_x":1,"y":"null"},2,{"y":"\"t\""}]}})",
       R"({"body":{"list":[{"$x":1,"y":null},2,{"y":"t"}]}})"},
      {R"({"body":{"/~":1,"z":null}})", R"({"body":{"/":1}})"},
      {R"({"body":[null]})", R"({"body":[null]})"},
      {R"({"empty":{"_":1,"a":2}})", R"({"empty":{"":1,"a":2}})"},
      {R"({"body":"text"})", R"({"body":"text"})"},
      {R"({"note":null})", R"({})"},
      {R"({"note":"null"})", R"({"note":"null"})"},
      {R"({"note":"json:null"})", R"({"note":null})"},
      {R"({"note":"json:\"json:null\""})", R"({"note":"json:null"})"},
      {R"({"note":"json:{\"k\": [1.50]}"})", R"({"note":{"k":[1.50]}})"},
      {R"({"note":"json:no JSON"})", R"({"note":"json:no JSON"})"},
      {R"({"note":"json:"})", R"({"note":"json:"})"},
      {R"({"note":["json:null"]})", R"({"note":["json:null"]})"},
      // In JSON text the names that are shown mean the same, and nothing else is another thing.
      {R"({"open":"json:{\"b_c\": 1, \"d\":null, \"e\":{\"_x\":\"json:1\"}}"})",
       R"({"open":{"b c":1,"d":null,"e":{"$x":"json:1"}}})"},
      {R"({"open":"json:{\"b c\":1,\"d\":\"json:null\"}"})",
       R"({"open":{"b c":1,"d":"json:null"}})"},
      {R"({"open":{"b_c":1,"d":"json:null"}})", R"({"open":{"b c":1,"d":null}})"},
      // The names of the document, too.
      {R"({"body":{"b c":1,"list":[{"$x":1,"y":"2"}],"/":1}})",
       R"({"body":{"b c":1,"list":[{"$x":1,"y":2}],"/":1}})"},
      {R"({"body":{"b c":null}})", R"({"body":{}})"},
      {R"({"outer":{"in_ner":{"_v":1}}})", R"({"outer":{"in ner":{"$v":1}}})"},
      {R"({"outer":{"in ner":{"_v":1,"w":2}}})", R"({"outer":{"in ner":{"$v":1,"w":2}}})"},
      // What is shown counts where it is also a name of the document.
      {R"({"swapped":{"a":1,"b":2,"c":3}})", R"({"swapped":{"b":1,"c":2,"c!":3}})"},
      {R"({"swapped":{"a":1,"c!":3}})", R"({"swapped":{"b":1,"c!":3}})"},
  };
  for (const auto& c : cases) {
    const auto parsed = json::Document::parse(std::string(c.given));
    std::string out;
    EXPECT_EQ(rewriter.append(out, std::get<json::Document>(parsed).root()), Problems()) << c.given;
    EXPECT_EQ(out, c.meant) << c.given;
  }
}

constexpr Rewrite renames[] = {
    {"/body/_filter"_t, RewriteKind::rename, "$filter"_t},
    {"/body/_filter/_eq"_t, RewriteKind::rename, "$eq"_t},
    {"/body/list/*/_x"_t, RewriteKind::rename, "$x"_t},
    {"/body/map/*/_y"_t, RewriteKind::rename, "$y"_t},
    {"/kind"_t, RewriteKind::rename, "filter[kind]"_t},
    {"/body/_n"_t, RewriteKind::rename, "n!"_t},
    {"/body/_n"_t, RewriteKind::null_is_absent, ""_t},
};

TEST(Rewriter, RefusesAMemberUnderBothOfItsNames) {
  const Rewriter rewriter({renames, std::size(renames)});
  struct Case {
    std::string_view given;
    Problems problems;
  };
  const Case cases[] = {
      {R"({"body":{"_filter":1,"$filter":2}})",
       {"`body`: `_filter` and `$filter` are names of one member, give only one of them"}},
      {R"({"filter[kind]":1,"kind":2})",
       {"`filter[kind]` and `kind` are names of one member, give only one of them"}},
      {R"({"body":{"list":[{},{"_x":1,"$x":2}],"map":{"k":{"$y":1,"_y":2}}}})",
       {"`body.list[1]`: `_x` and `$x` are names of one member, give only one of them",
        "`body.map.k`: `$y` and `_y` are names of one member, give only one of them"}},
      // Twice under one name is not said here: the last one counts, as for every reader of JSON.
      {R"({"body":{"_filter":1,"_filter":2}})", {}},
      {R"({"body":{"_n":null,"n!":2}})", {}},
      {R"({"other":{"_filter":1,"$filter":2}})", {}},
  };
  for (const auto& c : cases) {
    const auto parsed = json::Document::parse(std::string(c.given));
    std::string out;
    EXPECT_EQ(rewriter.append(out, std::get<json::Document>(parsed).root()), c.problems) << c.given;
  }
}

// What is wrong with arguments is said in the names that the client was shown.
TEST(Rewriter, GivesErrorsTheNamesThatAreShown) {
  const Rewriter rewriter({renames, std::size(renames)});
  Fixture f;
  f.method = "POST";
  f.schema =
      R"({"type":"object","additionalProperties":false,"required":["filter[kind]"],"properties":{)"
      R"("filter[kind]":{"type":"string"},"body":{"type":"object","required":["$filter"],)"
      R"("additionalProperties":false,"dependentRequired":{"n!":["$filter"]},"properties":{)"
      R"("$filter":{"type":"object","required":["$eq"],"properties":{"$eq":{"type":"integer"}},)"
      R"("unevaluatedProperties":false},"n!":{"anyOf":[{"type":"integer"},{"type":"array",)"
      R"("items":{"type":"integer"}}]},"list":{"type":"array","items":{"required":["$x"],)"
      R"("properties":{"$x":{"type":"integer"}}}},"map":{"additionalProperties":{"properties":{)"
      R"("$y":{"type":"integer"}},"propertyNames":{"maxLength":2}}}}}}})";
  f.arguments = {argument("filter[kind]", Location::header, Style::simple, false)};
  f.body = {media_type("application/json", BodyEncoding::json)};
  struct Case {
    std::string_view given, error;
  };
  constexpr Case cases[] = {
      {R"({})", "missing required property `kind`"},
      {R"({"kind":5})", "`kind`: expected string, got number 5"},
      {R"({"filter[kind]":5})", "`kind`: expected string, got number 5"},
      {R"({"kin":"a","kind":"a"})", "unknown argument `kin`, did you mean `kind`?"},
      {R"({"kind":"a\u0001"})",
       "`kind`: must not contain control characters, it is sent as a header"},
      {R"({"kind":"a","body":{"n!":1}})",
       "`body`: missing required property `_filter`\n"
       "- `body`: missing property `_filter`, which `_n` requires"},
      {R"({"kind":"a","body":{"_filter":{}}})", "`body._filter`: missing required property `_eq`"},
      {R"({"kind":"a","body":{"$filter":{"$eq":true}}})",
       "`body._filter._eq`: expected integer, got boolean true"},
      {R"({"kind":"a","body":{"_filter":{"_eq":1,"eq":2}}})",
       "`body._filter`: unknown property `eq`, did you mean `_eq`?"},
      {R"({"kind":"a","body":{"_filter":{"_eq":1},"$n":2}})",
       "`body`: unknown property `$n`, did you mean `_n`?"},
      {R"({"kind":"a","body":{"_filter":{"_eq":1},"_n":[1,true]}})",
       "`body._n[1]`: expected integer, got boolean true"},
      {R"({"kind":"a","body":{"_filter":{"_eq":1},"list":[{"_x":true},{}]}})",
       "`body.list[0]._x`: expected integer, got boolean true\n"
       "- `body.list[1]`: missing required property `_x`"},
      {R"({"kind":"a","body":{"_filter":{"_eq":1},"map":{"_filter":{"_y":true}}}})",
       "`body.map._filter._y`: expected integer, got boolean true"},
      {R"({"kind":"a","body":{"_filter":{"_eq":1},"map":{"a":{"$yz":1}}}})",
       "`body.map.a`: property name `$yz` is not allowed"},
  };
  for (const auto& c : cases) {
    const auto parsed = json::Document::parse(std::string(c.given));
    std::string text;
    ASSERT_EQ(rewriter.append(text, std::get<json::Document>(parsed).root()), Problems());
    const auto meant = json::Document::parse(text);
    EXPECT_EQ(dump(build_request(f.server(), f.tool(), &std::get<json::Document>(meant).root(),
                                 f.settings, {}, rewriter)),
              "error: invalid arguments for get_thing:\n- " + std::string(c.error))
        << c.given;
  }
}

TEST(Rewriter, GivesPartsOfBodiesTheNamesThatAreShown) {
  constexpr Rewrite rows[] = {{"/body/_photo"_t, RewriteKind::rename, "$photo"_t},
                              {"/_id"_t, RewriteKind::rename, "$id"_t}};
  const Rewriter rewriter({rows, std::size(rows)});
  Fixture f;
  f.method = "POST";
  f.path = "/things/{$id}";
  f.schema = R"({"properties":{"$id":{},"body":{}}})";
  f.arguments = {argument("$id", Location::path, Style::simple, false)};
  const std::vector parts = {typed("$photo", "image/png", BodyEncoding::octet_stream)};
  f.body = {media_type("multipart/form-data", BodyEncoding::multipart, parts)};
  const auto parsed = json::Document::parse(R"({"$id":"..","body":{"$photo":"file:x"}})");
  const std::string error = dump(build_request(
      f.server(), f.tool(), &std::get<json::Document>(parsed).root(), f.settings, {}, rewriter));
  EXPECT_NE(error.find("- `_id`: must not make a `.`"), std::string::npos) << error;
  EXPECT_NE(error.find("- `body._photo`: "), std::string::npos) << error;
}

}  // namespace
}  // namespace mcp::invoke
