#include "cpp_tokens.h"

#include "support/utf8.h"

namespace mcpcc::fuzz {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::vector<CppToken> tokens() && {
    check_characters();
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == ' ' || c == '\n') {
        ++at_;
      } else if (source_.substr(at_).starts_with("//")) {
        const auto end = std::min(source_.find('\n', at_), source_.size());
        add(CppToken::Kind::comment, std::string(source_.substr(at_, end - at_)));
        at_ = end;
      } else if (source_.substr(at_).starts_with("/*")) {
        const auto end = source_.find("*/", at_ + 2);
        if (end == std::string_view::npos) fail("a comment without an end");
        add(CppToken::Kind::comment, std::string(source_.substr(at_, end + 2 - at_)));
        at_ = end + 2;
      } else if (c == '"') {
        ordinary();
      } else if (source_.substr(at_).starts_with("R\"")) {
        raw();
      } else if (is_word(c)) {
        const std::size_t begin = at_;
        while (at_ < source_.size() && is_word(source_[at_])) ++at_;
        if (at_ < source_.size() && source_[at_] == '"') fail("a literal with a prefix");
        add(CppToken::Kind::word, std::string(source_.substr(begin, at_ - begin)));
      } else if (c > ' ' && c < '\x7F' && c != '\\' && c != '\'' && c != '`' && c != '@' &&
                 c != '$') {
        add(CppToken::Kind::punctuation, std::string(1, c));
        ++at_;
      } else {
        fail("a character that begins no token");
      }
    }
    return std::move(tokens_);
  }

 private:
  // [lex.phases] 1 and 2: what happens before there are tokens.
  void check_characters() {
    for (at_ = 0; at_ < source_.size();) {
      const auto code_point = utf8::decode(source_, at_);
      if (!code_point.valid) fail("bytes that are not UTF-8");
      if (utf8::is_hidden(code_point.value) && code_point.value != '\n') fail("a hidden character");
      if (source_.substr(at_).starts_with("\\\n")) fail("a backslash at the end of a line");
      at_ += code_point.size;
    }
    at_ = 0;
  }

  void check_trigraph(std::size_t at) const {
    constexpr std::string_view third = "=/'()!<>-";
    if (source_.substr(at).starts_with("?\?") && at + 2 < source_.size() &&
        third.find(source_[at + 2]) != std::string_view::npos)
      fail("a trigraph");
  }

  void ordinary() {
    std::string text;
    for (++at_;; ++at_) {
      if (at_ >= source_.size() || source_[at_] == '\n') fail("a literal without an end");
      check_trigraph(at_);
      if (source_[at_] == '"') break;
      if (source_[at_] != '\\') {
        text += source_[at_];
        continue;
      }
      text += escape();
    }
    ++at_;
    add(CppToken::Kind::text, std::move(text));
  }

  char escape() {
    const char c = ++at_ < source_.size() ? source_[at_] : '\0';
    switch (c) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case '"':
      case '\\':
      case '?':
        return c;
      default:
        break;
    }
    const std::string_view octal = source_.substr(at_, 3);
    if (octal.size() < 3 || octal.find_first_not_of("01234567") != std::string_view::npos ||
        c > '3')
      fail("an escape that mcpcc does not write");
    at_ += 2;
    return static_cast<char>((octal[0] - '0') * 64 + (octal[1] - '0') * 8 + (octal[2] - '0'));
  }

  void raw() {
    const auto open = source_.find('(', at_);
    if (open == std::string_view::npos) fail("a raw literal that does not begin");
    const std::string_view delimiter = source_.substr(at_ + 2, open - at_ - 2);
    if (delimiter.size() > 16 || delimiter.find_first_of(" )\\\"\n") != std::string_view::npos)
      fail("a delimiter that is none");
    const std::string closing = ")" + std::string(delimiter) + "\"";
    const auto close = source_.find(closing, open);
    if (close == std::string_view::npos) fail("a raw literal without an end");
    add(CppToken::Kind::text, std::string(source_.substr(open + 1, close - open - 1)));
    at_ = close + closing.size();
  }

  void add(CppToken::Kind kind, std::string text) { tokens_.push_back({kind, std::move(text)}); }
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " at byte " + std::to_string(at_));
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::vector<CppToken> tokens_;
};

}  // namespace

std::vector<CppToken> cpp_tokens(std::string_view source) { return Lexer(source).tokens(); }

}  // namespace mcpcc::fuzz
