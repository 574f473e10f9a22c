// Characters that several formats are made of.
#pragma once

#include <cstddef>
#include <string_view>

namespace mcp::schema {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

template <class Is>
bool all_of(std::string_view text, Is is) {
  for (const char c : text) {
    if (!is(c)) return false;
  }
  return true;
}

/// Reads a text from the front.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  std::string_view rest() const { return rest_; }
  void skip(std::size_t bytes) { rest_.remove_prefix(bytes); }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    skip(1);
    return true;
  }
  template <class Is>
  std::string_view take_while(Is is) {
    std::size_t size = 0;
    while (size < rest_.size() && is(rest_[size])) ++size;
    const std::string_view out = rest_.substr(0, size);
    skip(size);
    return out;
  }
  /// The value of exactly `digits` digits; -1 and nothing taken where there are none.
  int take_number(std::size_t digits) {
    if (rest_.size() < digits || !all_of(rest_.substr(0, digits), is_digit)) return -1;
    int value = 0;
    for (const char c : rest_.substr(0, digits)) value = value * 10 + (c - '0');
    skip(digits);
    return value;
  }

 private:
  std::string_view rest_;
};

}  // namespace mcp::schema
