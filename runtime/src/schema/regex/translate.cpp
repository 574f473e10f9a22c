#include "schema/regex/translate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "json/utf8.h"
#include "schema/regex/property.h"
#include "schema/regex/utf8.h"

namespace mcp::schema::regex {
namespace {

constexpr std::size_t max_depth = 200;             // PCRE2 takes 250 parentheses inside one another
constexpr std::uint64_t max_linear_repeat = 1000;  // RE2's, products of nested ones included
constexpr std::uint64_t max_repeat = 65535;        // PCRE2's
constexpr std::size_t max_written_out = 262'144;
constexpr char32_t last_code_point = 0x10FFFF;

// UTF-8 has no surrogates, so a lone one matches nothing.
constexpr std::string_view never = "[^\\x{0}-\\x{10FFFF}]";
constexpr std::string_view anything = "[\\x{0}-\\x{10FFFF}]";
// CharacterClassEscape :: s is WhiteSpace and LineTerminator (ECMA-262, sections 12.2 and 12.3).
constexpr std::string_view white_space =
    "\\x{9}-\\x{D} \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}"
    "\\x{FEFF}";
constexpr std::string_view not_white_space =
    "\\x{0}-\\x{8}\\x{E}-\\x{1F}!-\\x{9F}\\x{A1}-\\x{167F}\\x{1681}-\\x{1FFF}\\x{200B}-\\x{2027}"
    "\\x{202A}-\\x{202E}\\x{2030}-\\x{205E}\\x{2060}-\\x{2FFF}\\x{3001}-\\x{FEFE}"
    "\\x{FF00}-\\x{10FFFF}";
constexpr std::string_view not_line_terminator = "[^\\n\\r\\x{2028}\\x{2029}]";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

void append_character(std::string& out, char32_t c) {
  const char byte = c < 0x80 ? static_cast<char>(c) : '\0';
  if (is_letter(byte) || is_digit(byte) || byte == '_' || byte == ' ') {
    out += byte;
  } else if (byte > ' ' && byte < 0x7F) {
    out += '\\';
    out += byte;
  } else {
    std::array<char, 8> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                   static_cast<std::uint32_t>(c), 16)
                         .ptr;
    out += "\\x{";
    out.append(digits.data(), end);
    out += '}';
  }
}

/// An atom of a class: one character, or a set that cannot bound a range.
struct ClassAtom {
  std::optional<char32_t> character;
  std::string set;
};

using Failure = std::variant<NeedsBacktracking, SyntaxError>;

class Translator {
 public:
  Translator(std::string_view pattern, Engine engine) : pattern_(pattern), engine_(engine) {}

  std::variant<std::string, NeedsBacktracking, SyntaxError> run() {
    if (find_groups() && translate_all()) return std::move(out_);
    if (auto* error = std::get_if<SyntaxError>(&failure_)) return std::move(*error);
    return NeedsBacktracking{};
  }

 private:
  struct Group {
    std::size_t out_begin;
    std::uint64_t weight = 1;  // of what it holds so far, see Atom
    bool assertion = false;
  };

  /// What a quantifier would apply to.
  struct Atom {
    std::size_t out_begin;
    std::uint64_t weight = 1;  // the largest product of repetitions inside one another
  };

  bool fail(std::size_t offset, std::string message) {
    failure_ = SyntaxError{offset, std::move(message)};
    return false;
  }
  bool needs_backtracking() {
    if (engine_ == Engine::backtracking) return true;
    failure_ = NeedsBacktracking{};
    return false;
  }

  bool at_end() const { return at_ == pattern_.size(); }
  char peek() const { return at_end() ? '\0' : pattern_[at_]; }
  std::string_view rest() const { return pattern_.substr(at_); }
  bool take_if(std::string_view text) {
    if (!rest().starts_with(text)) return false;
    at_ += text.size();
    return true;
  }

  /// Counts the capturing groups and learns their names: a reference may stand before its group.
  bool find_groups() {
    bool in_class = false;
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      const char c = pattern_[i];
      if (c == '\\') {
        ++i;
      } else if (in_class) {
        in_class = c != ']';
      } else if (c == '[') {
        in_class = true;
      } else if (c == '(') {
        const std::string_view after = pattern_.substr(i + 1);
        if (!after.starts_with('?')) {
          ++groups_;
        } else if (after.starts_with("?<") && !after.starts_with("?<=") &&
                   !after.starts_with("?<!")) {
          const std::size_t end = after.find('>');
          const std::string_view name =
              after.substr(2, end == std::string_view::npos ? 0 : end - 2);
          if (!is_name(name)) return fail(i, "a group without a valid name");
          if (!names_.emplace(name, ++groups_).second) return fail(i, "two groups of one name");
        }
      }
    }
    return true;
  }

  /// RegExpIdentifierName, with every character beyond ASCII allowed.
  static bool is_name(std::string_view name) {
    const auto fits = [](char c) {
      return is_letter(c) || is_digit(c) || c == '_' || c == '$' ||
             static_cast<unsigned char>(c) >= 0x80;
    };
    return !name.empty() && !is_digit(name.front()) && std::all_of(name.begin(), name.end(), fits);
  }

  bool translate_all() {
    while (!at_end()) {
      if (!translate_one()) return false;
      if (out_.size() <= max_written_out) continue;
      return engine_ == Engine::linear ? needs_backtracking() : fail(at_, "too large");
    }
    if (!open_.empty()) return fail(pattern_.size(), "a group is not closed");
    return true;
  }

  bool translate_one() {
    const std::size_t begin = at_;
    const char c = peek();
    switch (c) {
      case '(':
        return open_group();
      case ')':
        return close_group();
      case '|':
        ++at_;
        out_ += '|';
        atom_.reset();
        return true;
      case '^':
      case '$':
        ++at_;
        out_ += c == '^' ? "\\A" : "\\z";
        atom_.reset();
        return true;
      case '*':
      case '+':
      case '?':
        ++at_;
        return quantify(begin, c == '+' ? 1 : 0,
                        c == '?' ? std::optional<std::uint64_t>(1) : std::nullopt);
      case '{':
        if (const auto counts = take_counts()) {
          return quantify(begin, counts->first, counts->second);
        }
        break;  // stands for itself (Annex B, ExtendedPatternCharacter)
      case '\\':
        return escape();
      case '[':
        return character_class();
      case '.':
        ++at_;
        append_atom(not_line_terminator);
        return true;
      default:
        break;
    }
    char32_t literal = 0;
    if (!take_character(literal)) return false;
    begin_atom();
    append_character(out_, literal);
    return true;
  }

  bool take_character(char32_t& out) {
    if (json::utf8_length(rest()) == 0) return fail(at_, "not valid UTF-8");
    std::size_t size = 0;
    out = code_point(rest(), size);
    at_ += size;
    return true;
  }

  void begin_atom() { atom_ = Atom{out_.size()}; }
  void append_atom(std::string_view text) {
    begin_atom();
    out_ += text;
  }

  bool open_group() {
    const std::size_t begin = at_++;
    if (open_.size() >= max_depth) return fail(begin, "groups nest too deep");
    Group group{out_.size()};
    if (take_if("?:")) {
      out_ += "(?:";
    } else if (rest().starts_with("?=") || rest().starts_with("?!") || rest().starts_with("?<=") ||
               rest().starts_with("?<!")) {
      if (!needs_backtracking()) return false;
      const std::size_t size = rest()[1] == '<' ? 3 : 2;
      out_.append("(").append(rest().substr(0, size));
      at_ += size;
      group.assertion = true;
    } else {
      if (take_if("?<")) {
        at_ = pattern_.find('>', at_) + 1;  // find_groups() has seen it
      } else if (peek() == '?') {
        return fail(begin, "a kind of group that ECMA-262 does not have");
      }
      out_ += engine_ == Engine::linear ? "(?:" : "(";
    }
    open_.push_back(group);
    atom_.reset();
    return true;
  }

  bool close_group() {
    if (open_.empty()) return fail(at_, "a `)` without its `(`");
    ++at_;
    out_ += ')';
    const Group group = open_.back();
    open_.pop_back();
    atom_ = Atom{group.out_begin, group.weight};
    note_weight(group.weight);
    if (group.assertion) atom_.reset();
    return true;
  }

  void note_weight(std::uint64_t weight) {
    if (!open_.empty()) open_.back().weight = std::max(open_.back().weight, weight);
  }

  using Counts = std::pair<std::uint64_t, std::optional<std::uint64_t>>;

  /// `{2}`, `{2,}`, `{2,5}`; nullopt and nothing taken where that is not what stands here.
  std::optional<Counts> take_counts() {
    const std::size_t begin = at_++;
    Counts counts;
    const auto first = take_number();
    bool fits = first.has_value();
    if (fits) {
      counts = {*first, first};
      if (take_if(",")) counts.second = take_number();
      fits = take_if("}");
    }
    if (fits) return counts;
    at_ = begin;
    return std::nullopt;
  }

  std::optional<std::uint64_t> take_number() {
    if (!is_digit(peek())) return std::nullopt;
    std::uint64_t value = 0;
    for (; is_digit(peek()); ++at_) {
      value = std::min<std::uint64_t>(value * 10 + static_cast<std::uint64_t>(peek() - '0'),
                                      max_repeat + 1);
    }
    return value;
  }

  bool quantify(std::size_t begin, std::uint64_t least, std::optional<std::uint64_t> most) {
    if (!atom_) return fail(begin, "nothing to repeat");
    if (most && *most < least) return fail(begin, "the numbers of a repetition are out of order");
    if (least > max_repeat || most.value_or(0) > max_repeat) {
      return fail(begin, "repeats more than " + std::to_string(max_repeat) + " times");
    }
    const bool lazy = take_if("?");
    const Atom atom = *std::exchange(atom_, std::nullopt);
    if (engine_ == Engine::backtracking) {
      append_quantifier(least, most);
      // Which of two matches is found matters only to what a lookaround captures.
      if (lazy) out_ += '?';
      return true;
    }
    return append_repetition(atom, least, most);
  }

  void append_quantifier(std::uint64_t least, std::optional<std::uint64_t> most) {
    if (!most && least <= 1) {
      out_ += least == 0 ? '*' : '+';
    } else if (least == 0 && most == 1) {
      out_ += '?';
    } else {
      out_ += '{' + std::to_string(least);
      if (most != least) out_ += ',';
      if (most && most != least) out_ += std::to_string(*most);
      out_ += '}';
    }
  }

  /// RE2 takes at most 1000 repetitions, counting those inside one another as their product. More
  /// of them are written out as a sequence that matches the same texts.
  bool append_repetition(const Atom& atom, std::uint64_t least, std::optional<std::uint64_t> most) {
    const std::uint64_t count = std::max<std::uint64_t>({1, least, most.value_or(0)});
    if (atom.weight * count <= max_linear_repeat) {
      append_quantifier(least, most);
      note_weight(atom.weight * count);
      return true;
    }
    const std::string piece = out_.substr(atom.out_begin);
    out_.resize(atom.out_begin);
    const std::uint64_t step = std::max<std::uint64_t>(1, max_linear_repeat / atom.weight);
    const std::uint64_t optional = most ? *most - least : 0;
    if ((least / step + optional / step + 3) * (piece.size() + 8) > max_written_out) {
      return needs_backtracking();
    }
    out_ += "(?:";
    const auto repeat = [&](std::uint64_t total, bool required) {
      for (std::uint64_t done = 0; done < total; done += step) {
        const std::uint64_t n = std::min(step, total - done);
        out_ += piece;
        append_quantifier(required ? n : 0, n);
      }
    };
    repeat(least, true);
    if (most) {
      repeat(optional, false);
    } else {
      out_.append(piece).append("*");
    }
    out_ += ')';
    note_weight(std::min(atom.weight * step, max_linear_repeat));
    return true;
  }

  bool escape() {
    const std::size_t begin = at_++;
    const char c = peek();
    if (c == 'b' || c == 'B') {
      ++at_;
      out_.append("\\").append(1, c);
      atom_.reset();
      return true;
    }
    if (c >= '1' && c <= '9') {
      const std::uint64_t number = *take_number();
      if (number > groups_) return fail(begin, "a reference to a group that is not there");
      return reference(number);
    }
    if (take_if("k<")) {
      const std::size_t end = std::min(rest().find('>'), rest().size());
      const auto found = names_.find(rest().substr(0, end));
      if (found == names_.end()) return fail(begin, "a reference to a group that is not there");
      at_ += end + 1;
      return reference(found->second);
    }
    ClassAtom atom;
    if (!take_escaped(begin, atom)) return false;
    std::string set;
    append_class_atom(set, atom);
    append_set(set, false);
    return true;
  }

  bool reference(std::uint64_t group) {
    if (!needs_backtracking()) return false;
    append_atom("\\g{" + std::to_string(group) + "}");
    return true;
  }

  /// What follows a backslash, the same inside and outside of a class.
  bool take_escaped(std::size_t begin, ClassAtom& out) {
    if (at_end()) return fail(begin, "ends with a backslash");
    const char c = peek();
    constexpr std::string_view controls = "f\fn\nr\rt\tv\v";
    if (const std::size_t i = controls.find(c); i != std::string_view::npos && i % 2 == 0) {
      ++at_;
      out.character = static_cast<char32_t>(controls[i + 1]);
      return true;
    }
    switch (c) {
      case 'd':
      case 'D':
      case 'w':
      case 'W':
        ++at_;
        out.set = {'\\', c};
        return true;
      case 's':
      case 'S':
        ++at_;
        out.set = c == 's' ? white_space : not_white_space;
        return true;
      case 'p':
      case 'P':
        return take_property(begin, out);
      case 'c':
        ++at_;
        if (!is_letter(peek())) return fail(begin, "`\\c` without a letter");
        out.character = static_cast<char32_t>(pattern_[at_++]) % 32;
        return true;
      case 'x':
        ++at_;
        out.character = take_hex(2);
        return out.character || fail(begin, "`\\x` without two hexadecimal digits");
      case 'u':
        ++at_;
        return take_unicode(begin, out);
      case '0':
        ++at_;
        if (is_digit(peek())) return fail(begin, "an octal escape, which ECMA-262 does not have");
        out.character = 0;
        return true;
      default:
        break;
    }
    if (is_letter(c) || is_digit(c)) {
      return fail(begin, std::string("`\\") + c + "` is no escape of ECMA-262");
    }
    char32_t literal = 0;
    if (!take_character(literal)) return false;
    out.character = literal;
    return true;
  }

  bool take_property(std::size_t begin, ClassAtom& out) {
    const bool negated = pattern_[at_++] == 'P';
    const std::size_t end = rest().find('}');
    if (!rest().starts_with('{') || end == std::string_view::npos) {
      return fail(begin, "a Unicode property without braces");
    }
    const auto set = property_class(rest().substr(1, end - 1), negated);
    if (!set) return fail(begin, "a Unicode property that ECMA-262 does not have");
    at_ += end + 1;
    out.set = *set;
    return true;
  }

  std::optional<char32_t> take_hex(std::size_t digits) {
    const std::string_view text = rest().substr(0, digits);
    std::uint32_t value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != digits || status != std::errc() || end != text.data() + text.size()) {
      return std::nullopt;
    }
    at_ += digits;
    return value;
  }

  bool take_unicode(std::size_t begin, ClassAtom& out) {
    if (take_if("{")) {
      const std::size_t size = std::min(rest().find('}'), rest().size());
      const std::size_t zeros = std::min(rest().find_first_not_of('0'), size);
      at_ += zeros == size && size != 0 ? zeros - 1 : zeros;
      const auto value = size == 0 || size - zeros > 6
                             ? std::nullopt
                             : take_hex(std::max<std::size_t>(size - zeros, 1));
      if (!value || *value > last_code_point || !take_if("}")) {
        return fail(begin, "`\\u{}` without a code point");
      }
      out.character = value;
      return true;
    }
    auto value = take_hex(4);
    if (!value) return fail(begin, "`\\u` without four hexadecimal digits");
    if (*value >= 0xD800 && *value < 0xDC00) {
      const std::size_t after = at_;
      const auto low = take_if("\\u") ? take_hex(4) : std::nullopt;
      if (low && *low >= 0xDC00 && *low < 0xE000) {
        value = 0x10000 + ((*value - 0xD800) << 10U) + (*low - 0xDC00);
      } else {
        at_ = after;
      }
    }
    out.character = value;
    return true;
  }

  bool character_class() {
    const std::size_t begin = at_++;
    const bool negated = take_if("^");
    std::string set;
    while (!take_if("]")) {
      if (at_end()) return fail(begin, "a character class is not closed");
      if (set.size() > max_written_out) return fail(begin, "too large");
      const std::size_t range_begin = at_;
      ClassAtom first, last;
      if (!take_class_atom(first)) return false;
      if (!rest().starts_with('-') || rest().starts_with("-]") || rest() == "-") {
        append_class_atom(set, first);
        continue;
      }
      ++at_;
      if (!take_class_atom(last)) return false;
      if (first.character && last.character) {
        if (*first.character > *last.character) {
          return fail(range_begin, "the ends of a range are out of order");
        }
        append_range(set, *first.character, *last.character);
      } else {  // Annex B, CharacterRangeOrUnion: the hyphen stands for itself
        append_class_atom(set, first);
        set += "\\-";
        append_class_atom(set, last);
      }
    }
    append_set(set, negated);
    return true;
  }

  void append_set(const std::string& set, bool negated) {
    if (set.empty()) {
      append_atom(negated ? anything : never);
    } else {
      append_atom((negated ? "[^" : "[") + set + ']');
    }
  }

  bool take_class_atom(ClassAtom& out) {
    const std::size_t begin = at_;
    if (take_if("\\")) {
      if (take_if("b")) {
        out.character = '\b';
        return true;
      }
      return take_escaped(begin, out);
    }
    char32_t literal = 0;
    if (!take_character(literal)) return false;
    out.character = literal;
    return true;
  }

  static void append_class_atom(std::string& set, const ClassAtom& atom) {
    if (atom.character) {
      append_range(set, *atom.character, *atom.character);
    } else {
      set += atom.set;
    }
  }

  /// Surrogates are left out: UTF-8 has none.
  static void append_range(std::string& set, char32_t first, char32_t last) {
    if (is_surrogate(first)) first = 0xE000;
    if (is_surrogate(last)) last = 0xD7FF;
    if (first > last) return;
    append_character(set, first);
    if (first == last) return;
    set += '-';
    append_character(set, last);
  }

  std::string_view pattern_;
  Engine engine_;
  std::size_t at_ = 0;
  std::uint64_t groups_ = 0;
  std::map<std::string_view, std::uint64_t> names_;
  std::string out_;
  std::vector<Group> open_;
  std::optional<Atom> atom_;
  Failure failure_;
};

}  // namespace

std::variant<std::string, NeedsBacktracking, SyntaxError> translate(std::string_view pattern,
                                                                    Engine engine) {
  return Translator(pattern, engine).run();
}

}  // namespace mcp::schema::regex
