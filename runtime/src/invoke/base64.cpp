#include "invoke/base64.h"

#include <cstdint>

namespace mcp::invoke {

void append_base64(std::string& out, std::string_view bytes) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t n) -> std::uint32_t {
      return i + n < bytes.size() ? static_cast<unsigned char>(bytes[i + n]) : 0;
    };
    const std::uint32_t group = byte(0) << 16U | byte(1) << 8U | byte(2);
    out += alphabet[group >> 18U];
    out += alphabet[group >> 12U & 63U];
    out += i + 1 < bytes.size() ? alphabet[group >> 6U & 63U] : '=';
    out += i + 2 < bytes.size() ? alphabet[group & 63U] : '=';
  }
}

}  // namespace mcp::invoke
