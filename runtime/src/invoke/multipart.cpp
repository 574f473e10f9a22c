#include "invoke/multipart.h"

#include <charconv>
#include <cstdint>
#include <set>

namespace mcp::invoke {
namespace {

constexpr std::string_view boundary_prefix = "mcpcc-part-";
constexpr std::size_t digits = 8;

/// Notes the numbers of all boundaries that `text` seems to hold.
void find_numbers(std::string_view text, std::set<std::uint32_t>& taken) {
  for (std::size_t at = text.find(boundary_prefix); at != std::string_view::npos;
       at = text.find(boundary_prefix, at + 1)) {
    const std::string_view hex = text.substr(at + boundary_prefix.size(), digits);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
    if (error == std::errc() && end == hex.data() + digits) taken.insert(number);
  }
}

/// Numbers have one width, so that none begins another.
std::string boundary(std::uint32_t number) {
  std::string hex(digits, '0');
  for (std::size_t i = digits; i > 0; --i, number >>= 4U)
    hex[i - 1] = "0123456789abcdef"[number & 15U];
  return std::string(boundary_prefix) + hex;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

Multipart join_parts(const std::vector<Part>& parts) {
  std::set<std::uint32_t> taken;
  std::size_t size = 64;
  for (const Part& part : parts) {
    find_numbers(part.headers, taken);
    find_numbers(part.bytes, taken);
    size += part.headers.size() + part.bytes.size() + 64;
  }
  std::uint32_t number = 0;
  for (const std::uint32_t used : taken) {
    if (used != number) break;
    ++number;
  }
  Multipart out{boundary(number), {}};
  out.bytes.reserve(size);
  for (const Part& part : parts) {
    out.bytes.append("--").append(out.boundary).append("\r\n");
    out.bytes.append(part.headers).append("\r\n").append(part.bytes).append("\r\n");
  }
  out.bytes.append("--").append(out.boundary).append("--\r\n");
  return out;
}

std::string content_disposition(std::string_view name, std::string_view file_name) {
  std::string out = "Content-Disposition: form-data; name=";
  append_quoted(out, name);
  if (!file_name.empty()) {
    out += "; filename=";
    append_quoted(out, file_name);
  }
  return out + "\r\n";
}

}  // namespace mcp::invoke
