#include <algorithm>
#include <optional>

#include "edit/edit.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

constexpr std::size_t npos = std::string_view::npos;

using Path = std::vector<std::string>;

struct Assignment {
  Path path;              // from the root
  std::size_t begin = 0;  // of its line
  std::size_t value = 0, end = 0;
  std::size_t line_end = 0;  // behind its line end
};

// A header with what stands below it; the first one is the root and has no header.
struct Section {
  Path path;
  bool is_list = false;   // [[a.b]]
  std::size_t begin = 0;  // of the line of the header
  std::size_t end = 0;    // where the next one begins, with the comment directly above that
  std::size_t last = 0;   // behind the line of the last assignment, or of the header
  std::vector<Assignment> assignments;  // of those that have to do with the change
};

bool starts_with(const Path& path, const Path& prefix) {
  return prefix.size() <= path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

std::string written(const Path& path) {
  std::string out;
  for (const std::string& name : path) {
    if (!out.empty()) out += '.';
    const bool bare = !name.empty() && std::all_of(name.begin(), name.end(), is_bare);
    out += bare ? name : to_toml(name);
  }
  return out;
}

std::string shown(const Path& path) {
  std::string out;
  append_visible(out, written(path));
  return out;
}

// Reads a whole document (TOML 1.0) and keeps its headers and what begins like `kept`.
class TomlScanner {
 public:
  TomlScanner(std::string_view text, const std::string& kept) : text_(text), kept_(kept) {}

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
    value(0);
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
        while (is_bare(peek())) ++at_;
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

  void value(unsigned depth) {
    if (depth >= max_depth)
      fail("it is nested deeper than " + std::to_string(max_depth) + " levels");
    if (text_.substr(at_, 3) == R"(""")" || text_.substr(at_, 3) == "'''") {
      long_string(text_.substr(at_, 3));
    } else if (peek() == '"') {
      basic_string();
    } else if (peek() == '\'') {
      literal_string();
    } else if (peek() == '[' || peek() == '{') {
      collection(depth);
    } else {
      bare_value();
    }
  }

  void collection(unsigned depth) {
    const bool is_table = text_[at_++] == '{';
    const char close = is_table ? '}' : ']';
    for (;;) {
      skip();
      if (peek() == close) break;
      if (is_table) {
        key();
        if (peek() != '=') fail("an equals sign is missing here");
        ++at_;
        spaces();
      }
      value(depth + 1);
      skip();
      if (peek() == close) break;
      if (peek() != ',') fail("a comma or the end is missing here");
      ++at_;
    }
    ++at_;
  }

  // Numbers, times, true, false, inf and nan.
  void bare_value() {
    const std::size_t begin = at_;
    const auto word = [&] {
      while (is_bare(peek()) || peek() == '+' || peek() == '.' || peek() == ':') ++at_;
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
  const std::string& kept_;
  std::size_t at_ = 0;
  std::vector<Section> sections_;
};

class TomlEditor {
 public:
  TomlEditor(std::string text, const Change& change) : text_(std::move(text)), change_(change) {
    const auto line_end = text_.find('\n');
    if (line_end != npos && line_end > 0 && text_[line_end - 1] == '\r') line_end_ = "\r\n";
  }

  std::string apply() {
    sections_ = TomlScanner(text_, change_.path.front()).scan();
    refuse_other_forms();
    if (change_.action == Action::remove) {
      remove();
    } else {
      set();
    }
    return std::move(text_);
  }

 private:
  Path table() const { return {change_.path.begin(), change_.path.end() - 1}; }

  // Of several ways to write a table, only headers are edited.
  void refuse_other_forms() const {
    const Path target = change_.action == Action::remove ? change_.path : table();
    const Section* known = nullptr;
    for (const Section& section : sections_) {
      const bool is_above = starts_with(target, section.path);
      if (section.is_list && !section.path.empty() && is_above)
        throw Failure{section.begin, "`" + shown(section.path) + "` is a list of tables"};
      if (section.path == target && !target.empty()) {
        if (known != nullptr)
          throw Failure{section.begin, "`" + shown(target) + "` has two headers"};
        known = &section;
      }
      for (const Assignment& assignment : section.assignments) {
        const bool holds_it =
            starts_with(target, assignment.path) && assignment.path != change_.path;
        const bool is_dotted = is_above && section.path.size() < target.size() &&
                               starts_with(assignment.path, target) &&
                               assignment.path != change_.path;
        const bool is_below = assignment.path != change_.path &&
                              starts_with(assignment.path, change_.path) &&
                              section.path.size() < change_.path.size();
        if (!holds_it && !is_dotted && !is_below) continue;
        // What is taken away may be no table itself, but stands in one.
        const Path header = holds_it ? table() : target;
        throw Failure{assignment.begin,
                      "`" + shown(assignment.path) +
                          "` is written in a form that is not edited; write it as `[" +
                          shown(header) + "]`, or take it out"};
      }
    }
  }

  const Assignment* find() const {
    for (const Section& section : sections_) {
      for (const Assignment& assignment : section.assignments) {
        if (assignment.path == change_.path) return &assignment;
      }
    }
    return nullptr;
  }

  void set() {
    const std::string value = to_toml(change_.value);
    if (const Assignment* known = find()) {
      if (change_.action != Action::add)
        text_.replace(known->value, known->end - known->value, value);
      return;
    }
    const std::string line = written({change_.path.back()}) + " = " + value + line_end_;
    const Path wanted = table();
    for (const Section& section : sections_) {
      if (section.path != wanted) continue;
      const std::string_view before(text_.data(), section.last);
      const bool ends = before.empty() || before.back() == '\n' || before == utf8::byte_order_mark;
      text_.insert(section.last, (ends ? "" : line_end_) + line);
      return;
    }
    if (!text_.empty() && text_.back() != '\n' && text_ != utf8::byte_order_mark)
      text_ += line_end_;
    if (!text_.empty() && text_ != utf8::byte_order_mark) text_ += line_end_;
    text_.append("[").append(written(wanted)).append("]").append(line_end_).append(line);
  }

  void remove() {
    // From the end, so that what is in front keeps its place.
    for (std::size_t i = sections_.size(); i-- > 0;) {
      const Section& section = sections_[i];
      if (!section.path.empty() && starts_with(section.path, change_.path)) {
        std::size_t begin = section.begin;
        if (section.end == text_.size()) begin = without_blank_lines(begin);
        text_.erase(begin, section.end - begin);
        continue;
      }
      for (auto assignment = section.assignments.rbegin(); assignment != section.assignments.rend();
           ++assignment) {
        if (assignment->path == change_.path)
          text_.erase(assignment->begin, assignment->line_end - assignment->begin);
      }
    }
  }

  // The blank line before `begin`, which separated what is taken away at the end of the file.
  std::size_t without_blank_lines(std::size_t begin) const {
    const std::size_t size = line_end_.size();
    if (begin >= 2 * size && text_.compare(begin - size, size, line_end_) == 0 &&
        text_.compare(begin - 2 * size, size, line_end_) == 0)
      return begin - size;
    return begin;
  }

  std::string text_;
  const Change& change_;
  std::string line_end_ = "\n";
  std::vector<Section> sections_;
};

}  // namespace

Outcome edit_toml(std::string_view text, std::span<const Change> changes) {
  if (text.size() > max_bytes) return Failure{0, "it is larger than 64 MiB"};
  Edited edited{std::string(text), false};
  try {
    // What is wrong has its place in the text that was given, not in one that is changed already.
    for (const Change& change : changes.subspan(std::min<std::size_t>(changes.size(), 1)))
      TomlEditor(std::string(text), change).apply();
    for (const Change& change : changes) {
      edited.text = TomlEditor(std::move(edited.text), change).apply();
    }
  } catch (Failure& failure) {
    return std::move(failure);
  }
  return edited;
}

}  // namespace mcpcc::edit
