#include "edit/toml_scanner.h"

#include <algorithm>
#include <utility>

#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

constexpr std::size_t npos = std::string_view::npos;

class TomlScanner {
 public:
  TomlScanner(std::string_view text, std::string_view kept) : text_(text), kept_(kept) {}

  std::vector<Section> scan() {
    if (const auto bad = utf8::first_invalid(text_); bad != npos)
      throw Failure{bad, "it is not UTF-8"};
    if (text_.starts_with(utf8::byte_order_mark)) at_ = utf8::byte_order_mark.size();
    sections_.emplace_back();
    sections_.back().begin = sections_.back().last = at_;
    std::size_t comments = npos;  // where the comment lines directly above begin
    while (at_ < text_.size()) {
      const std::size_t line = at_;
      spaces();
      if (peek() == '#') {
        if (comments == npos) comments = line;
        end_line();
        continue;
      }
      if (peek() == '[') {
        header(line, comments == npos ? line : comments);
      } else if (peek() != '\n' && peek() != '\r' && at_ < text_.size()) {
        assignment(line);
      } else {
        end_line();
      }
      comments = npos;
    }
    sections_.back().end = text_.size();
    return std::move(sections_);
  }

  Container list(std::size_t at) {
    Container result;
    result.begin = at_ = at;
    result.is_object = false;
    collection(0, &result.elements);
    result.end = at_;
    return result;
  }

 private:
  [[noreturn]] void fail(std::string message) const { throw Failure{at_, std::move(message)}; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void spaces() {
    while (peek() == ' ' || peek() == '\t') ++at_;
  }

  // White space, a comment and the line end.
  void end_line() {
    spaces();
    if (peek() == '#') {
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    }
    if (peek() == '\r' && text_.substr(at_, 2) == "\r\n") ++at_;
    if (at_ < text_.size() && text_[at_++] != '\n') {
      --at_;
      fail("the line should end here");
    }
  }

  // White space, comments and line ends within an array.
  void skip() {
    for (;;) {
      while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
      if (peek() != '#') return;
      while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    }
  }

  void header(std::size_t line, std::size_t begin) {
    Section section;
    section.is_list = text_.substr(at_, 2) == "[[";
    const std::string_view close = section.is_list ? "]]" : "]";
    at_ += close.size();
    section.path = key();
    if (text_.substr(at_, close.size()) != close) fail("the end of a header is missing here");
    at_ += close.size();
    end_line();
    section.begin = line;
    section.last = at_;
    sections_.back().end = begin;
    sections_.push_back(std::move(section));
  }

  void assignment(std::size_t line) {
    Assignment result;
    result.begin = line;
    result.path = sections_.back().path;
    for (std::string& name : key()) result.path.push_back(std::move(name));
    if (peek() != '=') fail("an equals sign is missing here");
    ++at_;
    spaces();
    result.value = at_;
    result.text = value(0);
    result.end = at_;
    end_line();
    result.line_end = sections_.back().last = at_;
    if (result.path.front() == kept_) sections_.back().assignments.push_back(std::move(result));
  }

  // A dotted key and the white space behind it.
  Path key() {
    Path path;
    for (;;) {
      spaces();
      if (peek() == '"') {
        path.push_back(basic_string());
      } else if (peek() == '\'') {
        path.push_back(literal_string());
      } else {
        const std::size_t begin = at_;
        while (is_bare_key(peek())) ++at_;
        if (at_ == begin) fail("a key is missing here");
        path.emplace_back(text_.substr(begin, at_ - begin));
      }
      spaces();
      if (peek() != '.') return path;
      ++at_;
    }
  }

  std::string basic_string() {
    std::string out;
    for (++at_;;) {
      const char c = peek();
      if (at_ >= text_.size() || c == '\n') fail("a string does not end");
      ++at_;
      if (c == '"') return out;
      if (c == '\\') {
        escape(out);
      } else {
        out += c;
      }
    }
  }

  void escape(std::string& out) {
    constexpr std::string_view from = "btnfr\"\\e", to = "\b\t\n\f\r\"\\\x1b";
    const char c = peek();
    ++at_;
    if (const auto known = from.find(c); c != '\0' && known != npos) {
      out += to[known];
      return;
    }
    const int digits = c == 'u' ? 4 : c == 'U' ? 8 : c == 'x' ? 2 : 0;
    char32_t code = 0;
    for (int i = 0; i < digits; ++i, ++at_) {
      const auto digit =
          std::string_view("0123456789abcdef")
              .find(static_cast<char>(peek() >= 'A' && peek() <= 'F' ? peek() | 0x20 : peek()));
      if (peek() == '\0' || digit == npos) fail("a hexadecimal digit is missing here");
      code = code * 16 + static_cast<char32_t>(digit);
    }
    if (digits == 0) {
      --at_;
      fail("this escape does not exist in TOML");
    }
    utf8::append(out, code);
  }

  std::string literal_string() {
    const auto end = text_.find('\'', ++at_);
    if (end == npos || text_.find('\n', at_) < end) fail("a string does not end");
    std::string out(text_.substr(at_, end - at_));
    at_ = end + 1;
    return out;
  }

  void long_string(std::string_view quotes) {
    const std::size_t begin = at_;
    at_ += 3;
    for (;;) {
      if (at_ >= text_.size()) {
        at_ = begin;
        fail("a string does not end");
      }
      if (quotes[0] == '"' && text_[at_] == '\\') {
        at_ += 2;
      } else if (text_.substr(at_, 3) == quotes) {
        break;
      } else {
        ++at_;
      }
    }
    // Up to two quotes may stand directly before the closing three.
    at_ += 3;
    for (int i = 0; i < 2 && peek() == quotes[0]; ++i) ++at_;
  }

  // The text of a string of one line; nothing for other values.
  std::optional<std::string> value(unsigned depth) {
    if (depth >= max_depth)
      fail("it is nested deeper than " + std::to_string(max_depth) + " levels");
    if (text_.substr(at_, 3) == R"(""")" || text_.substr(at_, 3) == "'''") {
      long_string(text_.substr(at_, 3));
    } else if (peek() == '"') {
      return basic_string();
    } else if (peek() == '\'') {
      return literal_string();
    } else if (peek() == '[' || peek() == '{') {
      collection(depth, nullptr);
    } else {
      bare_value();
    }
    return std::nullopt;
  }

  // An array or an inline table; its elements, without what is in them, go into `kept`.
  void collection(unsigned depth, std::vector<Element>* kept) {
    const bool is_table = text_[at_++] == '{';
    const char close = is_table ? '}' : ']';
    for (;;) {
      skip();
      if (peek() == close) break;
      Element element;
      element.begin = at_;
      if (is_table) {
        Path path = key();
        if (path.size() == 1) element.key = std::move(path.front());
        if (peek() != '=') fail("an equals sign is missing here");
        ++at_;
        spaces();
      }
      element.value = at_;
      if (kept != nullptr && !is_table && peek() == '{') {
        std::vector<Element> members;
        collection(depth + 1, &members);
        for (const Element& member : members) {
          if (member.key == "name" && member.text) element.identity = *member.text;
        }
      } else {
        element.text = value(depth + 1);
      }
      element.end = at_;
      skip();
      const bool goes_on = peek() == ',';
      if (goes_on) element.comma = at_++;
      if (kept != nullptr) kept->push_back(std::move(element));
      if (goes_on) continue;
      if (peek() != close) fail("a comma or the end is missing here");
    }
    ++at_;
  }

  // Numbers, times, true, false, inf and nan.
  void bare_value() {
    const std::size_t begin = at_;
    const auto word = [&] {
      while (is_bare_key(peek()) || peek() == '+' || peek() == '.' || peek() == ':') ++at_;
    };
    word();
    const std::string_view text = text_.substr(begin, at_ - begin);
    // A date and a time may have a space between them.
    const bool is_date = text.size() == 10 && text[4] == '-' && text[7] == '-';
    if (is_date && peek() == ' ' && at_ + 1 < text_.size() && text_[at_ + 1] >= '0' &&
        text_[at_ + 1] <= '9') {
      ++at_;
      word();
    }
    const std::string_view digits =
        text.substr(std::min(text.find_first_not_of("+-"), text.size()));
    const bool is_number = !digits.empty() && digits[0] >= '0' && digits[0] <= '9';
    if (is_number || digits == "inf" || digits == "nan" || text == "true" || text == "false")
      return;
    at_ = begin;
    fail("this is no value of TOML");
  }

  std::string_view text_;
  std::string_view kept_;
  std::size_t at_ = 0;
  std::vector<Section> sections_;
};

}  // namespace

std::vector<Section> scan_toml(std::string_view text, const std::string& kept) {
  return TomlScanner(text, kept).scan();
}

Container scan_toml_list(std::string_view text, std::size_t at) {
  return TomlScanner(text, {}).list(at);
}

}  // namespace mcpcc::edit
