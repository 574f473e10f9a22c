#include "source/i_regexp.h"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

namespace mcpcc::source {

namespace {

constexpr std::int64_t max_memory = 1 << 20;
constexpr std::size_t max_pattern = 10'000;

// RFC 9485, section 4: the general categories that \p and \P take.
constexpr std::string_view categories[] = {"C",  "Cc", "Cf", "Cn", "Co", "L",  "Ll", "Lm", "Lo",
                                           "Lt", "Lu", "M",  "Mc", "Me", "Mn", "N",  "Nd", "Nl",
                                           "No", "P",  "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps",
                                           "S",  "Sc", "Sk", "Sm", "So", "Z",  "Zl", "Zp", "Zs"};

// Checks a pattern against the grammar of RFC 9485, section 4, and writes it in RE2's syntax. One
// pass without recursion: parentheses are counted, and RE2 limits how deep they nest.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : rest_(pattern) {}

  // nullopt when the pattern is no I-Regexp.
  std::optional<std::string> run() {
    bool quantifiable = false;  // an atom without a quantifier stands before
    std::size_t open = 0;
    while (!rest_.empty()) {
      const char c = take();
      switch (c) {
        case '(':
          ++open;
          out_ += "(?:";
          quantifiable = false;
          continue;
        case ')':
          if (open-- == 0) return std::nullopt;
          out_ += ')';
          break;
        case '|':
          out_ += '|';
          quantifiable = false;
          continue;
        case '*':
        case '+':
        case '?':
        case '{':
          if (!quantifiable || !quantifier(c)) return std::nullopt;
          quantifiable = false;
          continue;
        case ']':
        case '}':
          return std::nullopt;
        case '.':
          out_ += "[^\\n\\r]";  // RFC 9485, section 5: as in RE2 but for the carriage return
          break;
        case '\\':
          if (!escape()) return std::nullopt;
          break;
        case '[':
          if (!character_class()) return std::nullopt;
          break;
        case '^':
        case '$':
          out_ += c;
          quantifiable = false;
          continue;
        default:
          literal(c);
      }
      quantifiable = true;
    }
    if (open != 0) return std::nullopt;
    return std::move(out_);
  }

 private:
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool take_if(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Takes a character beyond ASCII whole: its last byte is no character of its own.
  void literal(char c) {
    out_ += c;
    while (!rest_.empty() && (static_cast<unsigned char>(rest_.front()) & 0xC0) == 0x80) {
      out_ += take();
    }
  }

  bool quantifier(char c) {
    out_ += c;
    if (c != '{') return true;
    const auto digits = [this] {
      const std::size_t before = rest_.size();
      while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') out_ += take();
      return rest_.size() != before;
    };
    if (!digits()) return false;
    if (take_if(',')) {
      out_ += ',';
      digits();
    }
    out_ += '}';
    return take_if('}');
  }

  bool escape() {
    if (rest_.empty()) return false;
    const char c = take();
    if (c == 'p' || c == 'P') {
      if (!take_if('{')) return false;
      const auto end = rest_.find('}');
      if (end == std::string_view::npos) return false;
      const std::string_view name = rest_.substr(0, end);
      rest_.remove_prefix(end + 1);
      if (std::find(std::begin(categories), std::end(categories), name) == std::end(categories)) {
        return false;
      }
      out_.append("\\").append(1, c).append("{").append(name).append("}");
      return true;
    }
    if (std::string_view("()*+-.?[\\]^nrt{|}").find(c) == std::string_view::npos) return false;
    out_.append("\\").append(1, c);
    return true;
  }

  // The `[` is taken. charClassExpr: a hyphen stands first, last, or between the ends of a range.
  bool character_class() {
    out_ += '[';
    if (take_if('^')) out_ += '^';
    bool empty = true;
    if (take_if('-')) {
      out_ += "\\-";
      empty = false;
    }
    while (true) {
      if (rest_.empty()) return false;
      if (take_if(']')) break;
      if (take_if('-')) {
        out_ += "\\-";
        if (empty || !take_if(']')) return false;
        break;
      }
      const bool is_category = rest_.starts_with("\\p") || rest_.starts_with("\\P");
      if (!class_character()) return false;
      empty = false;
      // A hyphen before the end of the class is a hyphen, not a range.
      if (is_category || !rest_.starts_with('-') || rest_.starts_with("-]")) continue;
      out_ += take();
      if (rest_.starts_with("\\p") || rest_.starts_with("\\P") || !class_character()) return false;
    }
    out_ += ']';
    return !empty;
  }

  bool class_character() {
    if (rest_.empty()) return false;
    const char c = take();
    if (c == '\\') return escape();
    if (c == '-' || c == '[' || c == ']') return false;
    if (c == '^') out_ += '\\';
    literal(c);
    return true;
  }

  std::string_view rest_;
  std::string out_;
};

}  // namespace

IRegexp::IRegexp(std::string_view pattern, Extent extent) {
  auto translated = Translator(pattern).run();
  valid_ = translated.has_value();
  if (!valid_ || pattern.size() > max_pattern) return;
  if (extent == Extent::whole) *translated = "\\A(?:" + *translated + ")\\z";
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(max_memory);
  auto expression = std::make_unique<re2::RE2>(*translated, options);
  if (expression->ok()) expression_ = std::move(expression);
}

IRegexp::IRegexp(IRegexp&&) noexcept = default;
IRegexp& IRegexp::operator=(IRegexp&&) noexcept = default;
IRegexp::~IRegexp() = default;

bool IRegexp::matches(std::string_view text) const {
  return expression_ != nullptr &&
         re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *expression_);
}

}  // namespace mcpcc::source
