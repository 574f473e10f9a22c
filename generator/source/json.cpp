// The JSON front end. nlohmann's SAX parser decides what is JSON and decodes strings; where each
// token stands, and which digits a number was written with, is read off the text by a cursor that
// follows the events.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "source/builder.h"
#include "source/front_end.h"
#include "source/scalar.h"
#include "support/utf8.h"

namespace mcpcc::source {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_separator(char c) { return is_space(c) || c == ',' || c == ':'; }
bool is_number_character(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

std::uint32_t as_offset(std::size_t offset) { return static_cast<std::uint32_t>(offset); }

/// Finds the tokens of valid JSON one after the other.
class Cursor {
 public:
  explicit Cursor(std::string_view text)
      : text_(text),
        at_(text.starts_with(utf8::byte_order_mark) ? utf8::byte_order_mark.size() : 0) {}

  std::size_t offset() const { return at_; }
  /// A bracket, a literal: `size` characters.
  Range fixed(std::size_t size) {
    skip_separators();
    return advance_to(at_ + size);
  }
  Range number() {
    skip_separators();
    std::size_t end = at_;
    while (end < text_.size() && is_number_character(text_[end])) ++end;
    return advance_to(end);
  }
  /// `escaped` says whether the string holds a backslash, so that its text is not its value.
  Range string(bool& escaped) {
    skip_separators();
    escaped = false;
    std::size_t end = at_ + 1;
    while (text_[end] != '"') {
      if (text_[end] == '\\') {
        escaped = true;
        ++end;
      }
      ++end;
    }
    return advance_to(end + 1);
  }

 private:
  void skip_separators() {
    while (at_ < text_.size() && is_separator(text_[at_])) ++at_;
  }
  Range advance_to(std::size_t end) {
    const Range range{as_offset(at_), as_offset(end)};
    at_ = end;
    return range;
  }
  std::string_view text_;
  std::size_t at_;
};

/// The receiver of nlohmann's SAX events; its member names are prescribed.
class Handler {
 public:
  Handler(std::string_view text, Builder& builder)
      : text_(text), cursor_(text), builder_(builder) {}

  bool null() {
    builder_.null(cursor_.fixed(4));
    return true;
  }
  bool boolean(bool value) {
    builder_.boolean(value, cursor_.fixed(value ? 4 : 5));
    return true;
  }
  bool number_integer(std::int64_t) { return number(); }
  bool number_unsigned(std::uint64_t) { return number(); }
  bool number_float(double, const std::string&) { return number(); }
  bool string(const std::string& value) {
    Range at;
    const std::string_view text = take_string(value, at);
    builder_.string(text, at);
    return true;
  }
  bool binary(const std::vector<std::uint8_t>&) { return false; }  // never in text
  bool start_object(std::size_t) {
    builder_.begin_object(cursor_.fixed(1).begin);
    return true;
  }
  bool key(const std::string& value) {
    Range at;
    const std::string_view text = take_string(value, at);
    builder_.key(text, at);
    return true;
  }
  bool end_object() { return end_container(); }
  bool start_array(std::size_t) {
    builder_.begin_array(cursor_.fixed(1).begin);
    return true;
  }
  bool end_array() { return end_container(); }
  bool parse_error(std::size_t bytes_read, const std::string&,
                   const nlohmann::detail::exception& error) {
    out_of_range_ = error.id == 406;
    bytes_read_ = bytes_read;
    error_text_ = error.what();
    return false;
  }

  const Cursor& cursor() const { return cursor_; }
  /// A number was too large for nlohmann's double.
  bool out_of_range() const { return out_of_range_; }
  /// Up to where nlohmann had read when it found an error; the end of the text counts as one byte.
  std::size_t bytes_read() const { return bytes_read_; }
  const std::string& error_text() const { return error_text_; }

 private:
  bool number() {
    const Range at = cursor_.number();
    builder_.number(text_.substr(at.begin, at.end - at.begin), at);
    return true;
  }
  bool end_container() {
    builder_.end_container(cursor_.fixed(1).end);
    return true;
  }
  std::string_view take_string(const std::string& value, Range& at) {
    bool escaped = false;
    at = cursor_.string(escaped);
    return escaped ? builder_.keep(value) : text_.substr(at.begin + 1, at.end - at.begin - 2);
  }

  std::string_view text_;
  Cursor cursor_;
  Builder& builder_;
  bool out_of_range_ = false;
  std::size_t bytes_read_ = 0;
  std::string error_text_;
};

/// "unexpected `}`; expected string literal" of "[json.exception...] parse error at line 1, column
/// 5: syntax error while parsing object key - unexpected '}'; expected string literal", without the
/// part that repeats what was read.
std::string reason_of(std::string_view what) {
  if (const std::size_t dash = what.find(" - "); dash != std::string_view::npos) {
    what.remove_prefix(dash + 3);
  }
  const std::size_t last_read = what.find("; last read: '");
  std::string reason(what.substr(0, last_read));
  if (last_read != std::string_view::npos) {
    const std::size_t expected = what.rfind("'; expected ");
    if (expected != std::string_view::npos && expected > last_read)
      reason.append(what.substr(expected + 1));
  }
  std::replace(reason.begin(), reason.end(), '\'', '`');
  return reason;
}

/// The place of a syntax error. nlohmann says how far it has read; the tokens before that are
/// behind the cursor.
Range error_range(std::string_view text, const Handler& handler) {
  const std::size_t last_read =
      handler.bytes_read() == 0 ? 0 : std::min(handler.bytes_read() - 1, text.size());
  // The cursor takes `01` for one number.
  std::size_t begin = std::min(handler.cursor().offset(), last_read);
  while (begin < last_read && is_separator(text[begin])) ++begin;
  const bool in_token = handler.error_text().find("; last read: '") != std::string::npos;
  if (begin < text.size() && text[begin] == '"' && in_token && last_read < text.size()) {
    begin = last_read;  // a bad character in a string: not the string's begin
  }
  return {as_offset(begin), as_offset(std::min(last_read + 1, text.size()))};
}

/// Whether YAML has a use for what stands at `begin`: comments, unquoted and single-quoted scalars,
/// anchors, tags, a comma before a closing bracket, and within strings escapes and line ends of its
/// own.
bool may_be_yaml(std::string_view text, std::size_t begin) {
  if (begin >= text.size()) return false;
  const char c = text[begin];
  if (c == '}' || c == ']') {
    std::size_t before = begin;
    while (before > 0 && is_space(text[before - 1])) --before;
    return before > 0 && text[before - 1] == ',';
  }
  return c != '\0' && std::string_view("{[,:\"").find(c) == std::string_view::npos;
}

/// A copy in which every number that may be out of a double's range is 0 and blanks: nlohmann
/// refuses those, we keep them.
std::string blank_large_numbers(std::string_view text) {
  constexpr std::size_t always_finite = 300;  // digits, without an exponent
  std::string copy(text);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
      }
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_number_character(text[end])) ++end;
    const std::string_view number = text.substr(at, end - at);
    if ((number.size() > always_finite || number.find_first_of("eE") != std::string_view::npos) &&
        is_json_number(number)) {
      std::fill_n(copy.begin() + static_cast<std::ptrdiff_t>(at), number.size(), ' ');
      copy[at] = '0';
    }
    at = std::max(end, at + 1);
  }
  return copy;
}

struct Attempt {
  JsonResult result;
  bool out_of_range = false;
};

/// Parses `readable`, which is the input's text or that with its large numbers blanked.
Attempt attempt(const Input& input, std::string_view readable, Diagnostics& diagnostics) {
  const std::string_view text = input.source.text();
  Builder builder(input.source, input.file, input.limits, diagnostics);
  Handler handler(text, builder);
  Attempt made;
  try {
    const char* begin = readable.data();
    if (nlohmann::json::sax_parse(begin, begin + readable.size(), &handler)) {
      // nlohmann takes a NUL for the end of its input.
      const std::size_t end = handler.cursor().offset();
      const std::size_t rest = text.find_first_not_of(" \t\r\n", end);
      if (rest == std::string_view::npos) {
        made.result.tree = builder.finish();
      } else {
        builder.report(rules::json_syntax, {as_offset(rest), as_offset(rest + 1)},
                       "more text follows the value");
      }
      return made;
    }
  } catch (const Stop&) {
    return made;
  }
  made.out_of_range = handler.out_of_range();
  const bool is_blanked = readable.data() != text.data();
  if (!made.out_of_range || is_blanked) {
    const Range at = error_range(text, handler);
    // Every large number was blanked, so what overflows all the same is part of no number:
    // `1e9991e9`.
    builder.report(rules::json_syntax, at,
                   made.out_of_range ? "malformed number" : reason_of(handler.error_text()));
    made.result.may_be_yaml = may_be_yaml(text, at.begin);
  }
  return made;
}

}  // namespace

JsonResult read_json(const Input& input, Diagnostics& diagnostics) {
  const std::string_view text = input.source.text();
  Diagnostics first_findings;
  Attempt made = attempt(input, text, first_findings);
  if (made.out_of_range) return attempt(input, blank_large_numbers(text), diagnostics).result;
  diagnostics.append(std::move(first_findings));
  return std::move(made.result);
}

}  // namespace mcpcc::source
