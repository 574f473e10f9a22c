// mcp/json.h -- reading JSON that a client sent, and writing small JSON texts. No third-party
// header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mcp {

/// A view of one JSON value, or of nothing. Cheap to copy; valid as long as what it was got from:
/// the Call or the Answer. Looking into a value of another kind gives nothing and never fails.
class Json {
 public:
  Json() = default;

  /// False for a member that is not there. `null` is there.
  bool exists() const { return value_ != nullptr; }
  bool is_null() const;
  bool is_object() const;
  bool is_array() const;
  bool is_string() const;
  bool is_number() const;
  bool is_boolean() const;

  /// The member `key` of an object.
  Json operator[](std::string_view key) const;
  /// Members of an object or items of an array; 0 for everything else.
  std::size_t size() const;
  /// Item `index` of an array, or the value of that member of an object.
  Json at(std::size_t index) const;
  /// The name of member `index` of an object.
  std::string_view key(std::size_t index) const;

  /// The value, or `otherwise` when this is of another kind, or for integer() when it has a
  /// fraction or does not fit.
  std::string_view string(std::string_view otherwise = {}) const;
  std::int64_t integer(std::int64_t otherwise = 0) const;
  double number(double otherwise = 0) const;
  bool boolean(bool otherwise = false) const;

  /// The JSON text as it was sent; empty for nothing.
  std::string_view raw() const;

  /// For the runtime.
  explicit Json(const void* value) : value_(value) {}

 private:
  const void* value_ = nullptr;
};

/// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);

/// Writes an object member by member: `JsonObject().add("city", city).add("days", 3).text()`.
class JsonObject {
 public:
  JsonObject& add(std::string_view key, std::string_view value);
  JsonObject& add(std::string_view key, const char* value) {
    return add(key, std::string_view(value));
  }
  JsonObject& add(std::string_view key, bool value);
  JsonObject& add(std::string_view key, int value) { return add(key, std::int64_t{value}); }
  JsonObject& add(std::string_view key, std::int64_t value);
  /// A value that JSON cannot write (infinite, not a number) becomes null.
  JsonObject& add(std::string_view key, double value);
  /// `json` is a JSON text, put in as it is.
  JsonObject& add_json(std::string_view key, std::string_view json);

  std::string text() const { return text_ + "}"; }

 private:
  std::string& begin(std::string_view key);
  std::string text_ = "{";
};

}  // namespace mcp
