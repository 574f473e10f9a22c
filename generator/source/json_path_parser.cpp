#include <array>
#include <charconv>
#include <utility>

#include "source/json_path_syntax.h"
#include "support/utf8.h"

namespace mcpcc::source::json_path {

namespace {

// Filters, parentheses and calls inside each other; the parser and the evaluation recurse over
// them.
constexpr unsigned max_nesting = 64;
// RFC 9535, section 2.1: integers of I-JSON.
constexpr std::int64_t max_integer = 9'007'199'254'740'991;

enum class Type : std::uint8_t { value, logical, nodes };

struct Signature {
  std::string_view name;
  Function function;
  Type result;
  std::uint8_t arity;
  Type parameter;  // of every parameter
};

// RFC 9535, sections 2.4.4 to 2.4.8.
constexpr std::array<Signature, 5> functions{{
    {"length", Function::length, Type::value, 1, Type::value},
    {"count", Function::count, Type::value, 1, Type::nodes},
    {"match", Function::match, Type::logical, 2, Type::value},
    {"search", Function::search, Type::logical, 2, Type::value},
    {"value", Function::value, Type::value, 1, Type::nodes},
}};

const Signature& signature_of(Function function) {
  return functions[static_cast<std::size_t>(function)];
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_name_first(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) >= 0x80);
}

// The grammar of RFC 9535, appendix A, by recursive descent.
class Parser {
 public:
  Parser(std::string_view text, NodeFactory& literals) : text_(text), literals_(literals) {}

  Query run() {
    const std::size_t invalid = utf8::first_invalid(text_);
    if (invalid != std::string_view::npos) throw SyntaxError{invalid, "not valid UTF-8"};
    expect("$", "a query begins with `$`");
    Query query;
    query.segments = segments();
    if (!at_end()) fail("expected `.`, `[` or the end of the query");
    return query;
  }

 private:
  // Counts one level of nesting for as long as it lives.
  class Nested {
   public:
    explicit Nested(Parser& parser) : parser_(parser) {
      if (++parser_.nesting_ > max_nesting) parser_.fail("nested deeper than the limit");
    }
    ~Nested() { --parser_.nesting_; }
    Nested(const Nested&) = delete;
    Nested& operator=(const Nested&) = delete;

   private:
    Parser& parser_;
  };

  [[noreturn]] void fail(std::string message) const { fail_at(at_, std::move(message)); }
  [[noreturn]] static void fail_at(std::size_t offset, std::string message) {
    throw SyntaxError{offset, std::move(message)};
  }
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool sees(std::string_view token) const { return text_.substr(at_).starts_with(token); }
  bool take(std::string_view token) {
    if (!sees(token)) return false;
    at_ += token.size();
    return true;
  }
  void expect(std::string_view token, std::string message) {
    if (!take(token)) fail(std::move(message));
  }
  void skip_blanks() {
    while (!at_end() && std::string_view(" \t\n\r").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }

  std::vector<Segment> segments() {
    std::vector<Segment> result;
    while (true) {
      const std::size_t before = at_;
      skip_blanks();
      if (peek() != '.' && peek() != '[') {
        at_ = before;  // blanks may stand before a segment, not behind the last
        return result;
      }
      result.push_back(segment());
    }
  }

  Segment segment() {
    Segment result;
    if (peek() == '[') {
      result.selectors = bracketed();
      return result;
    }
    result.descendants = take("..");
    if (!result.descendants) take(".");
    if (result.descendants && peek() == '[') {
      result.selectors = bracketed();
    } else if (take("*")) {
      result.selectors.emplace_back();
    } else {
      Selector selector;
      selector.kind = Selector::Kind::name;
      selector.name = shorthand();
      result.selectors.push_back(std::move(selector));
    }
    return result;
  }

  std::string shorthand() {
    const std::size_t begin = at_;
    if (at_end() || !is_name_first(peek())) {
      fail("expected a name or `*`; other names are written `['...']`");
    }
    while (!at_end() && (is_name_first(peek()) || is_digit(peek()))) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::vector<Selector> bracketed() {
    const Nested nested(*this);
    expect("[", "expected `[`");
    std::vector<Selector> result;
    do {
      skip_blanks();
      result.push_back(selector());
      skip_blanks();
    } while (take(","));
    expect("]", "expected `,` or `]`");
    return result;
  }

  Selector selector() {
    Selector result;
    const char c = peek();
    if (c == '\'' || c == '"') {
      result.kind = Selector::Kind::name;
      result.name = string_literal();
    } else if (take("*")) {
      result.kind = Selector::Kind::wildcard;
    } else if (take("?")) {
      result.kind = Selector::Kind::filter;
      skip_blanks();
      result.filter = std::make_unique<Expression>(any_of());
    } else if (c == '-' || c == ':' || is_digit(c)) {
      index_or_slice(result);
    } else {
      fail("expected a name in quotes, an index, a slice, `*` or a filter");
    }
    return result;
  }

  void index_or_slice(Selector& result) {
    std::optional<std::int64_t> first;
    if (peek() != ':') first = integer();
    const std::size_t before = at_;
    skip_blanks();
    if (!take(":")) {
      at_ = before;
      result.kind = Selector::Kind::index;
      result.index = *first;
      return;
    }
    result.kind = Selector::Kind::slice;
    result.start = first;
    skip_blanks();
    if (peek() == '-' || is_digit(peek())) {
      result.end = integer();
      skip_blanks();
    }
    if (!take(":")) return;
    skip_blanks();
    if (peek() == '-' || is_digit(peek())) result.step = integer();
  }

  std::int64_t integer() {
    const std::size_t begin = at_;
    take("-");
    digits();
    const std::string_view text = text_.substr(begin, at_ - begin);
    const std::size_t first = text[0] == '-' ? 1 : 0;
    if (text == "-0" || (text[first] == '0' && text.size() > first + 1)) {
      fail_at(begin, "an integer has no leading zeros and is not `-0`");
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > max_integer || value < -max_integer) {
      fail_at(begin, "the integer is out of the range of I-JSON");
    }
    return value;
  }

  void digits() {
    if (at_end() || !is_digit(peek())) fail("expected a digit");
    while (!at_end() && is_digit(peek())) ++at_;
  }

  std::string string_literal() {
    const char quote = text_[at_++];
    std::string result;
    while (true) {
      if (at_end()) fail("the string does not end");
      const char c = text_[at_];
      if (c == quote) {
        ++at_;
        return result;
      }
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character must be escaped");
      ++at_;
      if (c == '\\') {
        escape(quote, result);
      } else {
        result += c;
      }
    }
  }

  void escape(char quote, std::string& result) {
    const std::size_t begin = at_ - 1;
    const char c = peek();
    if (!at_end()) ++at_;
    constexpr std::string_view letters = "bfnrt/\\", meanings = "\b\f\n\r\t/\\";
    if (const auto known = letters.find(c); c != '\0' && known != std::string_view::npos) {
      result += meanings[known];
    } else if (c == quote) {
      result += c;
    } else if (c == 'u') {
      utf8::append(result, escaped_code_point(begin));
    } else {
      fail_at(begin, "no such escape");
    }
  }

  char32_t escaped_code_point(std::size_t begin) {
    const char32_t high = hex_digits();
    if (high < 0xD800 || high > 0xDFFF) return high;
    if (high > 0xDBFF || !take("\\u")) fail_at(begin, "half of a surrogate pair");
    const char32_t low = hex_digits();
    if (low < 0xDC00 || low > 0xDFFF) fail_at(begin, "half of a surrogate pair");
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  }

  char32_t hex_digits() {
    std::uint32_t value = 0;
    const std::string_view text = text_.substr(at_, 4);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + 4) fail("expected four hexadecimal digits");
    at_ += 4;
    return value;
  }

  Expression any_of() {
    return list(Expression::Kind::any_of, "||", [this] {
      return list(Expression::Kind::all_of, "&&", [this] { return basic(); });
    });
  }

  template <class Part>
  Expression list(Expression::Kind kind, std::string_view separator, Part part) {
    Expression first = part();
    std::size_t before = at_;
    skip_blanks();
    if (!sees(separator)) {
      at_ = before;
      return first;
    }
    Expression result;
    result.kind = kind;
    result.children.push_back(std::move(first));
    while (take(separator)) {
      skip_blanks();
      result.children.push_back(part());
      before = at_;
      skip_blanks();
    }
    at_ = before;
    return result;
  }

  Expression basic() {
    const Nested nested(*this);
    if (take("!")) {
      skip_blanks();
      Expression result;
      result.kind = Expression::Kind::negation;
      const std::size_t begin = at_;
      result.children.push_back(peek() == '(' ? parenthesized() : test(operand(), begin));
      return result;
    }
    if (peek() == '(') return parenthesized();
    const std::size_t begin = at_;
    Operand left = operand();
    const std::size_t before = at_;
    skip_blanks();
    Expression result;
    if (!comparison(result.comparison)) {
      at_ = before;
      return test(std::move(left), begin);
    }
    result.kind = Expression::Kind::comparison;
    require_value(left, begin);
    skip_blanks();
    const std::size_t right_begin = at_;
    Operand right = operand();
    require_value(right, right_begin);
    result.operands.push_back(std::move(left));
    result.operands.push_back(std::move(right));
    return result;
  }

  Expression parenthesized() {
    expect("(", "expected `(`");
    skip_blanks();
    Expression result = any_of();
    skip_blanks();
    expect(")", "expected `)`");
    return result;
  }

  bool comparison(Comparison& result) {
    constexpr std::pair<std::string_view, Comparison> operators[] = {
        {"==", Comparison::equal},      {"!=", Comparison::not_equal},
        {"<=", Comparison::less_equal}, {">=", Comparison::greater_equal},
        {"<", Comparison::less},        {">", Comparison::greater}};
    for (const auto& [token, meaning] : operators) {
      if (!take(token)) continue;
      result = meaning;
      return true;
    }
    return false;
  }

  static Expression test(Operand tested, std::size_t begin) {
    if (tested.kind == Operand::Kind::literal) fail_at(begin, "a literal must be compared");
    if (tested.kind == Operand::Kind::call &&
        signature_of(tested.call.function).result != Type::logical) {
      fail_at(begin, "the function's result must be compared");
    }
    Expression result;
    result.operands.push_back(std::move(tested));
    return result;
  }

  static void require_value(const Operand& compared, std::size_t begin) {
    if (compared.kind == Operand::Kind::query && !compared.query.is_singular()) {
      fail_at(begin, "the query may select several nodes, where one value is needed");
    }
    if (compared.kind == Operand::Kind::call &&
        signature_of(compared.call.function).result != Type::value) {
      fail_at(begin, "the function's result is true or false, not a value");
    }
  }

  Operand operand() {
    Operand result;
    const char c = peek();
    if (c == '$' || c == '@') {
      ++at_;
      result.kind = Operand::Kind::query;
      result.query.from_root = c == '$';
      result.query.segments = segments();
    } else if (c == '\'' || c == '"') {
      result.literal = literals_.string(string_literal(), {});
    } else if (c == '-' || is_digit(c)) {
      result.literal = literals_.number(number(), {});
    } else if (is_lower(c)) {
      word(result);
    } else {
      fail("expected a query, a literal or a function");
    }
    return result;
  }

  std::string_view number() {
    const std::size_t begin = at_;
    take("-");
    const std::size_t first = at_;
    digits();
    if (text_[first] == '0' && at_ - first > 1) fail_at(begin, "a number has no leading zeros");
    if (take(".")) digits();
    if (take("e") || take("E")) {
      if (!take("+")) take("-");
      digits();
    }
    return text_.substr(begin, at_ - begin);
  }

  void word(Operand& result) {
    const std::size_t begin = at_;
    while (!at_end() && (is_lower(peek()) || is_digit(peek()) || peek() == '_')) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (peek() == '(') {
      result.kind = Operand::Kind::call;
      call(name, begin, result.call);
    } else if (name == "true" || name == "false") {
      result.literal = literals_.boolean(name == "true", {});
    } else if (name == "null") {
      result.literal = literals_.null({});
    } else {
      fail_at(begin, "expected a query, a literal or a function");
    }
  }

  void call(std::string_view name, std::size_t begin, Call& result) {
    const Nested nested(*this);
    const Signature* signature = nullptr;
    for (const Signature& known : functions) {
      if (known.name == name) signature = &known;
    }
    if (signature == nullptr) fail_at(begin, "there is no function `" + std::string(name) + "`");
    result.function = signature->function;
    expect("(", "expected `(`");
    skip_blanks();
    while (peek() != ')') {
      const std::size_t argument_begin = at_;
      Operand argument = operand();
      if (signature->parameter == Type::nodes) {
        if (argument.kind != Operand::Kind::query) {
          fail_at(argument_begin, "the function takes a query");
        }
      } else {
        require_value(argument, argument_begin);
      }
      result.arguments.push_back(std::move(argument));
      skip_blanks();
      if (!take(",")) break;
      skip_blanks();
      if (peek() == ')') fail("expected an argument");
    }
    expect(")", "expected `,` or `)`");
    if (result.arguments.size() != signature->arity) {
      fail_at(begin, "the function takes " + std::to_string(signature->arity) +
                         (signature->arity == 1 ? " argument" : " arguments"));
    }
    if (signature->result == Type::logical) compile_pattern(result);
  }

  static void compile_pattern(Call& call) {
    const Operand& pattern = call.arguments[1];
    if (pattern.kind != Operand::Kind::literal || !pattern.literal.is_string()) return;
    call.pattern.emplace(pattern.literal.string(), call.function == Function::match
                                                       ? IRegexp::Extent::whole
                                                       : IRegexp::Extent::part);
  }

  std::string_view text_;
  NodeFactory& literals_;
  std::size_t at_ = 0;
  unsigned nesting_ = 0;
};

}  // namespace

bool Query::is_singular() const {
  for (const Segment& segment : segments) {
    if (segment.descendants || segment.selectors.size() != 1) return false;
    const Selector::Kind kind = segment.selectors[0].kind;
    if (kind != Selector::Kind::name && kind != Selector::Kind::index) return false;
  }
  return true;
}

Compiled parse_query(std::string_view text) {
  Compiled result;
  result.query = Parser(text, result.literals).run();
  return result;
}

}  // namespace mcpcc::source::json_path
