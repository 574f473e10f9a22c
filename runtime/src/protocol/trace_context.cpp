#include "protocol/trace_context.h"

#include <algorithm>
#include <string_view>

namespace mcp::protocol {
namespace {

constexpr std::size_t longest_state = 512;  // W3C Trace Context, section 3.3.1.5

std::string_view text(const json::Value& meta, std::string_view key) {
  const json::Value* value = meta.find(key);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

/// Section 3.2: version, trace id, parent id and flags in lower case hexadecimal.
bool is_parent(std::string_view value) {
  constexpr std::string_view form = "hh-hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh-hhhhhhhhhhhhhhhh-hh";
  return std::equal(value.begin(), value.end(), form.begin(), form.end(), [](char c, char want) {
    return want == '-' ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

bool is_state(std::string_view value) {
  return !value.empty() && value.size() <= longest_state &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

HttpHeaders trace_headers(const json::Value* meta) {
  if (meta == nullptr) return {};
  const std::string_view parent = text(*meta, "traceparent");
  if (!is_parent(parent)) return {};
  HttpHeaders out = {{"traceparent", std::string(parent)}};
  if (const std::string_view state = text(*meta, "tracestate"); is_state(state)) {
    out.emplace_back("tracestate", state);
  }
  return out;
}

}  // namespace mcp::protocol
