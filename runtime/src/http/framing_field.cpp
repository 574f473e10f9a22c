#include "http/framing_field.h"

#include <algorithm>
#include <array>

#include "http/message.h"

namespace mcp::http {

bool is_framing_field(std::string_view name) {
  constexpr std::array<std::string_view, 10> names = {
      "connection",       "content-length",    "expect", "host", "keep-alive", "te", "trailer",
      "proxy-connection", "transfer-encoding", "upgrade"};
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view one) { return equals_ignoring_case(name, one); });
}

}  // namespace mcp::http
