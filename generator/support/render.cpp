// Diagnostics as text and as JSON.
#include <algorithm>
#include <span>
#include <string>

#include "support/diagnostics.h"
#include "support/text.h"
#include "support/url_user.h"
#include "support/utf8.h"

namespace mcpcc {
namespace {

constexpr std::size_t max_columns = 160;    // of the shown part of a source line
constexpr std::size_t columns_before = 60;  // shown before the place when the line must be cut
constexpr std::size_t tab_columns = 4;
constexpr std::string_view ellipsis = "...";

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "";
}

/// SGR sequences (ECMA-48 section 8.3.117), or nothing.
class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}
  std::string_view bold() const { return pick("\x1b[1m"); }
  std::string_view caret() const { return pick("\x1b[1;32m"); }
  std::string_view reset() const { return pick("\x1b[0m"); }
  std::string_view severity(Severity severity) const {
    switch (severity) {
      case Severity::note:
        return pick("\x1b[1;36m");
      case Severity::warning:
        return pick("\x1b[1;35m");
      case Severity::error:
        return pick("\x1b[1;31m");
    }
    return "";
  }

 private:
  std::string_view pick(std::string_view sequence) const { return color_ ? sequence : ""; }
  bool color_;
};

/// `whole` to be read in one line of output: names and pointers of a document may be megabytes
/// long.
void append_shortened(std::string& out, std::string_view whole) {
  const std::string text_without_users = without_users(whole);
  const std::string_view text = text_without_users;
  constexpr std::size_t max_bytes = 500;
  if (text.size() <= max_bytes) return append_visible(out, text);
  std::size_t head = max_bytes / 2, tail = text.size() - max_bytes / 2;
  while (head > 0 && utf8::is_continuation(text[head])) --head;
  while (tail < text.size() && utf8::is_continuation(text[tail])) ++tail;
  append_visible(out, text.substr(0, head));
  out.append(" ").append(ellipsis).append(" ");
  append_visible(out, text.substr(tail));
}

std::string message_of(const Diagnostic& diagnostic) {
  std::string message(diagnostic.rule->message);
  if (!diagnostic.detail.empty()) message.append(": ").append(diagnostic.detail);
  return message;
}

/// Appends the character at `offset` as it is shown at `column` and returns its columns.
std::size_t append_character(std::string& out, std::string_view line, std::size_t offset,
                             std::size_t column, std::size_t size) {
  if (line[offset] == '\t') {
    const std::size_t columns = tab_columns - column % tab_columns;
    out.append(columns, ' ');
    return columns;
  }
  const std::size_t before = out.size();
  append_visible(out, line.substr(offset, size));
  const utf8::CodePoint code_point = utf8::decode(line, offset);
  if (code_point.valid && !utf8::is_hidden(code_point.value)) {
    return utf8::display_width(code_point.value);
  }
  return out.size() - before;  // an escape, which is ASCII
}

struct Excerpt {
  std::string text;       ///< what is shown of the line
  std::size_t caret = 0;  ///< the column of the place in it
  std::size_t width = 1;  ///< the columns of the place in it, at least 1
};

/// Shows `line` from byte `from` on, in at most `max_columns`; the place is [begin, end) in the
/// line.
Excerpt show(std::string_view line, std::size_t from, std::size_t begin, std::size_t end) {
  Excerpt excerpt;
  std::size_t column = 0;
  if (from != 0) {
    excerpt.text = ellipsis;
    column = ellipsis.size();
  }
  excerpt.caret = column;
  std::size_t end_column = column;
  std::size_t at = from;
  while (at < line.size() && column < max_columns) {
    if (at <= begin) excerpt.caret = column;
    const std::size_t size = utf8::decode(line, at).size;
    column += append_character(excerpt.text, line, at, column, size);
    at += size;
    if (at <= end) end_column = column;
  }
  if (begin >= at) excerpt.caret = column;
  if (end > at) end_column = column;
  if (at < line.size()) excerpt.text += ellipsis;
  excerpt.width = end_column > excerpt.caret ? end_column - excerpt.caret : 1;
  return excerpt;
}

Excerpt excerpt_of(std::string_view line, std::size_t begin, std::size_t end) {
  if (line.size() <= max_columns) {
    Excerpt whole = show(line, 0, begin, end);
    if (!whole.text.ends_with(ellipsis) || line.ends_with(ellipsis)) return whole;
  }
  std::size_t from = begin;
  for (std::size_t columns = 0; from > 0 && columns < columns_before; ++columns) {
    --from;
    for (int i = 0; i < 3 && from > 0 && utf8::is_continuation(line[from]); ++i) --from;
  }
  return show(line, from, begin, end);
}

/// A line without what nobody may see, and where a place of it went.
struct Masked {
  std::string text;
  std::size_t begin = 0, end = 0;
};

/// Of a very long line only what is near [begin, end). `hidden` are parts of the line, in any
/// order.
Masked mask(std::string_view line, std::size_t begin, std::size_t end,
            std::vector<TextRange> hidden) {
  constexpr std::size_t near = 8192;
  const std::size_t from = begin > near ? begin - near : 0;
  line = line.substr(0, begin + near);
  for (const TextRange& user : users_in(line.substr(from))) {
    hidden.push_back({user.begin + from, user.end + from});
  }
  std::sort(hidden.begin(), hidden.end(),
            [](const TextRange& a, const TextRange& b) { return a.begin < b.begin; });
  Masked masked;
  std::size_t at = from;  // up to here the text is made
  const auto append_until = [&](std::size_t offset) {
    if (at <= begin && begin <= offset) masked.begin = masked.text.size() + begin - at;
    if (at <= end) masked.end = masked.text.size() + std::min(end, offset) - at;
    masked.text.append(line.substr(at, offset - at));
    at = offset;
  };
  for (const TextRange& range : hidden) {
    const std::size_t range_end = std::min(range.end, line.size());
    if (range_end <= at) continue;
    append_until(std::max(range.begin, at));
    if (at < begin && begin < range_end) masked.begin = masked.text.size();
    const bool holds_end = at < end && end < range_end;
    masked.text.append(masked_user);
    if (holds_end) masked.end = masked.text.size();
    at = range_end;
  }
  append_until(line.size());
  if (end > line.size()) masked.end = masked.text.size();
  return masked;
}

/// What of `hidden` stands in the bytes [begin, end) of a file, from `begin` on.
std::vector<TextRange> parts_of_line(std::span<const Span> hidden, std::uint32_t file,
                                     std::size_t begin, std::size_t end) {
  std::vector<TextRange> result;
  for (const Span& span : hidden) {
    if (span.file != file || span.begin >= end || span.end <= begin) continue;
    const std::size_t first = std::max<std::size_t>(span.begin, begin);
    result.push_back({first - begin, std::min<std::size_t>(span.end, end) - begin});
  }
  return result;
}

void append_excerpt(std::string& out, const Diagnostic& diagnostic, const SourceFile& file,
                    std::uint32_t line_number, const TextStyle& style) {
  const Painter paint(style.color);
  const Span at = file.shown(diagnostic.at);
  std::string_view line = file.line(line_number);
  std::size_t line_begin = file.line_begin(line_number);
  if (line_begin == 0 && line.starts_with(utf8::byte_order_mark)) {
    line.remove_prefix(utf8::byte_order_mark.size());
    line_begin += utf8::byte_order_mark.size();
  }
  if (line.empty()) return;
  const auto in_line = [&](std::uint32_t offset) {
    return std::clamp<std::size_t>(offset, line_begin, line_begin + line.size()) - line_begin;
  };
  const Masked masked =
      mask(line, in_line(at.begin), in_line(at.end),
           parts_of_line(style.hidden, at.file, line_begin, line_begin + line.size()));
  const Excerpt excerpt = excerpt_of(masked.text, masked.begin, masked.end);
  const std::string number = std::to_string(line_number);
  const std::size_t gutter = std::max<std::size_t>(5, number.size());
  out.append(gutter - number.size(), ' ').append(number).append(" | ").append(excerpt.text);
  out += '\n';
  out.append(gutter, ' ').append(" | ").append(excerpt.caret, ' ').append(paint.caret());
  out += '^';
  out.append(excerpt.width - 1, '~').append(paint.reset());
  out += '\n';
}

}  // namespace

std::string render_text(const Diagnostic& diagnostic, const Sources& sources,
                        const TextStyle& style) {
  const Painter paint(style.color);
  const SourceFile* file = diagnostic.located ? &sources[diagnostic.at.file] : nullptr;
  const Position position = file ? file->position(diagnostic.at.begin) : Position{};
  std::string out;
  out.append(paint.bold());
  if (file) {
    append_visible(out, without_users(file->name()));
    out.append(":").append(std::to_string(position.line));
    out.append(":").append(std::to_string(position.column)).append(": ");
  }
  out.append(paint.severity(diagnostic.severity)).append(name_of(diagnostic.severity));
  out.append(": ").append(paint.reset()).append(paint.bold());
  append_shortened(out, message_of(diagnostic));
  out.append(paint.reset()).append(" [").append(diagnostic.rule->id).append("]\n");
  if (file) append_excerpt(out, diagnostic, *file, position.line, style);
  if (!diagnostic.pointer.empty() && diagnostic.pointer != "#") {
    out.append("  in ");
    append_shortened(out, diagnostic.pointer);
    out += '\n';
  }
  for (const std::string& hint : diagnostic.hints) {
    out.append("  note: ");
    append_shortened(out, hint);
    out += '\n';
  }
  return out;
}

std::string render_json(const Diagnostic& diagnostic, const Sources& sources) {
  std::string out;
  const auto text = [&out](std::string_view value) {
    append_json_string(out, without_users(value));
  };
  out.append("{\"rule\":");
  text(diagnostic.rule->id);
  out.append(",\"severity\":");
  text(name_of(diagnostic.severity));
  out.append(",\"message\":");
  text(message_of(diagnostic));
  if (diagnostic.located) {
    const SourceFile& file = sources[diagnostic.at.file];
    const Position position = file.position(diagnostic.at.begin);
    out.append(",\"file\":");
    text(file.name());
    out.append(",\"line\":").append(std::to_string(position.line));
    out.append(",\"column\":").append(std::to_string(position.column));
  } else {
    out.append(",\"file\":null,\"line\":null,\"column\":null");
  }
  out.append(",\"pointer\":");
  text(diagnostic.pointer);
  out.append(",\"hints\":[");
  for (std::size_t i = 0; i < diagnostic.hints.size(); ++i) {
    if (i != 0) out += ',';
    text(diagnostic.hints[i]);
  }
  out.append("]}");
  return out;
}

}  // namespace mcpcc
