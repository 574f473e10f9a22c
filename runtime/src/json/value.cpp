#include "json/value.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <memory_resource>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "json/utf8.h"

namespace mcp::json {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What the parser reads: the text, with every run of digits of a number cut to its first digit.
/// The grammar sees the same numbers, but none of them can overflow the `double` that the parser
/// makes of it and that nobody looks at.
class Feed {
 public:
  explicit Feed(std::string_view text)
      : begin_(text.data()), next_(text.data()), end_(text.data() + text.size()) {}

  bool at_end() {
    end_was_reached_ = next_ == end_;
    return end_was_reached_;
  }
  bool end_was_reached() const { return end_was_reached_; }
  const char* next() const { return next_; }

  // The parser takes a zero byte for the end of the text; any other control character is an error
  // to it.
  char peek() const { return *next_ == '\0' ? '\x01' : *next_; }

  void advance() {
    const char c = *next_++;
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (is_digit(c) && (c != '0' || after_integer_part(next_ - 1))) {
      // `01` stays as it is: it is for the parser to refuse it.
      while (next_ != end_ && is_digit(*next_)) ++next_;
    }
  }

 private:
  bool after_integer_part(const char* digit) const {
    const auto before = [&](std::ptrdiff_t n) { return digit - begin_ >= n ? digit[-n] : ' '; };
    const auto is_exponent = [](char c) { return c == 'e' || c == 'E'; };
    return before(1) == '.' || is_exponent(before(1)) ||
           ((before(1) == '+' || before(1) == '-') && is_exponent(before(2)));
  }

  const char* begin_;
  const char* next_;
  const char* end_;
  bool in_string_ = false;
  bool escaped_ = false;
  bool end_was_reached_ = false;
};

/// The input iterator over a Feed; a null feed is the end.
class FeedIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  explicit FeedIterator(Feed* feed) : feed_(feed) {}
  char operator*() const { return feed_->peek(); }
  FeedIterator& operator++() {
    feed_->advance();
    return *this;
  }
  bool operator==(const FeedIterator&) const { return feed_->at_end(); }
  bool operator!=(const FeedIterator&) const { return !feed_->at_end(); }

 private:
  Feed* feed_;
};

}  // namespace

/// Makes the tree from the parser's events. `cursor_` follows them through the text, which gives
/// every value its slice.
class Builder {
 public:
  Builder(std::string_view text, const Limits& limits, std::pmr::memory_resource& arena)
      : feed_(text),
        arena_(arena),
        begin_(text.data()),
        cursor_(text.data()),
        end_(text.data() + text.size()),
        max_depth_(limits.max_depth) {
    if (text.starts_with("\xEF\xBB\xBF")) cursor_ += 3;
  }

  std::variant<Value, Error> build() {
    frames_.reserve(16);
    values_.reserve(32);
    keys_.reserve(32);
    if (nlohmann::json::sax_parse(FeedIterator(&feed_), FeedIterator(nullptr), this)) {
      return values_.front();
    }
    return error_;
  }

  bool null() { return add(scalar(Kind::null, 4)); }

  bool boolean(bool value) {
    Value v = scalar(Kind::boolean, value ? 4 : 5);
    v.boolean_ = value;
    return add(v);
  }

  bool number_integer(std::int64_t) { return number(); }
  bool number_unsigned(std::uint64_t) { return number(); }
  bool number_float(double, const std::string&) { return number(); }

  bool string(std::string& decoded) {
    skip_separators();
    Value v;
    v.kind_ = Kind::string;
    const std::string_view bytes = string_token(v, decoded);
    v.data_ = bytes.data();
    v.count_ = static_cast<std::uint32_t>(bytes.size());
    return add(v);
  }

  bool binary(std::vector<std::uint8_t>&) { return false; }

  bool start_object(std::size_t) { return start(Kind::object); }
  bool start_array(std::size_t) { return start(Kind::array); }

  bool key(std::string& decoded) {
    skip_separators();
    Value token;
    keys_.push_back(string_token(token, decoded));
    return true;
  }

  bool end_object() {
    const Frame frame = frames_.back();
    const std::size_t count = values_.size() - frame.first_value;
    Member* members = nullptr;
    if (count != 0) {
      members = static_cast<Member*>(arena_.allocate(count * sizeof(Member), alignof(Member)));
      const std::size_t first_key = keys_.size() - count;
      for (std::size_t i = 0; i < count; ++i) {
        new (members + i) Member{keys_[first_key + i], values_[frame.first_value + i]};
      }
      keys_.resize(first_key);
    }
    return finish(frame, members, count);
  }

  bool end_array() {
    const Frame frame = frames_.back();
    const std::size_t count = values_.size() - frame.first_value;
    Value* items = nullptr;
    if (count != 0) {
      items = static_cast<Value*>(arena_.allocate(count * sizeof(Value), alignof(Value)));
      std::uninitialized_copy_n(values_.data() + frame.first_value, count, items);
    }
    return finish(frame, items, count);
  }

  // The parser's own message quotes the text, so this makes another one.
  template <class Exception>
  bool parse_error(std::size_t, const std::string& token, const Exception&) {
    const std::string_view text(begin_, static_cast<std::size_t>(end_ - begin_));
    const auto taken = static_cast<std::size_t>(feed_.next() - begin_);
    if (const std::size_t valid = utf8_valid_prefix(text); valid < taken) {
      return fail(valid, "not valid UTF-8");
    }
    const bool is_string = token.starts_with('"');
    if (!is_string && !token.empty() && is_digit(token.back())) {
      // A whole number in a wrong place; the parser has read on to see where it ends.
      skip_separators();
      return fail(static_cast<std::size_t>(cursor_ - begin_), "unexpected character");
    }
    if (feed_.end_was_reached()) return fail(taken, "unexpected end of the text");
    const std::size_t at = taken - 1;  // the parser has taken the byte it stumbles over
    if (static_cast<unsigned char>(text[at]) < 0x20)
      return fail(at, "unexpected control character");
    return fail(at, is_string ? "unexpected or invalid string" : "unexpected character");
  }

 private:
  struct Frame {
    Kind kind;
    std::size_t first_value;
    const char* begin;
  };

  bool fail(std::size_t offset, std::string message) {
    error_ = {offset, std::move(message)};
    return false;
  }

  /// Moves to the first byte of the token that the parser has just reported.
  void skip_separators() {
    while (cursor_ != end_ && (*cursor_ == ' ' || *cursor_ == '\t' || *cursor_ == '\n' ||
                               *cursor_ == '\r' || *cursor_ == ',' || *cursor_ == ':')) {
      ++cursor_;
    }
  }

  static void set_raw(Value& value, const char* begin, const char* end) {
    value.raw_ = begin;
    value.raw_size_ = static_cast<std::uint32_t>(end - begin);
  }

  Value scalar(Kind kind, std::size_t size) {
    skip_separators();
    Value value;
    value.kind_ = kind;
    set_raw(value, cursor_, cursor_ + size);
    cursor_ += size;
    return value;
  }

  bool number() {
    skip_separators();
    const char* end = cursor_;
    while (end != end_ && (is_digit(*end) || *end == '-' || *end == '+' || *end == '.' ||
                           *end == 'e' || *end == 'E')) {
      ++end;
    }
    return add(scalar(Kind::number, static_cast<std::size_t>(end - cursor_)));
  }

  /// Takes the string token at the cursor, which ends where the parser stands.
  std::string_view string_token(Value& token, const std::string& decoded) {
    set_raw(token, cursor_, feed_.next());
    cursor_ = feed_.next();
    // Resolving an escape always makes a string shorter.
    if (decoded.size() + 2 == token.raw().size()) return token.raw().substr(1, decoded.size());
    if (decoded.empty()) return {};
    auto* bytes = static_cast<char*>(arena_.allocate(decoded.size(), 1));
    std::memcpy(bytes, decoded.data(), decoded.size());
    return {bytes, decoded.size()};
  }

  bool add(const Value& value) {
    values_.push_back(value);
    return true;
  }

  bool start(Kind kind) {
    skip_separators();
    if (frames_.size() >= max_depth_) {
      return fail(static_cast<std::size_t>(cursor_ - begin_),
                  "nested more than " + std::to_string(max_depth_) + " deep");
    }
    frames_.push_back({kind, values_.size(), cursor_++});
    return true;
  }

  bool finish(const Frame& frame, const void* children, std::size_t count) {
    skip_separators();
    Value value;
    value.kind_ = frame.kind;
    value.data_ = children;
    value.count_ = static_cast<std::uint32_t>(count);
    set_raw(value, frame.begin, ++cursor_);
    values_.resize(frame.first_value);
    frames_.pop_back();
    return add(value);
  }

  Feed feed_;
  std::pmr::memory_resource& arena_;
  const char* begin_;
  const char* cursor_;
  const char* end_;
  std::uint32_t max_depth_;
  std::vector<Value> values_;  // finished values whose parent is still open
  std::vector<std::string_view> keys_;
  std::vector<Frame> frames_;
  Error error_;
};

bool Value::boolean() const { return boolean_; }

std::string_view Value::string() const { return {static_cast<const char*>(data_), count_}; }

std::span<const Value> Value::items() const { return {static_cast<const Value*>(data_), count_}; }

std::span<const Member> Value::members() const {
  return {static_cast<const Member*>(data_), count_};
}

const Value* Value::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  const auto all = members();
  const auto found =
      std::find_if(all.rbegin(), all.rend(), [&](const Member& m) { return m.key == key; });
  return found == all.rend() ? nullptr : &found->value;
}

Index::Index(const Value& object) : object_(object) {
  if (!object.is_object() || object.members().size() <= linear_size) return;
  sorted_.reserve(object.members().size());
  for (const Member& member : object.members()) sorted_.push_back(&member);
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [](const Member* a, const Member* b) { return a->key < b->key; });
}

const Value* Index::find(std::string_view key) const {
  if (sorted_.empty()) return object_.find(key);
  const auto after =
      std::upper_bound(sorted_.begin(), sorted_.end(), key,
                       [](std::string_view k, const Member* member) { return k < member->key; });
  if (after == sorted_.begin() || (*(after - 1))->key != key) return nullptr;
  return &(*(after - 1))->value;
}

struct Document::State {
  explicit State(std::string source)
      : text(std::move(source)), arena(std::clamp<std::size_t>(text.size() * 2, 256, 1U << 16U)) {}

  std::string text;
  std::pmr::monotonic_buffer_resource arena;
  Value root;
};

std::variant<Document, Error> Document::parse(std::string text, const Limits& limits) {
  constexpr std::size_t offset_limit = std::numeric_limits<std::uint32_t>::max();
  const std::size_t max_bytes = std::min(limits.max_bytes, offset_limit);
  if (text.size() > max_bytes) {
    return Error{max_bytes, "longer than " + std::to_string(max_bytes) + " bytes"};
  }
  auto state = std::make_unique<State>(std::move(text));
  auto built = Builder(state->text, limits, state->arena).build();
  if (auto* error = std::get_if<Error>(&built)) return std::move(*error);
  state->root = std::get<Value>(built);
  return Document(std::move(state));
}

const Value& Document::root() const { return state_->root; }
std::string_view Document::text() const { return state_->text; }

Document::Document(std::unique_ptr<State> state) : state_(std::move(state)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

}  // namespace mcp::json
