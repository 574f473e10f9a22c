#include "source/builder.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <numeric>
#include <type_traits>
#include <utility>

#include "source/hidden.h"
#include "source/key_order.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::source {

namespace {

// As the Unicode Standard writes it: U+202E.
std::string code_point_name(char32_t value) {
  std::string digits;
  for (std::uint32_t rest = value; rest != 0 || digits.size() < 4; rest /= 16) {
    digits.insert(0, 1, "0123456789ABCDEF"[rest % 16]);
  }
  return "U+" + digits;
}

}  // namespace

// The arena frees without destroying, and slices are moved as bytes.
static_assert(std::is_trivially_destructible_v<Member> && sizeof(Node) <= 32 &&
              sizeof(Member) <= 56);

std::string_view Builder::keep(std::string_view text) {
  if (text.empty()) return {};
  auto* copy = static_cast<char*>(tree_.memory_->allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

void Builder::report(const Rule& rule, Range at, std::string detail,
                     std::vector<std::string> hints) {
  diagnostics_.report(rule, {file_, at.begin, at.end}, pointer(), std::move(detail),
                      std::move(hints));
}

std::string Builder::pointer() const {
  // How many items an open array has is known from where the next array's begin.
  std::vector<std::size_t> indices;
  std::size_t items_end = items_.size();
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    if (frame->state != State::in_array) continue;
    indices.push_back(items_end - frame->first);
    items_end = frame->first;
  }
  std::string out = "#";
  for (const Frame& frame : frames_) {
    if (frame.state == State::in_array) {
      append_pointer_token(out, std::to_string(indices.back()));
      indices.pop_back();
    } else if (frame.state == State::has_merge_key) {
      append_pointer_token(out, "<<");
    } else if (frame.state == State::has_key) {
      append_pointer_token(out, frame.key);
    }
  }
  return out;
}

void Builder::count_values(std::size_t values, Range at) {
  if (values > limits_.max_nodes - values_) {
    report(rules::source_too_many_nodes, at, "the limit is " + std::to_string(limits_.max_nodes));
    throw Stop{};
  }
  values_ += values;
}

void Builder::open(Kind kind, std::uint32_t begin) {
  count_values(1, {begin, begin + 1});
  if (frames_.size() >= limits_.max_depth) {
    report(rules::source_too_deep, {begin, begin + 1},
           "the limit is " + std::to_string(limits_.max_depth));
    throw Stop{};
  }
  const bool array = kind == Kind::array;
  frames_.push_back({array ? State::in_array : State::wants_key,
                     begin,
                     array ? items_.size() : members_.size(),
                     merges_.size(),
                     {},
                     {}});
}

Node Builder::make(Kind kind, const void* data, std::size_t count, Range at) const {
  Node node;
  node.kind_ = kind;
  node.data_ = data;
  node.count_ = static_cast<std::uint32_t>(count);
  node.begin_ = at.begin;
  node.end_ = at.end;
  node.file_ = static_cast<std::uint16_t>(file_);
  return node;
}

// Whatever the text is there for: it may reach people and models.
void Builder::check_text(std::string_view text, Range at) {
  if (utf8::first_hidden(text) == std::string_view::npos) return;
  const auto found = find_hidden(source_.text(), at);
  report(rules::text_invisible_characters, found ? found->at : at,
         found ? code_point_name(found->value) : std::string());
}

Node Builder::add(Kind kind, std::string_view text, Range at) {
  count_values(1, at);
  if (kind == Kind::string) check_text(text, at);
  const Node node = make(kind, text.data(), text.size(), at);
  place(node);
  return node;
}

Node Builder::boolean(bool value, Range at) {
  count_values(1, at);
  Node node = make(Kind::boolean, nullptr, 0, at);
  node.flag_ = value;
  place(node);
  return node;
}

void Builder::share(const Node& node, std::size_t values, Range at) {
  count_values(values, at);
  Node copy = node;
  copy.begin_ = at.begin;
  copy.end_ = at.end;
  place(copy);
}

void Builder::key(std::string_view text, Range at) {
  check_text(text, at);
  Frame& frame = frames_.back();
  frame.state = State::has_key;
  frame.key = text;
  frame.key_range = at;
}

void Builder::merge_key(Range at) {
  Frame& frame = frames_.back();
  frame.state = State::has_merge_key;
  frame.key_range = at;
}

void Builder::place(const Node& node) {
  if (frames_.empty()) {
    tree_.root_ = node;
    return;
  }
  Frame& frame = frames_.back();
  switch (frame.state) {
    case State::in_array:
      items_.push_back(node);
      return;
    case State::wants_key:
      // A key that is no scalar, which the front end has reported: its value has no place.
      frame.state = State::has_bad_key;
      return;
    case State::has_key:
      members_.push_back({frame.key, {file_, frame.key_range.begin, frame.key_range.end}, node});
      break;
    case State::has_merge_key:
      add_merge(node);
      break;
    case State::has_bad_key:
      break;
  }
  frame.state = State::wants_key;
}

void Builder::add_merge(const Node& value) {
  const bool list =
      value.is_array() && std::all_of(value.items().begin(), value.items().end(),
                                      [](const Node& item) { return item.is_object(); });
  if (!list && !value.is_object()) {
    report(rules::yaml_merge_invalid, {value.begin_, value.end_},
           value.is_array() ? "the list holds something else than mappings"
                            : "it is " + std::string(describe(value.kind())));
    return;
  }
  merges_.push_back(value);
}

Node Builder::end_container(std::uint32_t end) {
  const Frame frame = frames_.back();
  frames_.pop_back();
  const Node node =
      frame.state == State::in_array ? close_array(frame, end) : close_object(frame, end);
  place(node);
  return node;
}

Node Builder::close_array(const Frame& frame, std::uint32_t end) {
  const std::size_t count = items_.size() - frame.first;
  void* data = nullptr;
  if (count != 0) {
    data = tree_.memory_->allocate(count * sizeof(Node), alignof(Node));
    std::uninitialized_copy_n(items_.data() + frame.first, count, static_cast<Node*>(data));
    items_.resize(frame.first);
  }
  return make(Kind::array, data, count, {frame.begin, end});
}

Node Builder::close_object(const Frame& frame, std::uint32_t end) {
  const std::size_t explicit_end = members_.size();
  append_merged(frame);
  drop_duplicates(frame.first, explicit_end);
  const std::size_t count = members_.size() - frame.first;
  const bool indexed = count >= indexed_from;
  void* data = nullptr;
  if (count != 0) {
    const std::size_t size = count * sizeof(Member);
    data = tree_.memory_->allocate(size + (indexed ? count * sizeof(std::uint32_t) : 0),
                                   alignof(Member));
    Member* members_end =
        std::uninitialized_copy_n(members_.data() + frame.first, count, static_cast<Member*>(data));
    if (indexed)
      std::memcpy(static_cast<void*>(members_end), index_.data(), count * sizeof(std::uint32_t));
    members_.resize(frame.first);
  }
  Node node = make(Kind::object, data, count, {frame.begin, end});
  node.flag_ = indexed;
  return node;
}

// The order of precedence of the merge type (yaml.org/type/merge.html): the object's own keys, then
// earlier merged objects before later ones. So all are appended in that order, and of equal keys
// the first stays.
void Builder::append_merged(const Frame& frame) {
  const auto append = [&](const Node& object) {
    count_values(object.count_, {object.begin_, object.end_});
    members_.insert(members_.end(), object.members().begin(), object.members().end());
  };
  for (std::size_t i = frame.first_merge; i < merges_.size(); ++i) {
    const Node value = merges_[i];
    if (value.is_object()) {
      append(value);
    } else {
      for (const Node& item : value.items()) append(item);
    }
  }
  merges_.resize(frame.first_merge);
}

void Builder::drop_duplicates(std::size_t first, std::size_t explicit_end) {
  if (members_.size() - first < indexed_from) {
    std::size_t kept_end = first;
    for (std::size_t i = first; i < members_.size(); ++i) {
      const Member member = members_[i];
      const auto begin = members_.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end = members_.begin() + static_cast<std::ptrdiff_t>(kept_end);
      const auto original =
          std::find_if(begin, end, [&](const Member& m) { return m.key == member.key; });
      if (original == end) {
        members_[kept_end++] = member;
      } else if (i < explicit_end) {
        report_duplicate(member, *original);
      }
    }
    members_.resize(kept_end);
    return;
  }
  drop_duplicates_by_index(first, explicit_end);
}

void Builder::drop_duplicates_by_index(std::size_t first, std::size_t explicit_end) {
  const Member* members = members_.data() + first;
  const std::size_t count = members_.size() - first;
  index_.resize(count);
  std::iota(index_.begin(), index_.end(), 0u);
  std::sort(index_.begin(), index_.end(), [members](std::uint32_t a, std::uint32_t b) {
    const std::string_view x = members[a].key, y = members[b].key;
    return x == y ? a < b : key_less(x, y);
  });
  // Equal keys stand side by side now, the earliest first.
  dropped_.assign(count, false);
  std::size_t kept = 1;
  for (std::size_t i = 1; i < count; ++i) {
    const std::uint32_t position = index_[i], original = index_[kept - 1];
    if (members[position].key != members[original].key) {
      index_[kept++] = position;
      continue;
    }
    dropped_[position] = true;
    if (first + position < explicit_end) report_duplicate(members[position], members[original]);
  }
  if (kept == count) return;
  index_.resize(kept);
  std::vector<std::uint32_t> new_position(count);
  std::size_t out = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (dropped_[i]) continue;
    new_position[i] = static_cast<std::uint32_t>(out);
    members_[first + out++] = members_[first + i];
  }
  members_.resize(first + kept);
  for (std::uint32_t& position : index_) position = new_position[position];
}

void Builder::report_duplicate(const Member& member, const Member& original) {
  std::string where = pointer();
  append_pointer_token(where, member.key);
  const std::uint32_t line = source_.line_number(original.key_span.begin);
  diagnostics_.report(*limits_.duplicate_key, member.key_span, std::move(where), {},
                      {"it stands first in line " + std::to_string(line)});
}

Tree Builder::finish() { return std::move(tree_); }

}  // namespace mcpcc::source
