#include "text/one_line.h"

#include "json/utf8.h"

namespace mcp::text {

std::string one_line(std::string_view text, std::size_t longest) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  std::string out(json::utf8_prefix(line, longest));
  const bool cut = out.size() < line.size();
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    if (byte < 0x20 || byte == 0x7F) out[i] = ' ';
    // U+0080 to U+009F, the C1 controls
    if (byte == 0xC2 && i + 1 < out.size() && static_cast<unsigned char>(out[i + 1]) < 0xA0) {
      out[i] = out[i + 1] = ' ';
    }
  }
  if (cut) out += "...";
  return out;
}

}  // namespace mcp::text
