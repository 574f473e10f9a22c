#include <mcp/json.h>

#include <charconv>
#include <cmath>

#include "json/value.h"
#include "json/write.h"

namespace mcp {
namespace {

const json::Value* of(const void* value) { return static_cast<const json::Value*>(value); }

bool is(const void* value, json::Kind kind) {
  return value != nullptr && of(value)->kind() == kind;
}

}  // namespace

bool Json::is_null() const { return is(value_, json::Kind::null); }
bool Json::is_object() const { return is(value_, json::Kind::object); }
bool Json::is_array() const { return is(value_, json::Kind::array); }
bool Json::is_string() const { return is(value_, json::Kind::string); }
bool Json::is_number() const { return is(value_, json::Kind::number); }
bool Json::is_boolean() const { return is(value_, json::Kind::boolean); }

Json Json::operator[](std::string_view key) const {
  return value_ == nullptr ? Json() : Json(of(value_)->find(key));
}

std::size_t Json::size() const {
  if (is_object()) return of(value_)->members().size();
  return is_array() ? of(value_)->items().size() : 0;
}

Json Json::at(std::size_t index) const {
  if (index >= size()) return {};
  return Json(is_object() ? &of(value_)->members()[index].value : &of(value_)->items()[index]);
}

std::string_view Json::key(std::size_t index) const {
  return is_object() && index < size() ? of(value_)->members()[index].key : std::string_view();
}

std::string_view Json::string(std::string_view otherwise) const {
  return is_string() ? of(value_)->string() : otherwise;
}

// Numbers are told by their value: JSON Schema takes 1.0 for an integer, too.
std::int64_t Json::integer(std::int64_t otherwise) const {
  if (!is_number()) return otherwise;
  const std::string_view digits = of(value_)->number();
  std::int64_t out = 0;
  const char* const end = digits.data() + digits.size();
  if (const auto [rest, error] = std::from_chars(digits.data(), end, out);
      error == std::errc() && rest == end) {
    return out;
  }
  const double value = number();
  constexpr double limit = 9007199254740992.0;  // 2^53: beyond it a double has lost digits
  if (std::abs(value) > limit || std::trunc(value) != value) return otherwise;
  return static_cast<std::int64_t>(value);
}

double Json::number(double otherwise) const {
  if (!is_number()) return otherwise;
  double out = 0;
  const std::string_view digits = of(value_)->number();
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return result.ec == std::errc() ? out : otherwise;
}

bool Json::boolean(bool otherwise) const {
  return is_boolean() ? of(value_)->boolean() : otherwise;
}

std::string_view Json::raw() const {
  return value_ == nullptr ? std::string_view() : of(value_)->raw();
}

std::string json_string(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

std::string& JsonObject::begin(std::string_view key) {
  if (text_.size() > 1) text_ += ',';
  json::append_string(text_, key);
  return text_ += ':';
}

JsonObject& JsonObject::add(std::string_view key, std::string_view value) {
  json::append_string(begin(key), value);
  return *this;
}

JsonObject& JsonObject::add(std::string_view key, bool value) {
  begin(key) += value ? "true" : "false";
  return *this;
}

JsonObject& JsonObject::add(std::string_view key, std::int64_t value) {
  json::append_integer(begin(key), value);
  return *this;
}

JsonObject& JsonObject::add(std::string_view key, double value) {
  begin(key);
  if (!std::isfinite(value)) {
    text_ += "null";
    return *this;
  }
  char digits[32];
  const auto result = std::to_chars(digits, digits + sizeof digits, value);
  text_.append(digits, result.ptr);
  return *this;
}

JsonObject& JsonObject::add_json(std::string_view key, std::string_view json) {
  begin(key) += json;
  return *this;
}

}  // namespace mcp
