// JSON texts from values that are at hand. Members come out in the order in which they are added.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mcpcc {

/// `{"key":value,...}` in one line.
class JsonObject {
 public:
  JsonObject& text(std::string_view key, std::string_view value);
  /// Nothing for an empty text.
  JsonObject& optional_text(std::string_view key, std::string_view value);
  JsonObject& number(std::string_view key, std::int64_t value);
  JsonObject& flag(std::string_view key, bool value);
  /// `json` must be valid JSON.
  JsonObject& raw(std::string_view key, std::string_view json);

  bool empty() const { return out_.size() == 1; }
  std::string str() const { return out_ + '}'; }

 private:
  void key(std::string_view key);
  std::string out_ = "{";
};

/// `[value,...]` in one line.
class JsonArray {
 public:
  JsonArray& text(std::string_view value);
  /// `json` must be valid JSON.
  JsonArray& raw(std::string_view json);

  bool empty() const { return out_.size() == 1; }
  std::string str() const { return out_ + ']'; }

 private:
  std::string out_ = "[";
};

}  // namespace mcpcc
