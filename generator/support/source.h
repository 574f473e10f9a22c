// Input files and places in them. A place is a byte range; lines and columns are computed when
// somebody prints them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcpcc {

/// A half-open byte range of one input file. `file` indexes Sources; file 0 is the document that
/// was asked for.
struct Span {
  std::uint32_t file = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// A value with the place it was written at.
template <class T>
struct Located {
  T value{};
  Span at{};
};

/// 1-based; columns count code points.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// One input file: its bytes and where its lines begin. Behind its end may lie places of values
/// that it has copied from elsewhere (overlays): each is one of its own, and all of one copy are
/// shown where the copy was asked for. Bytes need not be UTF-8; the `source` stage checks that. The
/// line index is built on first use, so two threads must not ask one file for places at the same
/// time.
class SourceFile {
 public:
  SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {}

  /// As the user named it, or relative to the folder of the main document: never a path the user
  /// did not write.
  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  /// An offset behind the end counts as the end. A byte order mark takes no column.
  Position position(std::uint32_t offset) const;
  /// position(offset).line alone: also fast in very long lines.
  std::uint32_t line_number(std::uint32_t offset) const;
  /// The offset of the first byte of `line`, which is 1-based and must exist.
  std::uint32_t line_begin(std::uint32_t line) const;
  /// The line without its line end; `line` is 1-based and must exist.
  std::string_view line(std::uint32_t line) const;

  /// The places that are added from now on are those of a copy that was asked for at `by`, a place
  /// of this file.
  void begin_copy(Span by);
  /// A place for a value, or a key, that was copied from `original`. Precondition: a copy has
  /// begun.
  Span add_copied(Span original);
  /// Whether it is the place of something copied.
  bool is_copied(std::uint32_t offset) const {
    return offset > text_.size() && offset - text_.size() <= originals_.size();
  }
  /// The place in the text: of what is copied where it was asked for.
  Span shown(Span at) const;

 private:
  friend class Sources;
  struct Copy {
    std::uint32_t begin;  // of its places
    Span by;
  };
  void index_lines() const;
  std::string name_;
  std::string text_;
  std::vector<Copy> copies_;
  std::vector<Span> originals_;                     // of the places from text_.size() + 1 on
  mutable std::vector<std::uint32_t> line_begins_;  // filled on first use
};

/// All files of one run. References stay valid while it lives.
class Sources {
 public:
  std::uint32_t add(std::string name, std::string text) {
    files_.emplace_back(std::move(name), std::move(text));
    return static_cast<std::uint32_t>(files_.size() - 1);
  }
  const SourceFile& operator[](std::uint32_t file) const { return files_[file]; }
  SourceFile& file(std::uint32_t file) { return files_[file]; }
  bool is_copied(Span at) const { return files_[at.file].is_copied(at.begin); }
  /// Where the text of a value stands: of one that was copied, and copied again, the first.
  Span written(Span at) const;
  std::size_t size() const { return files_.size(); }

 private:
  std::deque<SourceFile> files_;
};

}  // namespace mcpcc
