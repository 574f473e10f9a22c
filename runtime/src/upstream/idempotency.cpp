#include "upstream/idempotency.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

namespace mcp::upstream {

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

bool is_idempotent(std::string_view method) {
  constexpr std::array<std::string_view, 7> methods = {"GET", "HEAD",   "OPTIONS", "TRACE",
                                                       "PUT", "DELETE", "QUERY"};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

std::string_view idempotency_header(const Tool& tool, const Policy& policy) {
  if (!tool.idempotency_header.empty()) return tool.idempotency_header;
  return is_idempotent(tool.method) ? std::string_view() : policy.idempotency_header;
}

bool lacks_key(HttpHeaders& headers, std::string_view header) {
  const std::string* given = find_header(headers, header);
  if (given != nullptr && given->find_first_not_of(" \t") != std::string::npos) return false;
  std::erase_if(headers, [&](const auto& one) { return &one.second == given; });
  return true;
}

std::string new_idempotency_key() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("no random numbers for an idempotency key");
  }
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += digits[bytes[i] >> 4U];
    out += digits[bytes[i] & 0x0FU];
  }
  return out;
}

}  // namespace mcp::upstream
