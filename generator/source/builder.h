// Parse events -> Node tree. Internal to this folder: both front ends feed it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "source/node.h"
#include "source/parse.h"
#include "support/diagnostics.h"
#include "support/source.h"

namespace mcpcc::source {

/// Thrown out of a front end's parser when there is no use in going on; what is to be said is
/// reported.
struct Stop {};

/// A byte range of the file that is being read.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// Builds a Tree from events in document order. Texts given to it must live in the file's text or
/// come from keep(). Holds the limits on depth and number of values: throws Stop beyond them.
class Builder {
 public:
  Builder(const SourceFile& source, std::uint32_t file, const Limits& limits,
          Diagnostics& diagnostics)
      : source_(source), file_(file), limits_(limits), diagnostics_(diagnostics) {}

  /// A copy of `text` that lives as long as the tree.
  std::string_view keep(std::string_view text);

  void begin_array(std::uint32_t begin) { open(Kind::array, begin); }
  void begin_object(std::uint32_t begin) { open(Kind::object, begin); }
  /// Ends the innermost container and returns it.
  Node end_container(std::uint32_t end);
  void key(std::string_view text, Range at);
  /// A merge key: the value that follows is an object, or an array of objects, whose members are
  /// taken over at the end of this object, unless it has them itself.
  void merge_key(Range at);
  Node null(Range at) { return add(Kind::null, {}, at); }
  Node boolean(bool value, Range at);
  Node number(std::string_view digits, Range at) { return add(Kind::number, digits, at); }
  Node string(std::string_view text, Range at) { return add(Kind::string, text, at); }
  /// A node that is not placed: for an anchor on a key.
  Node detached_string(std::string_view text, Range at) const {
    return make(Kind::string, text.data(), text.size(), at);
  }
  /// Places `node` once more, sharing its children; it counts as `values` values.
  void share(const Node& node, std::size_t values, Range at);

  /// True when the innermost container is an object and the next event should be a key.
  bool wants_key() const { return !frames_.empty() && frames_.back().state == State::wants_key; }
  /// How many values were placed so far, shared ones counted each time.
  std::size_t values() const { return values_; }
  /// JSON Pointer (`#/a/0`) of the value that the next event would place.
  std::string pointer() const;
  void report(const Rule& rule, Range at, std::string detail = {},
              std::vector<std::string> hints = {});

  /// The tree; call once, after the last event.
  Tree finish();

 private:
  enum class State : std::uint8_t { in_array, wants_key, has_key, has_merge_key, has_bad_key };
  struct Frame {
    State state;
    std::uint32_t begin;
    std::size_t first;        // of its children in items_ or members_
    std::size_t first_merge;  // of its merged values in merges_
    std::string_view key;
    Range key_range;
  };

  void check_text(std::string_view text, Range at);
  void open(Kind kind, std::uint32_t begin);
  Node add(Kind kind, std::string_view text, Range at);
  Node make(Kind kind, const void* data, std::size_t count, Range at) const;
  void place(const Node& node);
  void count_values(std::size_t values, Range at);
  void add_merge(const Node& value);
  void append_merged(const Frame& frame);
  Node close_array(const Frame& frame, std::uint32_t end);
  Node close_object(const Frame& frame, std::uint32_t end);
  void drop_duplicates(std::size_t first, std::size_t explicit_end);
  void drop_duplicates_by_index(std::size_t first, std::size_t explicit_end);
  void report_duplicate(const Member& member, const Member& original);

  const SourceFile& source_;
  std::uint32_t file_;
  const Limits& limits_;
  Diagnostics& diagnostics_;
  Tree tree_;
  std::size_t values_ = 0;
  // Children of open containers; a container that ends takes its own from the back, into the arena.
  std::vector<Frame> frames_;
  std::vector<Node> items_;
  std::vector<Member> members_;
  std::vector<Node> merges_;
  std::vector<std::uint32_t> index_;  // scratch: positions of one object's members, ordered by key
  std::vector<bool> dropped_;         // scratch
};

}  // namespace mcpcc::source
