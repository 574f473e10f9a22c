// A JSON text as a read-only tree that keeps the bytes of every value.
//
// The runtime passes values on: numbers digit for digit, members in the order given. A value
// therefore remembers its slice of the text, and most of them are never converted at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mcp::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Member;

/// A view into a Document; trivially copyable, valid as long as the Document lives.
class Value {
 public:
  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_object() const { return kind_ == Kind::object; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_number() const { return kind_ == Kind::number; }
  bool is_boolean() const { return kind_ == Kind::boolean; }

  /// Preconditions: the kind of the same name.
  bool boolean() const;
  std::string_view string() const;  ///< decoded: escapes resolved
  std::string_view number() const { return raw(); }
  /// Whether the number has neither a fraction nor an exponent.
  bool is_written_as_integer() const { return is_written_as_integer_; }
  std::span<const Value> items() const;
  std::span<const Member> members() const;

  /// The bytes of this value in the parsed text, white space inside included.
  std::string_view raw() const { return {raw_, raw_size_}; }

  /// The member named `key` (the last one if it is repeated); nullptr when absent or when this is
  /// no object. Looks at every member: to look up many keys in an object of any size, make an
  /// Index.
  const Value* find(std::string_view key) const;

 private:
  friend class Builder;
  friend class Assembler;
  const void* data_ = nullptr;  // string bytes, Value[] or Member[]
  std::uint32_t count_ = 0;
  std::uint32_t raw_size_ = 0;
  const char* raw_ = nullptr;
  Kind kind_ = Kind::null;
  bool boolean_ = false;
  bool is_written_as_integer_ = false;
};

struct Member {
  std::string_view key;
  Value value;
};

/// Looks up members of one object in logarithmic time. Small objects cost nothing to index. Valid
/// as long as the Document.
class Index {
 public:
  explicit Index(const Value& object);
  const Value* find(std::string_view key) const;  ///< as Value::find()

 private:
  static constexpr std::size_t linear_size = 8;
  Value object_;
  std::vector<const Member*>
      sorted_;  // by key, the last one of equals last; empty for small objects
};

struct Limits {
  std::size_t max_bytes = 64 * 1024 * 1024;
  std::uint32_t max_depth = 256;
};

struct Error {
  std::size_t offset = 0;  ///< byte offset into the text
  std::string message;     ///< without any part of the text
};

/// Owns a text and its tree. Movable; values stay valid across a move.
class Document {
 public:
  /// Never throws on bad input; text that is not UTF-8 is an error.
  static std::variant<Document, Error> parse(std::string text, const Limits& limits = {});

  /// The same without a copy of `text`, which must outlive the document.
  static std::variant<Document, Error> parse_borrowed(std::string_view text,
                                                      const Limits& limits = {});

  const Value& root() const;
  std::string_view text() const;

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

 private:
  friend class Assembler;
  struct State;
  explicit Document(std::unique_ptr<State> state);
  template <class Text>
  static std::variant<Document, Error> build(Text text, const Limits& limits);
  std::unique_ptr<State> state_;
};

}  // namespace mcp::json
