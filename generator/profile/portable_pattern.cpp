#include "profile/portable_pattern.h"

#include <bitset>
#include <charconv>
#include <cstdint>
#include <utility>

#include "json/utf8.h"

namespace mcpcc::profile {

namespace {

constexpr std::string_view control_letters = "tnrfv", controls = "\t\n\r\f\v";
constexpr std::string_view syntax_characters = "^$\\.*+?()[]{}|";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

constexpr std::size_t ascii_characters = 128;
using Ascii = std::bitset<ascii_characters>;

// Of `\d`, `\w`, `\s` and what is not in them (ECMA-262, section 22.2.2.9).
Ascii ascii_of(char set) {
  constexpr std::string_view spaces = "\t\n\v\f\r ";
  Ascii result;
  for (std::size_t i = 0; i < ascii_characters; ++i) {
    const char c = static_cast<char>(i);
    switch (set) {
      case 'd':
      case 'D':
        result[i] = is_digit(c);
        break;
      case 'w':
      case 'W':
        result[i] = is_word(c);
        break;
      default:
        result[i] = spaces.find(c) != std::string_view::npos;
    }
  }
  return set >= 'a' ? result : ~result;
}

// `characters`, all of them letters, digits and `_`, as a class has them.
void append_ranges(std::string& out, const Ascii& characters) {
  for (std::size_t i = 0; i < ascii_characters; ++i) {
    if (!characters[i]) continue;
    const std::size_t first = i;
    while (i + 1 < ascii_characters && characters[i + 1]) ++i;
    out += static_cast<char>(first);
    if (i > first + 1) out += '-';
    if (i > first) out += static_cast<char>(i);
  }
}

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
    class_ = {out_.size()};
    out_ += '[';
    ++at_;
    if (next_is("^")) {
      class_.is_negated = true;
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
    if (c == '-') return read_hyphen();
    if (c == ']') return close_class();
    add(static_cast<unsigned char>(c));
    append_member(c);
    return true;
  }

  // With `\D` or `\W` among them the members are all characters but some of ASCII, and these can be
  // written. False: there are none, or none of the others.
  bool close_class() {
    is_in_class_ = false;
    if (!class_.has_all_others) {
      out_ += ']';
      return true;
    }
    out_.resize(class_.begin);
    const Ascii missing = ~class_.members;
    if (missing.none()) {
      out_ += "[\\s\\S]";
      return !class_.is_negated;
    }
    out_ += class_.is_negated ? "[" : "[^";
    append_ranges(out_, missing);
    out_ += ']';
    return true;
  }

  // A member of a class, or the end of a range.
  void add(std::uint32_t code) {
    const std::uint32_t first = class_.is_range ? *class_.last : code;
    for (std::uint32_t i = first; i <= code && i < ascii_characters; ++i) class_.members.set(i);
    class_.last = class_.is_range ? std::nullopt : std::optional(code);
    class_.is_range = false;
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
    const bool is_literal = !class_.last || class_.is_range || is_before_set || next_is("]");
    is_literal ? add('-') : static_cast<void>(class_.is_range = true);
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
      if (is_in_class_) add(0);
      is_behind_set_ = false;
      out_ += "\\x00";
      return true;
    }
    // In a class `\b` is a backspace, and `\B` nothing.
    if (c == 'b' && is_in_class_) {
      add('\b');
      is_behind_set_ = false;
      out_ += "\\x08";
      return true;
    }
    constexpr std::string_view sets = "dDwWsS", boundaries = "bB";
    const auto is_one_of = [&](std::string_view all) {
      return all.find(c) != std::string_view::npos;
    };
    if (is_one_of(sets)) {
      append_set(c);
      return true;
    }
    const std::size_t control = control_letters.find(c);
    const bool is_control = control != std::string_view::npos;
    const bool has_meaning = is_control || (!is_in_class_ && is_one_of(boundaries));
    if (is_word(c) && !has_meaning) return false;
    if (is_in_class_) add(static_cast<unsigned char>(is_control ? controls[control] : c));
    is_behind_set_ = false;
    if (has_meaning || is_one_of(syntax_characters) || (is_in_class_ && c == '-')) {
      out_ += '\\';
      out_ += c;
    } else if (is_in_class_) {
      append_member(c);
    } else {
      out_ += c;
    }
    return true;
  }

  // `\d` and `\w` are of ASCII in ECMA-262, and in Python and Rust of all of Unicode. What spaces
  // are beyond ASCII no two engines agree on.
  void append_set(char set) {
    is_behind_set_ = is_in_class_;
    if (is_in_class_) {
      class_.members |= ascii_of(set);
      class_.has_all_others = class_.has_all_others || set == 'D' || set == 'W';
      class_.last.reset();
      class_.is_range = false;
    }
    if (set == 's' || set == 'S') {
      out_ += '\\';
      out_ += set;
      return;
    }
    const bool is_negated = set == 'D' || set == 'W';
    if (!is_in_class_) out_ += is_negated ? "[^" : "[";
    out_ += set == 'd' || set == 'D' ? "0-9" : "A-Za-z0-9_";
    if (!is_in_class_) out_ += ']';
  }

  bool read_code(std::size_t digits) {
    const std::string_view text = pattern_.substr(at_, digits);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    if (error != std::errc() || end != text.data() + digits) return false;
    at_ += digits;
    if (is_in_class_) add(code);
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
  // That which is being read.
  struct Class {
    std::size_t begin = 0;  // in `out_`
    bool is_negated = false;
    Ascii members{};
    bool has_all_others = false;          // members are all characters beyond ASCII
    std::optional<std::uint32_t> last{};  // the member that a range may begin with
    bool is_range = false;                // `last` and a hyphen were read
  };
  Class class_{};
  std::string out_;
};

}  // namespace

std::optional<std::string> portable_pattern(std::string_view pattern) {
  return Rewriter(pattern).run();
}

}  // namespace mcpcc::profile
