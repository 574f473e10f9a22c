// Unicode properties of regular expressions (ECMA-262, section 22.2.1.9, tables 67 to 70).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mcp::schema::regex {

/// What stands between the brackets of a character class for `\p{expression}`, or for
/// `\P{expression}` where `negated`; both engines read it. nullopt: ECMA-262 has no such property.
/// The Unicode version is PCRE2's.
std::optional<std::string> property_class(std::string_view expression, bool negated);

}  // namespace mcp::schema::regex
