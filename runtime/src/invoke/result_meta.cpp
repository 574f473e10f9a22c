#include "invoke/result_meta.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "invoke/media_type.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

constexpr std::size_t max_header_bytes = 8'192;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_passed_on(const Tool& tool, std::string_view name, std::string_view value) {
  constexpr std::array<std::string_view, 7> names = {
      "link", "location",      "content-location", "content-range",
      "etag", "last-modified", "retry-after"};
  // RFC 9110, section 9.3.2: what GET would have.
  constexpr std::array<std::string_view, 5> of_head = {
      "accept-ranges", "content-encoding", "content-language", "content-length", "content-type"};
  return is_one_of(name, names) || is_one_of(name, tool.response_headers) ||
         // Without its boundary, nothing of it can be read.
         (name == "content-type" && is_multipart(parse_content_type(value))) ||
         (tool.method.view() == "HEAD" && is_one_of(name, of_head)) ||
         name.starts_with("ratelimit") || name.starts_with("x-ratelimit") ||
         name.starts_with("x-rate-limit");
}

void append_headers(std::string& out, const std::map<std::string, std::string>& headers) {
  out += '{';
  for (const auto& [name, value] : headers) {
    if (!out.ends_with('{')) out += ',';
    json::append_string(out, name);
    out += ':';
    json::append_string(out, value);
  }
  out += '}';
}

void append_cuts(std::string& out, const std::vector<Cut>& cuts) {
  out += '[';
  for (const Cut& cut : cuts) {
    if (!out.ends_with('[')) out += ',';
    out += R"({"pointer":)";
    json::append_string(out, cut.pointer);
    out.append(R"(,"unit":")").append(cut.unit).append(R"(","kept":)");
    out.append(std::to_string(cut.kept)).append(R"(,"of":)").append(std::to_string(cut.of));
    if (!cut.rest.empty()) out.append(R"(,"rest":)").append(cut.rest);
    out += '}';
  }
  out += ']';
}

}  // namespace

std::string result_meta(const Tool& tool, const HttpResponse& response,
                        const std::vector<Cut>& cuts, std::string_view incomplete,
                        std::string_view wrong_type) {
  std::map<std::string, std::string> headers;
  std::size_t size = 0;
  for (const auto& [given, value] : response.headers) {
    const std::string name = lower(given);
    if (!is_passed_on(tool, name, value) || size + value.size() > max_header_bytes) continue;
    size += value.size();
    // RFC 9110, section 5.3: fields of one name are a list.
    std::string& known = headers[name];
    known += known.empty() ? value : ", " + value;
  }
  std::string out;
  if (!headers.empty()) {
    out += R"({"mcpcc/http":{"status":)" + std::to_string(response.status) + R"(,"headers":)";
    append_headers(out, headers);
    out += '}';
  }
  if (!cuts.empty()) {
    out += out.empty() ? R"({"mcpcc/cut":)" : R"(,"mcpcc/cut":)";
    append_cuts(out, cuts);
  }
  if (!incomplete.empty()) {
    out += out.empty() ? R"({"mcpcc/incomplete":)" : R"(,"mcpcc/incomplete":)";
    json::append_string(out, incomplete);
  }
  if (!wrong_type.empty()) {
    out += out.empty() ? R"({"mcpcc/declared_type":)" : R"(,"mcpcc/declared_type":)";
    json::append_string(out, wrong_type);
  }
  return out.empty() ? out : out + "}";
}

}  // namespace mcp::invoke
