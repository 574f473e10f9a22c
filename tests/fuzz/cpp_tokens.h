// A strict reader of C++ tokens ([lex]): enough to tell what is code, what is a literal and what a
// comment.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::fuzz {

struct CppToken {
  enum class Kind : unsigned char { word, punctuation, text, comment } kind = Kind::word;
  /// The characters; of a literal what it stands for. A literal's suffix is a word of its own.
  std::string text;
};

/// Throws std::runtime_error at anything a compiler could read in another way than a person: a
/// literal or comment without an end, an escape that [lex.ccon] does not have, a trigraph, a line
/// that goes on after a backslash, a hidden character, bytes that are not UTF-8.
std::vector<CppToken> cpp_tokens(std::string_view source);

}  // namespace mcpcc::fuzz
