// Regular expressions that the engines of clients and of models' APIs read alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcpcc::profile {

/// `pattern`, a regular expression of ECMA-262, in what ECMA-262 with the flag `u`, Python's `re`,
/// Rust's `regex` and RE2 have in common and mean the same by: no escapes that are not needed, no
/// names of groups, `\d` and `\w` as classes of ASCII. What `\s`, `\b` and their opposites mean
/// beyond ASCII, and `.` and `$` of line ends, is left to the engine. nullopt: there is no such
/// form (lookaround, back-references, `\p`, `[^]`...). Sources: docs/profiles.md.
std::optional<std::string> portable_pattern(std::string_view pattern);

}  // namespace mcpcc::profile
