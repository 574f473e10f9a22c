#include "json_text.h"

#include <vector>

#include "support/utf8.h"

namespace mcpcc::fuzz {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool accepts() && {
    if (utf8::first_invalid(text_) != std::string_view::npos) return false;
    do {
      if (!value()) return false;
      while (!open_.empty() && skip(open_.back() == '{' ? '}' : ']')) open_.pop_back();
    } while (!open_.empty() && next_member());
    return open_.empty() && peek() == '\0' && at_ == text_.size();
  }

 private:
  // The next character that is not white space; zero at the end.
  char peek() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos)
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool skip(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  bool next_member() { return skip(',') && (open_.back() != '{' || key()); }
  bool key() { return string() && skip(':'); }

  // A scalar, an empty container, or what stands before the first value of a container.
  bool value() {
    for (;;) {
      const char c = peek();
      if (c == '{' || c == '[') {
        ++at_;
        open_.push_back(c);
        if (peek() == (c == '{' ? '}' : ']')) return true;
        if (c == '{' && !key()) return false;
        continue;
      }
      if (c == '"') return string();
      for (const std::string_view word : {"true", "false", "null"}) {
        if (!text_.substr(at_).starts_with(word)) continue;
        at_ += word.size();
        return true;
      }
      return number();
    }
  }

  bool string() {
    if (!skip('"')) return false;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return false;
      if (text_[at_] != '\\') continue;
      ++at_;
      if (at_ >= text_.size()) return false;
      if (text_[at_] == 'u') {
        const auto digits = text_.substr(at_ + 1, 4);
        if (digits.size() < 4 ||
            digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos)
          return false;
        at_ += 4;
      } else if (std::string_view("\"\\/bfnrt").find(text_[at_]) == std::string_view::npos) {
        return false;
      }
    }
    return at_++ < text_.size();
  }

  bool digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    return at_ > begin;
  }
  bool is_at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool number() {
    if (is_at('-')) ++at_;
    if (is_at('0')) {
      ++at_;
    } else if (!digits()) {
      return false;
    }
    if (is_at('.')) {
      ++at_;
      if (!digits()) return false;
    }
    if (is_at('e') || is_at('E')) {
      ++at_;
      if (is_at('+') || is_at('-')) ++at_;
      return digits();
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<char> open_;
};

}  // namespace

bool is_json(std::string_view text) { return Reader(text).accepts(); }

}  // namespace mcpcc::fuzz
