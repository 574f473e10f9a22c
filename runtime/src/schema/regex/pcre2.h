// PCRE2, within limits; pcre2.cpp alone includes its header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "schema/regex/translate.h"

namespace mcp::schema::regex {

/// A compiled PCRE2 pattern in UTF mode. Matches from any thread. Texts must be well-formed UTF-8.
class Backtracker {
 public:
  static std::variant<Backtracker, SyntaxError> compile(std::string_view pattern);

  enum class Result : std::uint8_t { no, yes, limit };

  /// Whether the pattern is found anywhere in `text`. limit: not known after 1,000,000 steps, 8 MiB
  /// of memory or 5,000 points to come back to.
  Result find(std::string_view text) const;

  /// The first match that begins at byte `from` or later, as begin and end.
  std::optional<std::pair<std::size_t, std::size_t>> find_span(std::string_view text,
                                                               std::size_t from) const;

 private:
  explicit Backtracker(std::shared_ptr<void> code) : code_(std::move(code)) {}

  std::shared_ptr<void> code_;
};

}  // namespace mcp::schema::regex
