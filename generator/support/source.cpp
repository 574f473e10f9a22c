#include "support/source.h"

#include <algorithm>
#include <iterator>

#include "support/utf8.h"

namespace mcpcc {

// LF, CR LF and a lone CR end a line, as in YAML 1.2.2 section 5.4.
void SourceFile::index_lines() const {
  line_begins_.push_back(0);
  const std::size_t size = text_.size();
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text_[i];
    if (c == '\n' || (c == '\r' && (i + 1 == size || text_[i + 1] != '\n'))) {
      line_begins_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
}

std::uint32_t SourceFile::line_begin(std::uint32_t line) const {
  if (line_begins_.empty()) index_lines();
  return line_begins_[line - 1];
}

void SourceFile::begin_copy(Span by) {
  copies_.push_back({static_cast<std::uint32_t>(text_.size() + 1 + originals_.size()), by});
}

Span SourceFile::add_copied(Span original) {
  originals_.push_back(original);
  const auto begin = static_cast<std::uint32_t>(text_.size() + originals_.size());
  return {copies_.back().by.file, begin, begin + 1};
}

Span SourceFile::shown(Span at) const {
  if (!is_copied(at.begin)) return at;
  const auto after =
      std::upper_bound(copies_.begin(), copies_.end(), at.begin,
                       [](std::uint32_t offset, const Copy& copy) { return offset < copy.begin; });
  return std::prev(after)->by;
}

std::uint32_t SourceFile::line_number(std::uint32_t offset) const {
  offset = shown({0, offset, offset}).begin;
  if (line_begins_.empty()) index_lines();
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset);
  return static_cast<std::uint32_t>(after - line_begins_.begin());
}

Position SourceFile::position(std::uint32_t offset) const {
  offset = shown({0, offset, offset}).begin;
  offset = static_cast<std::uint32_t>(std::min<std::size_t>(offset, text_.size()));
  const std::uint32_t line = line_number(offset);
  const std::uint32_t begin = line_begin(line);
  std::string_view before = std::string_view(text_).substr(begin, offset - begin);
  if (begin == 0 && before.starts_with(utf8::byte_order_mark)) {
    before.remove_prefix(utf8::byte_order_mark.size());
  }
  return {line, static_cast<std::uint32_t>(utf8::count(before) + 1)};
}

std::string_view SourceFile::line(std::uint32_t line) const {
  const std::uint32_t begin = line_begin(line);
  const std::string_view rest = std::string_view(text_).substr(begin);
  return rest.substr(0, rest.find_first_of("\r\n"));
}

Span Sources::written(Span at) const {
  while (is_copied(at))
    at = files_[at.file].originals_[at.begin - files_[at.file].text_.size() - 1];
  return at;
}

}  // namespace mcpcc
