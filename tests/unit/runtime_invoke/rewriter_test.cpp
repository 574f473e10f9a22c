#include "invoke/rewriter.h"

#include <gtest/gtest.h>

#include <variant>

namespace mcp::invoke {
namespace {

TEST(Rewriter, MakesOfArgumentsWhatTheDocumentMeans) {
  using enum RewriteKind;
  constexpr Rewrite rewrites[] = {
      {"/size"_t, null_is_absent, ""_t},     {"/body/b_c"_t, rename, "b c"_t},
      {"/body/b_c"_t, null_is_absent, ""_t}, {"/body/map"_t, json_text, ""_t},
      {"/body/map"_t, null_is_absent, ""_t}, {"/body/list/*/_x"_t, rename, "$x"_t},
      {"/body/list/*/y"_t, json_text, ""_t}, {"/body/~1~0"_t, rename, "/"_t},
      {"/body/*"_t, null_is_absent, ""_t},   {"/empty/_"_t, rename, ""_t},
      {"/note"_t, null_is_absent, ""_t},     {"/note"_t, prefixed_json_text, ""_t},
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
  };
  for (const auto& c : cases) {
    const auto parsed = json::Document::parse(std::string(c.given));
    std::string out;
    rewriter.append(out, std::get<json::Document>(parsed).root());
    EXPECT_EQ(out, c.meant) << c.given;
  }
}

}  // namespace
}  // namespace mcp::invoke
