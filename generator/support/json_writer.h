// JSON text, value by value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mcpcc {

/// Writes one JSON text without white space, members in the order in which they are added. Calls
/// have to make one value: a key before every value in an object, every begin with its end.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }

  JsonWriter& key(std::string_view name);
  /// As append_json_string() writes it.
  JsonWriter& string(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  /// `json` is one JSON value, put in as it is.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(std::string_view name, std::string_view value) {
    return key(name).string(value);
  }
  JsonWriter& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  /// `{"a":"1","b":"2"}` of a map from text to text; nothing at all when it is empty.
  template <class Map>
  JsonWriter& map_member(std::string_view name, const Map& entries) {
    if (entries.empty()) return *this;
    key(name).begin_object();
    for (const auto& [entry, value] : entries) member(entry, value);
    return end_object();
  }
  /// `["a","b"]`; nothing at all when it is empty.
  template <class List>
  JsonWriter& list_member(std::string_view name, const List& values) {
    if (values.empty()) return *this;
    key(name).begin_array();
    for (const auto& value : values) string(value);
    return end_array();
  }

  const std::string& text() const { return text_; }

 private:
  JsonWriter& begin(char bracket);
  JsonWriter& end(char bracket);
  void separate();

  std::string text_;
};

}  // namespace mcpcc
