#include <gtest/gtest.h>

#include "support/diagnostics.h"

namespace mcpcc {
namespace {

Diagnostic at(std::uint32_t begin, std::uint32_t end) {
  Diagnostic diagnostic;
  diagnostic.rule = &rules::ref_unresolved;
  diagnostic.at = {0, begin, end};
  return diagnostic;
}

std::string render(std::string text, const Diagnostic& diagnostic, bool color = false) {
  Sources sources;
  sources.add("pets.yaml", std::move(text));
  return render_text(diagnostic, sources, {color});
}

/// The two lines that show the source.
std::string excerpt(std::string text, std::uint32_t begin, std::uint32_t end) {
  const std::string all = render(std::move(text), at(begin, end));
  return all.substr(all.find('\n') + 1);
}

TEST(RenderText, EveryPart) {
  Diagnostic diagnostic = at(12, 20);
  diagnostic.detail = "`Pett`";
  diagnostic.pointer = "#/paths/~1pets/get";
  diagnostic.hints = {"did you mean `Pet`?", "second"};
  EXPECT_EQ(
      render("one\n  $ref: '#/Pett'\n", diagnostic),
      "pets.yaml:2:9: error: the target of the reference does not exist: `Pett` [ref-unresolved]\n"
      "    2 |   $ref: '#/Pett'\n"
      "      |         ^~~~~~~~\n"
      "  in #/paths/~1pets/get\n"
      "  note: did you mean `Pet`?\n"
      "  note: second\n");
}

TEST(RenderText, WithoutAPlace) {
  Diagnostic diagnostic = at(0, 0);
  diagnostic.located = false;
  diagnostic.severity = Severity::warning;
  diagnostic.detail = "x";
  EXPECT_EQ(render("", diagnostic),
            "warning: the target of the reference does not exist: x [ref-unresolved]\n");
}

TEST(RenderText, Color) {
  EXPECT_EQ(
      render("ab\n", at(1, 2), true),
      "\x1b[1mpets.yaml:1:2: \x1b[1;31merror: \x1b[0m\x1b[1mthe target of the reference does not "
      "exist\x1b[0m [ref-unresolved]\n"
      "    1 | ab\n"
      "      |  \x1b[1;32m^\x1b[0m\n");
}

TEST(RenderText, Excerpts) {
  const struct {
    std::string text;
    std::uint32_t begin, end;
    std::string_view shown;
  } cases[] = {
      {"abc", 1, 1, "    1 | abc\n      |  ^\n"},
      {"abc", 3, 3, "    1 | abc\n      |    ^\n"},
      {"abc\ndef", 1, 6, "    1 | abc\n      |  ^~\n"},
      {"a\tbc", 2, 4, "    1 | a   bc\n      |     ^~\n"},
      {"\xEF\xBB\xBF"
       "abc",
       3, 6, "    1 | abc\n      | ^~~\n"},
      {"\xE4\xB8\xAD\xE6\x96\x87x", 3, 7, "    1 | \xE4\xB8\xAD\xE6\x96\x87x\n      |   ^~~\n"},
      {"e\xCC\x81x", 3, 4, "    1 | e\xCC\x81x\n      |  ^\n"},
      {"\xE2\x80\xAEx", 0, 3, "    1 | \\u202ex\n      | ^~~~~~\n"},
      {"a\xFF"
       "b",
       1, 2, "    1 | a\\xffb\n      |  ^~~~\n"},
      {"a\x1B[0m", 5, 5, "    1 | a\\u001b[0m\n      |           ^\n"},
      {"", 0, 0, ""},
  };
  for (const auto& c : cases) EXPECT_EQ(excerpt(c.text, c.begin, c.end), c.shown);
  EXPECT_EQ(excerpt(std::string(123455, '\n') + "abc", 123455, 123456),
            "123456 | abc\n       | ^\n");
}

TEST(RenderText, CutsLongLinesAroundThePlace) {
  const std::string line(1'000'000, 'x');
  EXPECT_EQ(excerpt(line, 500'000, 500'004), "    1 | ..." + std::string(157, 'x') +
                                                 "...\n      | " + std::string(63, ' ') + "^~~~\n");
  EXPECT_EQ(excerpt(line, 2, 3), "    1 | " + std::string(160, 'x') + "...\n      |   ^\n");
  EXPECT_EQ(excerpt(line, 999'999, 1'000'000),
            "    1 | ..." + std::string(61, 'x') + "\n      | " + std::string(63, ' ') + "^\n");
  const std::string all = excerpt(line, 0, 1'000'000);
  EXPECT_EQ(all,
            "    1 | " + std::string(160, 'x') + "...\n      | ^" + std::string(159, '~') + "\n");
}

TEST(RenderText, MasksUsersOfUrls) {
  const struct {
    std::string text;
    std::uint32_t begin, end;
    std::string_view shown;
  } cases[] = {
      {"a: https://u:secret@h", 0, 1, "    1 | a: https://***@h\n      | ^\n"},
      {"a: https://u:secret@h", 3, 21, "    1 | a: https://***@h\n      |    ^~~~~~~~~~~~~\n"},
      {"a: https://u:secret@h b", 22, 23,
       "    1 | a: https://***@h b\n      |                  ^\n"},
      {"a: https://u:secret@h", 13, 16, "    1 | a: https://***@h\n      |            ^~~\n"},
      {"a: https://u:secret@h", 3, 13, "    1 | a: https://***@h\n      |    ^~~~~~~~~~~\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(excerpt(c.text, c.begin, c.end), c.shown);
  const std::string line = "a: https://u:" + std::string(5'000, 's') + "@h, b: 1";
  const auto last = static_cast<std::uint32_t>(line.size() - 1);
  EXPECT_EQ(excerpt(line, last, last + 1).find("sss"), std::string::npos);
  Diagnostic diagnostic = at(0, 0);
  diagnostic.detail = "`https://u:secret@h`";
  diagnostic.pointer = "#/https:~1~1u:secret@h";
  diagnostic.hints = {"http://u:secret@h"};
  EXPECT_EQ(render("x", diagnostic).find("secret"), std::string::npos);
  Sources sources;
  sources.add("https://u:secret@h/a.yaml", "");
  EXPECT_EQ(render_json(diagnostic, sources).find("secret"), std::string::npos);
  EXPECT_EQ(render_text(diagnostic, sources, {}).find("secret"), std::string::npos);
}

TEST(RenderText, HidesSecrets) {
  Sources sources;
  sources.add("pets.yaml", "one\na: {b: u:p, c: 1}\nd: e\n");
  const Span hidden[] = {{0, 7, 14}, {1, 0, 30}};
  const std::string all = render_text(at(19, 20), sources, {false, hidden});
  EXPECT_NE(all.find("    2 | a: ***, c: 1}\n      |            ^\n"), std::string::npos) << all;
  const Span lines[] = {{0, 2, 27}};
  const std::string none = render_text(at(16, 17), sources, {false, lines});
  EXPECT_NE(none.find("    2 | ***\n      | ^~~\n"), std::string::npos) << none;
}

TEST(RenderText, EscapesAndShortensWhatComesFromTheDocument) {
  Diagnostic diagnostic = at(0, 0);
  diagnostic.detail = "\x1B[31m";
  diagnostic.pointer = "#/" + std::string(100'000, 'a') + "/\xE2\x80\xAE";
  const std::string shown = render("x", diagnostic);
  EXPECT_LT(shown.size(), 1'000u);
  EXPECT_NE(shown.find("exist: \\u001b[31m ["), std::string::npos);
  EXPECT_NE(shown.find(" ... aaa"), std::string::npos);
  EXPECT_NE(shown.find("a/\\u202e\n"), std::string::npos);
}

TEST(RenderJson, OneLine) {
  Sources sources;
  sources.add("p\"ets.yaml", "one\n  $ref: 1\n");
  Diagnostic diagnostic = at(6, 7);
  diagnostic.detail = "`a\n\xE2\x80\xAE`";
  diagnostic.pointer = "#/a";
  diagnostic.hints = {"x", "y\xFF"};
  EXPECT_EQ(
      render_json(diagnostic, sources),
      R"({"rule":"ref-unresolved","severity":"error","message":"the target of the reference does not exist: `a\n\u202e`",)"
      R"("file":"p\"ets.yaml","line":2,"column":3,"pointer":"#/a","hints":["x","y)"
      "\xEF\xBF\xBD\"]}");
  diagnostic = at(0, 0);
  diagnostic.located = false;
  EXPECT_EQ(
      render_json(diagnostic, sources),
      R"({"rule":"ref-unresolved","severity":"error","message":"the target of the reference does not exist",)"
      R"("file":null,"line":null,"column":null,"pointer":"","hints":[]})");
}

}  // namespace
}  // namespace mcpcc
