#include "json/value.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "json/document_state.h"
#include "json/utf8.h"

namespace mcp::json {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The top bits of those of the eight bytes of `word` that are a quote, a backslash or a control
/// character: they are looked for by what subtracting borrows from the top bit, which bytes beyond
/// ASCII have already. Above the lowest of them, bits may be wrong.
std::uint64_t specials(std::uint64_t word) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t tops = 0x8080808080808080U;
  const std::uint64_t quote = word ^ (ones * '"');
  const std::uint64_t backslash = word ^ (ones * '\\');
  return (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
          ((word - ones * 0x20) & ~word)) &
         tops;
}

/// A stack whose first `inline_size` elements need no memory of their own.
template <class T, std::size_t inline_size>
class Stack {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Stack() = default;
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  T& back() { return data_[size_ - 1]; }
  T* data() { return data_; }

  void push(const T& value) {
    if (size_ == capacity_) grow();
    new (data_ + size_) T(value);
    ++size_;
  }
  void pop() { --size_; }
  void shrink(std::size_t size) { size_ = size; }

 private:
  void grow() {
    std::unique_ptr<std::byte[]> larger(new std::byte[capacity_ * 2 * sizeof(T)]);
    T* const data = reinterpret_cast<T*>(larger.get());
    std::uninitialized_copy_n(data_, size_, data);
    more_ = std::move(larger);
    data_ = data;
    capacity_ *= 2;
  }

  alignas(T) std::byte room_[inline_size * sizeof(T)];
  std::unique_ptr<std::byte[]> more_;
  T* data_ = reinterpret_cast<T*>(room_);
  std::size_t size_ = 0;
  std::size_t capacity_ = inline_size;
};

}  // namespace

/// One pass over the text, without recursion.
class Builder {
 public:
  Builder(std::string_view text, const Limits& limits, Arena& arena)
      : arena_(arena),
        begin_(text.data()),
        at_(text.data()),
        end_(text.data() + utf8_valid_prefix(text)),
        is_utf8_(end_ == text.data() + text.size()),
        max_depth_(limits.max_depth) {
    if (text.starts_with("\xEF\xBB\xBF")) at_ += 3;
  }

  std::variant<Value, Error> build() {
    pending_.push({});
    bool ok = value();
    while (ok && !frames_.empty()) ok = next();
    skip_white_space();
    if (ok && (at_ != end_ || !is_utf8_)) ok = fail_here();
    if (ok) return pending_.back().value;
    return error_;
  }

 private:
  struct Frame {
    Kind kind;
    std::size_t first;  // of its children in pending_
    const char* begin;
  };

  bool fail(const char* place, std::string message) {
    error_ = {static_cast<std::size_t>(place - begin_), std::move(message)};
    return false;
  }

  /// Says what is wrong with the byte at hand.
  bool fail_here() {
    if (at_ != end_) {
      return fail(at_, is_control(*at_) ? "unexpected control character" : "unexpected character");
    }
    return fail(end_, is_utf8_ ? "unexpected end of the text" : "not valid UTF-8");
  }

  char peek() const { return at_ == end_ ? '\0' : *at_; }

  void skip_white_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  /// After a value of the innermost frame: its end, or the next value.
  bool next() {
    skip_white_space();
    const bool is_object = frames_.back().kind == Kind::object;
    const char c = peek();
    if (c == (is_object ? '}' : ']')) return finish();
    if (c != ',') return fail_here();
    ++at_;
    return is_object ? member() : item();
  }

  bool member() {
    skip_white_space();
    if (peek() != '"') return fail_here();
    pending_.push({});
    Value key;
    if (!string(key)) return false;
    pending_.back().key = key.string();
    skip_white_space();
    if (peek() != ':') return fail_here();
    ++at_;
    return value();
  }

  bool item() {
    pending_.push({});
    return value();
  }

  /// Puts a value in the last of pending_, or opens a frame for it.
  bool value() {
    skip_white_space();
    switch (peek()) {
      case '{':
      case '[':
        return start();
      case '"':
        return string(pending_.back().value);
      case 't':
        return literal("true", Kind::boolean);
      case 'f':
        return literal("false", Kind::boolean);
      case 'n':
        return literal("null", Kind::null);
      default:
        return number();
    }
  }

  bool start() {
    if (frames_.size() >= max_depth_) {
      return fail(at_, "nested more than " + std::to_string(max_depth_) + " deep");
    }
    const bool is_object = *at_ == '{';
    frames_.push({is_object ? Kind::object : Kind::array, pending_.size(), at_++});
    skip_white_space();
    if (peek() == (is_object ? '}' : ']')) return finish();
    return is_object ? member() : item();
  }

  bool finish() {
    const Frame frame = frames_.back();
    frames_.pop();
    ++at_;
    const std::size_t count = pending_.size() - frame.first;
    const Member* const children = pending_.data() + frame.first;
    const void* data = nullptr;
    if (count != 0 && frame.kind == Kind::object) {
      auto* members = arena_.allocate<Member>(count);
      data = std::uninitialized_copy_n(children, count, members) - count;
    } else if (count != 0) {
      auto* items = arena_.allocate<Value>(count);
      for (std::size_t i = 0; i < count; ++i) new (items + i) Value(children[i].value);
      data = items;
    }
    pending_.shrink(frame.first);
    set(pending_.back().value, frame.kind, frame.begin);
    pending_.back().value.data_ = data;
    pending_.back().value.count_ = static_cast<std::uint32_t>(count);
    return true;
  }

  void set(Value& value, Kind kind, const char* begin) const {
    value.kind_ = kind;
    value.raw_ = begin;
    value.raw_size_ = static_cast<std::uint32_t>(at_ - begin);
  }

  bool literal(std::string_view text, Kind kind) {
    const char* const begin = at_;
    for (const char c : text) {
      if (peek() != c) return fail_here();
      ++at_;
    }
    set(pending_.back().value, kind, begin);
    pending_.back().value.boolean_ = text == "true";
    return true;
  }

  bool digits() {
    if (!is_digit(peek())) return fail_here();
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return true;
  }

  /// RFC 8259, section 6.
  bool number() {
    const char* const begin = at_;
    bool is_written_as_integer = true;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else if (!digits()) {
      return false;
    }
    if (peek() == '.') {
      is_written_as_integer = false;
      ++at_;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      is_written_as_integer = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return false;
    }
    set(pending_.back().value, Kind::number, begin);
    pending_.back().value.is_written_as_integer_ = is_written_as_integer;
    return true;
  }

  /// Moves to the next quote, backslash or control character.
  void skip_plain() {
    std::uint64_t word = 0;
    while (end_ - at_ >= static_cast<std::ptrdiff_t>(sizeof(word))) {
      std::memcpy(&word, at_, sizeof(word));
      const std::uint64_t found = specials(word);
      if (found != 0) {
        if constexpr (std::endian::native != std::endian::little) break;
        at_ += std::countr_zero(found) / 8;
        return;
      }
      at_ += sizeof(word);
    }
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && !is_control(*at_)) ++at_;
  }

  bool string(Value& out) {
    const char* const begin = at_++;
    skip_plain();
    std::string_view text(begin + 1, static_cast<std::size_t>(at_ - begin - 1));
    if (peek() == '\\') {
      decoded_.assign(text);
      if (!escaped_string()) return false;
      auto* bytes = arena_.allocate<char>(decoded_.size());
      std::memcpy(bytes, decoded_.data(), decoded_.size());
      text = {bytes, decoded_.size()};
    }
    if (peek() != '"') return fail_here();
    ++at_;
    set(out, Kind::string, begin);
    out.data_ = text.data();
    out.count_ = static_cast<std::uint32_t>(text.size());
    return true;
  }

  /// From a backslash to the end of the string, into decoded_.
  bool escaped_string() {
    while (peek() == '\\') {
      ++at_;
      constexpr std::string_view escapes = "\"\"\\\\//b\bf\fn\nr\rt\t";
      std::size_t found = std::string_view::npos;
      for (std::size_t i = 0; i < escapes.size(); i += 2) {
        if (peek() == escapes[i]) found = i;
      }
      if (found != std::string_view::npos) {
        decoded_ += escapes[found + 1];
        ++at_;
      } else if (!unicode_escape()) {
        return false;
      }
      const char* const plain = at_;
      skip_plain();
      decoded_.append(plain, at_);
    }
    return true;
  }

  bool unicode_escape() {
    if (peek() != 'u') return fail_escape(at_);
    ++at_;
    std::uint32_t c = 0;
    if (!hex(c)) return false;
    // RFC 8259, section 8.2: half of a pair may stand alone, but is no character.
    while (c >= 0xD800 && c <= 0xDBFF && end_ - at_ >= 2 && at_[0] == '\\' && at_[1] == 'u') {
      at_ += 2;
      std::uint32_t low = 0;
      if (!hex(low)) return false;
      if (low >= 0xDC00 && low <= 0xDFFF) {
        append_utf8(decoded_, 0x10000 + ((c - 0xD800) << 10U) + (low - 0xDC00));
        return true;
      }
      append_utf8(decoded_, replacement);
      c = low;
    }
    append_utf8(decoded_, c >= 0xD800 && c <= 0xDFFF ? replacement : c);
    return true;
  }

  bool hex(std::uint32_t& out) {
    for (int i = 0; i < 4; ++i) {
      const int digit = hex_digit(peek());
      if (digit < 0) return fail_escape(at_);
      out = out * 16 + static_cast<std::uint32_t>(digit);
      ++at_;
    }
    return true;
  }

  bool fail_escape(const char* place) {
    if (place == end_ || is_control(*place)) return fail_here();
    return fail(place, "invalid escape in a string");
  }

  Arena& arena_;
  const char* begin_;
  const char* at_;
  const char* end_;  // of what is UTF-8
  bool is_utf8_;
  std::uint32_t max_depth_;
  std::string decoded_;
  Error error_;

  // A slot for each value that is begun: those of finished children, and the one being made.
  Stack<Member, 32> pending_;
  Stack<Frame, 8> frames_;
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

template <class Text>
std::variant<Document, Error> Document::build(Text text, const Limits& limits) {
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

std::variant<Document, Error> Document::parse(std::string text, const Limits& limits) {
  return build(std::move(text), limits);
}

std::variant<Document, Error> Document::parse_borrowed(std::string_view text,
                                                       const Limits& limits) {
  return build(text, limits);
}

const Value& Document::root() const { return state_->root; }
std::string_view Document::text() const { return state_->text; }

Document::Document(std::unique_ptr<State> state) : state_(std::move(state)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

}  // namespace mcp::json
