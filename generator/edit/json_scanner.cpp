#include "edit/json_scanner.h"

#include <algorithm>
#include <utility>

#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

constexpr std::size_t npos = std::string_view::npos;

// Reads a whole document and keeps what stands on one path.
class Scanner {
 public:
  Scanner(std::string_view text, const Change& change) : text_(text), change_(change) {}

  // The root, or nothing for a text without a value. Throws Failure.
  std::optional<Container> scan() {
    if (text_.starts_with(utf8::byte_order_mark)) at_ = utf8::byte_order_mark.size();
    if (const auto bad = utf8::first_invalid(text_); bad != npos)
      throw Failure{bad, "it is not UTF-8"};
    skip();
    if (at_ == text_.size()) return std::nullopt;
    if (text_[at_] != '{') throw Failure{at_, "it is not a JSON object"};
    Container root = container(0, true);
    skip();
    if (at_ != text_.size()) throw Failure{at_, "something stands behind the end of the object"};
    return root;
  }
  bool relaxed() const { return relaxed_; }

  /// The array at `at`.
  Container list(std::size_t at) {
    at_ = at;
    return container(change_.path.size(), true);
  }

 private:
  [[noreturn]] void fail(std::string message) const { throw Failure{at_, std::move(message)}; }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool takes_items(std::size_t depth) const { return depth == change_.path.size(); }

  // White space and comments.
  void skip() {
    for (;;) {
      while (at_ < text_.size() && is_json_space(text_[at_])) ++at_;
      if (text_.substr(at_, 2) == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const auto end = text_.find("*/", at_ + 2);
        if (end == npos) fail("a comment does not end");
        at_ = end + 2;
      } else {
        return;
      }
      relaxed_ = true;
    }
  }

  std::string string() {
    if (peek() != '"') fail("a string in double quotes is missing here");
    std::string value;
    for (++at_;;) {
      if (at_ >= text_.size()) fail("a string does not end");
      const char c = text_[at_++];
      if (c == '"') return value;
      if (static_cast<unsigned char>(c) < 0x20) {
        --at_;
        fail("a string holds a control character or does not end");
      }
      if (c == '\\') {
        escape(value);
      } else {
        value += c;
      }
    }
  }

  void escape(std::string& value) {
    const char c = peek();
    constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    if (const auto known = from.find(c); known != npos && c != '\0') {
      value += to[known];
      ++at_;
      return;
    }
    if (c != 'u') fail("this escape does not exist in JSON");
    ++at_;
    char32_t code = four_digits();
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      at_ += 2;
      const char32_t low = four_digits();
      if (low >= 0xDC00 && low < 0xE000) code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    utf8::append(value, code);
  }

  char32_t four_digits() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const bool is_digit = c >= '0' && c <= '9';
      const char lower = static_cast<char>(c | 0x20);
      if (!is_digit && !(lower >= 'a' && lower <= 'f')) fail("four hexadecimal digits are missing");
      value = value * 16 + static_cast<char32_t>(is_digit ? c - '0' : lower - 'a' + 10);
    }
    return value;
  }

  void digits() {
    if (!(peek() >= '0' && peek() <= '9')) fail("this is no value of JSON");
    while (peek() >= '0' && peek() <= '9') ++at_;
  }

  void scalar() {
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return;
    }
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else {
      digits();
    }
    if (peek() == '.') {
      ++at_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
  }

  // A value; what is on the path goes into `element`.
  void value(std::size_t depth, Element* element) {
    if (peek() == '{' || peek() == '[') {
      Container inner = container(depth, element != nullptr);
      if (element != nullptr) element->inner.push_back(std::move(inner));
    } else if (peek() == '"') {
      std::string text = string();
      if (element != nullptr) element->text = std::move(text);
    } else {
      scalar();
    }
  }

  Container container(std::size_t depth, bool keep) {
    if (depth >= max_depth)
      fail("it is nested deeper than " + std::to_string(max_depth) + " levels");
    Container result;
    result.begin = at_;
    result.is_object = text_[at_++] == '{';
    const char close = result.is_object ? '}' : ']';
    for (;;) {
      skip();
      if (peek() == close) break;
      Element element;
      element.begin = at_;
      if (result.is_object) {
        element.key = string();
        skip();
        if (peek() != ':') fail("a colon is missing here");
        ++at_;
        skip();
      }
      element.value = at_;
      read_element(element, result.is_object, depth, keep);
      element.end = at_;
      skip();
      const bool goes_on = peek() == ',';
      if (goes_on) element.comma = at_++;
      if (keep) result.elements.push_back(std::move(element));
      if (goes_on) {
        skip();
        if (peek() == close) relaxed_ = true;
        continue;
      }
      if (peek() != close) fail("a comma or the end is missing here");
    }
    result.end = ++at_;
    return result;
  }

  void read_element(Element& element, bool of_object, std::size_t depth, bool keep) {
    if (!keep) return value(depth + 1, nullptr);
    if (of_object && depth < change_.path.size()) {
      const bool on_path = element.key == change_.path[depth];
      const bool goes_deeper =
          depth + 1 < change_.path.size() || !change_.identity.empty() || peek() == '"';
      return value(depth + 1, on_path && goes_deeper ? &element : nullptr);
    }
    if (!of_object && takes_items(depth)) {
      Element item;
      value(depth + 1, &item);
      element.text = std::move(item.text);
      if (item.inner.empty()) return;
      for (auto& member : item.inner.front().elements) {
        if (member.key == change_.identity && member.text) element.identity = *member.text;
      }
      return;
    }
    // A member of an item.
    if (of_object && element.key == change_.identity && peek() == '"') {
      element.text = string();
      return;
    }
    value(depth + 1, nullptr);
  }

  std::string_view text_;
  const Change& change_;
  std::size_t at_ = 0;
  bool relaxed_ = false;
};

}  // namespace

Scan scan_json(std::string_view text, const Change& change) {
  Scanner scanner(text, change);
  Scan result;
  result.root = scanner.scan();
  result.relaxed = scanner.relaxed();
  return result;
}

Container scan_json_list(std::string_view text, std::size_t at) {
  const Change nothing;
  return Scanner(text, nothing).list(at);
}

}  // namespace mcpcc::edit
