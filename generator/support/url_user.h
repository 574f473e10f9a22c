// User information in URLs (RFC 3986, section 3.2.1): a password that nothing may publish.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mcpcc {

/// Whether `url` has a user or a password. What stands between braces is the name of a variable.
bool has_user(std::string_view url);

/// The same with the values that variables may have, by name; the first is the one that is taken.
using ValuesOfVariable = std::function<std::vector<std::string_view>(std::string_view name)>;
bool has_user(std::string_view url, const ValuesOfVariable& values);

/// A part of a text, in bytes.
struct TextRange {
  std::size_t begin = 0, end = 0;
};

/// The users and passwords of the URLs in `text`, any text, from the first to the last; also of
/// URLs whose slashes are escaped as in JSON or in a JSON Pointer, and of passwords that hold a
/// slash. Those that are variables alone are none.
std::vector<TextRange> users_in(std::string_view text);

/// What stands for them where they are left out.
inline constexpr std::string_view masked_user = "***";
/// `text` with each of users_in() masked.
std::string without_users(std::string_view text);

}  // namespace mcpcc
