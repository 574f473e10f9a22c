// Diagnostics: data first, text last. A stage reports what it finds and goes on; the driver decides
// how it is shown.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "support/rules.h"
#include "support/source.h"

namespace mcpcc {

struct Diagnostic {
  const Rule* rule = nullptr;
  Severity severity = Severity::error;  ///< after --strict, --error and --warn
  Span at{};
  bool located = true;  ///< false: about the run or a file as a whole; `at` means nothing
  std::string pointer;  ///< JSON Pointer into the document, `#/paths/...`; may be empty
  std::string detail;   ///< what was found, appended to the rule's sentence; may be empty
  std::vector<std::string> hints;
};

/// How severities are changed by the command line.
struct SeverityOptions {
  bool strict = false;  ///< every warning that loses or repairs something is an error
  std::map<std::string, Severity, std::less<>> overrides;  ///< by rule id
};

/// Collects diagnostics; for one thread. What is reported again of the same place counts once, and
/// of a number that JSON does not have nothing else is reported. At
/// most `limit` are kept a rule; the rest are counted, and reported as one line.
class Diagnostics {
 public:
  explicit Diagnostics(SeverityOptions options = {}, std::size_t limit_a_rule = 100);

  void report(const Rule& rule, Span at, std::string pointer = {}, std::string detail = {},
              std::vector<std::string> hints = {});
  /// For a finding that has no place in a file.
  void report(const Rule& rule, std::string detail, std::vector<std::string> hints = {});

  /// Takes over what `other` holds, with the severities and the limit of this one. For a stage that
  /// tries something and may have to forget what it found.
  void append(Diagnostics other);

  /// Whether one more of `rule` would be kept. Hints for what is not are not worth their time.
  bool keeps(const Rule& rule) const;

  /// Whether an error or a warning was reported at the byte where `at` begins, kept or not.
  bool has_reported_at(Span at) const;
  bool has_reported_at(Span at, const Rule& rule) const;

  /// Whether `rule` was reported, kept or not.
  bool has_reported(const Rule& rule) const;

  bool has_errors() const { return errors_ != 0; }
  std::size_t errors() const { return errors_; }
  std::size_t warnings() const { return warnings_; }
  /// In the order of files and places; those without a place come first, and that no operation has
  /// become a tool behind all that says why.
  std::vector<Diagnostic> sorted() const;
  /// How many of each rule were not kept; errors() and warnings() count them.
  const std::map<std::string, std::size_t, std::less<>>& suppressed() const { return suppressed_; }

  /// What stands at `at` is a secret: no line of its file shows it.
  void hide(Span at) { hidden_.push_back(at); }
  const std::vector<Span>& hidden() const { return hidden_; }

 private:
  Severity severity_of(const Rule& rule) const;
  void count_severity(Severity severity, std::size_t count);
  void add(Diagnostic diagnostic);

  SeverityOptions options_;
  std::size_t limit_;
  std::vector<Diagnostic> kept_;
  std::map<const Rule*, std::size_t> kept_of_rule_;  // only ever looked up: its order means nothing
  std::map<std::string, std::size_t, std::less<>> suppressed_;
  std::set<std::tuple<std::uint32_t, std::uint32_t, const Rule*>> places_;  // file and first byte
  std::size_t errors_ = 0, warnings_ = 0;
  std::vector<Span> hidden_;
};

struct TextStyle {
  bool color = false;
  std::span<const Span> hidden = {};  ///< Diagnostics::hidden()
};

/// `pets.yaml:41:17: error: ... [rule]`, the source line, a caret, the pointer and the hints, each
/// line ended. Control, bidirectional and invisible characters of the document are shown escaped, a
/// very long line is cut around the place. Users and passwords of URLs are masked, as everywhere in
/// what is shown.
std::string render_text(const Diagnostic& diagnostic, const Sources& sources,
                        const TextStyle& style);

/// One line of JSON without a line end:
/// {"rule","severity","message","file","line","column","pointer","hints":[...]}. Without a place,
/// file, line and column are null.
std::string render_json(const Diagnostic& diagnostic, const Sources& sources);

/// The entry of `candidates` that is nearest to `word` by edit distance, case aside; empty when
/// none is near enough to suggest. Of equally near ones the first. The work is bounded: of very
/// many candidates the last may go unseen.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// The same as hints for a report: "did you mean `Pet`?", or none.
std::vector<std::string> suggest(std::string_view word,
                                 const std::vector<std::string_view>& candidates);

}  // namespace mcpcc
