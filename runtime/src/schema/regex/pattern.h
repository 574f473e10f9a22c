// A regular expression of a schema (`pattern`, `patternProperties`), ready to match.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "schema/regex/translate.h"

namespace mcp::schema::regex {

/// Compiled when it first matches: many patterns of a schema are never reached. Matches from any
/// thread.
class Pattern {
 public:
  /// Longer patterns are refused.
  static constexpr std::size_t max_bytes = 64 * 1024;

  explicit Pattern(std::string_view text);
  ~Pattern();

  const std::string& text() const { return text_; }

  /// Why the text is no regular expression, or none that can be matched; nullopt: it is fine.
  const std::optional<SyntaxError>& error() const { return error_; }

  enum class Match : std::uint8_t { no, yes, too_complex };

  /// Whether the pattern is found anywhere in `value`, which is UTF-8. Patterns that need
  /// backtracking give up after a fixed number of steps: too_complex. Precondition: no error().
  Match find(std::string_view value) const;

 private:
  struct Compiled;

  std::string text_;
  std::optional<std::string_view> prefix_;  // of a pattern that asks for nothing else
  std::string translated_;
  Engine engine_ = Engine::linear;
  std::optional<SyntaxError> error_;
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace mcp::schema::regex
