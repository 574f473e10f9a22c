#include "support/diagnostics.h"

#include <gtest/gtest.h>

namespace mcpcc {
namespace {

const Rule& error_rule = rules::json_syntax;
const Rule& warning_rule = rules::yaml_tag_unknown;
const Rule& note_rule = rules::schema_cut;

TEST(Diagnostics, SeveritiesAsOnTheCommandLine) {
  ASSERT_EQ(error_rule.severity, Severity::error);
  ASSERT_EQ(warning_rule.severity, Severity::warning);
  ASSERT_EQ(note_rule.severity, Severity::note);
  const std::string warning_id(warning_rule.id), error_id(error_rule.id);
  const struct {
    SeverityOptions options;
    Severity error, warning, note;
  } cases[] = {
      {{}, Severity::error, Severity::warning, Severity::note},
      {{true, {}}, Severity::error, Severity::error, Severity::note},
      {{true, {{warning_id, Severity::warning}}},
       Severity::error,
       Severity::warning,
       Severity::note},
      {{false, {{warning_id, Severity::error}}}, Severity::error, Severity::error, Severity::note},
      {{true, {{error_id, Severity::warning}}}, Severity::warning, Severity::error, Severity::note},
  };
  for (const auto& c : cases) {
    Diagnostics diagnostics(c.options);
    diagnostics.report(error_rule, Span{0, 1, 2});
    diagnostics.report(warning_rule, Span{0, 2, 3});
    diagnostics.report(note_rule, Span{0, 3, 4});
    const auto sorted = diagnostics.sorted();
    ASSERT_EQ(sorted.size(), 3u);
    EXPECT_EQ(sorted[0].severity, c.error);
    EXPECT_EQ(sorted[1].severity, c.warning);
    EXPECT_EQ(sorted[2].severity, c.note);
    EXPECT_EQ(diagnostics.errors() + diagnostics.warnings(), 2u);
  }
}

TEST(Diagnostics, SortedByPlace) {
  Diagnostics diagnostics;
  diagnostics.report(error_rule, Span{1, 0, 1}, {}, "4");
  diagnostics.report(error_rule, Span{0, 9, 9}, {}, "2");
  diagnostics.report(error_rule, Span{0, 9, 10}, {}, "3");
  diagnostics.report(error_rule, Span{0, 1, 2}, {}, "1");
  diagnostics.report(error_rule, "0");
  std::string order;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) order += diagnostic.detail;
  EXPECT_EQ(order, "01234");
}

TEST(Diagnostics, KeepsALimitedNumberOfEachRule) {
  Diagnostics diagnostics({}, 2);
  for (std::uint32_t i = 0; i < 5; ++i) diagnostics.report(warning_rule, Span{0, i, i});
  diagnostics.report(error_rule, Span{});
  EXPECT_EQ(diagnostics.sorted().size(), 3u);
  EXPECT_EQ(diagnostics.warnings(), 5u);
  EXPECT_EQ(diagnostics.errors(), 1u);
  ASSERT_EQ(diagnostics.suppressed().size(), 1u);
  EXPECT_EQ(diagnostics.suppressed().find(warning_rule.id)->second, 3u);
}

TEST(Diagnostics, AppendTakesOverWithItsOwnSeverities) {
  Diagnostics tried({}, 2);
  for (std::uint32_t i = 0; i < 5; ++i) tried.report(warning_rule, Span{0, i, i});
  Diagnostics diagnostics({true, {}}, 1);
  diagnostics.append(std::move(tried));
  EXPECT_EQ(diagnostics.errors(), 5u);
  EXPECT_EQ(diagnostics.warnings(), 0u);
  ASSERT_EQ(diagnostics.sorted().size(), 1u);
  EXPECT_EQ(diagnostics.sorted()[0].severity, Severity::error);
  EXPECT_EQ(diagnostics.suppressed().find(warning_rule.id)->second, 4u);
}

}  // namespace
}  // namespace mcpcc
