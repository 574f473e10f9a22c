// ECMA-262 regular expressions, written in the syntax that RE2 and PCRE2 share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace mcp::schema::regex {

enum class Engine : std::uint8_t {
  linear,       ///< RE2: time linear in the text; no lookaround, no back-reference
  backtracking  ///< PCRE2: everything, within limits
};

/// Why a text is no regular expression.
struct SyntaxError {
  std::size_t offset = 0;  ///< in bytes
  std::string message;
  bool is_unsupported = false;  ///< a regular expression all the same, which no engine here matches
};

/// The pattern needs what only Engine::backtracking offers: lookaround, back-references, or so many
/// repetitions that written out they pass the budget.
struct NeedsBacktracking {};

/// Translates `pattern`, which is read with the `u` flag and no other (ECMA-262, section 22.2.1;
/// JSON Schema 2020-12 core, section 6.4), with what real documents need from Annex B.1.2: escapes
/// of any ASCII character but letters and digits, braces and brackets that stand for themselves,
/// and a hyphen beside a class escape. Linear in the length of the pattern; no recursion.
std::variant<std::string, NeedsBacktracking, SyntaxError> translate(std::string_view pattern,
                                                                    Engine engine);

}  // namespace mcp::schema::regex
