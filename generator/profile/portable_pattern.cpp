#include "profile/portable_pattern.h"

#include <charconv>
#include <cstdint>
#include <utility>

#include "json/utf8.h"

namespace mcpcc::profile {

namespace {

constexpr std::string_view syntax_characters = "^$\\.*+?()[]{}|";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Rewriter {
 public:
  explicit Rewriter(std::string_view pattern) : pattern_(pattern) {}

  std::optional<std::string> run() {
    while (at_ < pattern_.size()) {
      const bool is_known = is_in_class_ ? read_in_class() : read();
      if (!is_known) return std::nullopt;
    }
    return std::move(out_);
  }

 private:
  bool next_is(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }

  bool read() {
    const char c = pattern_[at_];
    if (c == '\\') return read_escape();
    if (c == '[') return read_class_start();
    if (c == '(') return read_group();
    ++at_;
    // Literals: without the flag `u` they need no escape.
    if (c == ']' || (c == '}' && !std::exchange(is_in_quantifier_, false))) out_ += '\\';
    if (c == '{') {
      is_in_quantifier_ = is_quantifier();
      if (!is_in_quantifier_) out_ += '\\';
    }
    out_ += c;
    return true;
  }

  // Behind `{`: digits, and perhaps a comma and digits.
  bool is_quantifier() const {
    std::size_t end = at_;
    const auto skip_digits = [&] {
      const std::size_t begin = end;
      while (end < pattern_.size() && is_digit(pattern_[end])) ++end;
      return end > begin;
    };
    if (!skip_digits()) return false;
    if (end < pattern_.size() && pattern_[end] == ',') {
      ++end;
      skip_digits();
    }
    return end < pattern_.size() && pattern_[end] == '}';
  }

  bool read_class_start() {
    out_ += '[';
    ++at_;
    if (next_is("^")) {
      out_ += '^';
      ++at_;
    }
    is_in_class_ = true;
    is_behind_set_ = false;
    return !next_is("]");  // nothing, or anything: Python takes the bracket for a member
  }

  bool read_in_class() {
    const char c = pattern_[at_];
    if (c == '\\') return read_escape();
    ++at_;
    is_in_class_ = c != ']';
    if (c == '-') return read_hyphen();
    append_member(c);
    return true;
  }

  // Rust has classes in classes, and `&&` and `~~` between them, so there are no two of these.
  void append_member(char c) {
    is_behind_set_ = false;
    if ((c == '&' || c == '~') && out_.back() == c) return;
    if (c == '[') out_ += '\\';
    out_ += c;
  }

  // Beside `\w` and the like it stands for itself.
  bool read_hyphen() {
    constexpr std::string_view sets = "dDwWsS";
    const bool is_before_set = next_is("\\") && at_ + 1 < pattern_.size() &&
                               sets.find(pattern_[at_ + 1]) != std::string_view::npos;
    if (next_is("-")) return false;
    if (is_behind_set_ || is_before_set) out_ += '\\';
    out_ += '-';
    is_behind_set_ = false;
    return true;
  }

  bool read_group() {
    if (!next_is("(?")) {
      out_ += '(';
      ++at_;
      return true;
    }
    const bool is_named = next_is("(?<") && !next_is("(?<=") && !next_is("(?<!");
    if (!is_named && !next_is("(?:")) return false;
    const std::size_t end = is_named ? pattern_.find('>', at_) : at_ + 2;
    if (end == std::string_view::npos) return false;
    at_ = end + 1;
    out_ += "(?:";
    return true;
  }

  bool read_escape() {
    if (at_ + 1 == pattern_.size()) return false;
    const char c = pattern_[at_ + 1];
    at_ += 2;
    if (c == 'u' || c == 'x') return read_code(c == 'u' ? 4 : 2);
    if (c == '0' && (at_ == pattern_.size() || !is_digit(pattern_[at_]))) {
      out_ += "\\x00";
      return true;
    }
    // In a class `\b` is a backspace, and `\B` nothing.
    if (c == 'b' && is_in_class_) {
      out_ += "\\x08";
      return true;
    }
    constexpr std::string_view sets = "dDwWsS", controls = "tnrfv", boundaries = "bB";
    const auto is_one_of = [&](std::string_view all) {
      return all.find(c) != std::string_view::npos;
    };
    const bool is_set = is_one_of(sets);
    const bool has_meaning =
        is_set || is_one_of(controls) || (!is_in_class_ && is_one_of(boundaries));
    const bool is_word =
        is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (is_word && !has_meaning) return false;
    if (has_meaning || is_one_of(syntax_characters) || (is_in_class_ && c == '-')) {
      out_ += '\\';
      out_ += c;
    } else if (is_in_class_) {
      append_member(c);
    } else {
      out_ += c;
    }
    is_behind_set_ = is_in_class_ && is_set;
    return true;
  }

  bool read_code(std::size_t digits) {
    const std::string_view text = pattern_.substr(at_, digits);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    if (error != std::errc() || end != text.data() + digits) return false;
    at_ += digits;
    is_behind_set_ = false;
    constexpr std::uint32_t last_byte = 0xFF, surrogates = 0xD800, behind_surrogates = 0xE000;
    if (code <= last_byte) {
      constexpr std::string_view hex = "0123456789abcdef";
      out_ += "\\x";
      out_ += hex[code >> 4U];
      out_ += hex[code & 15U];
      return true;
    }
    if (code >= surrogates && code < behind_surrogates) return false;
    mcp::json::append_utf8(out_, code);
    return true;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  bool is_in_class_ = false;
  bool is_in_quantifier_ = false;
  bool is_behind_set_ = false;  // in a class, `\w` and the like
  std::string out_;
};

}  // namespace

std::optional<std::string> portable_pattern(std::string_view pattern) {
  return Rewriter(pattern).run();
}

}  // namespace mcpcc::profile
