#include "transport/request_headers.h"

#include <algorithm>

#include "http/message.h"
#include "protocol/header_value.h"

namespace mcp::transport {
namespace {

using http::equals_ignoring_case;

/// True for `q=0`, in whatever way it is written (RFC 9110, section 12.4.2).
bool has_zero_weight(std::string_view range) {
  while (range.find(';') != std::string_view::npos) {
    range.remove_prefix(range.find(';') + 1);
    const std::string_view parameter = protocol::trim(range.substr(0, range.find(';')));
    if (parameter.size() < 3 || !equals_ignoring_case(parameter.substr(0, 2), "q=")) continue;
    return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
  }
  return false;
}

}  // namespace

std::optional<std::string> header(const HttpHeaders& headers, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& [field, text] : headers) {
    if (!equals_ignoring_case(field, name)) continue;
    if (value) {
      *value += ", " + text;
    } else {
      value = text;
    }
  }
  return value;
}

std::string_view media_type(std::string_view value) {
  return protocol::trim(value.substr(0, value.find(';')));
}

bool accepts(std::string_view accept, std::string_view type) {
  const std::string any = std::string(type.substr(0, type.find('/'))) + "/*";
  int closest = 0;
  bool accepted = false;
  while (!accept.empty()) {
    const std::string_view element = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(element.size() + 1, accept.size()));
    const std::string_view range = media_type(element);
    const int closeness = equals_ignoring_case(range, type)  ? 3
                          : equals_ignoring_case(range, any) ? 2
                          : range == "*/*"                   ? 1
                                                             : 0;
    if (closeness == 0 || closeness < closest) continue;
    accepted = !has_zero_weight(element) || (closeness == closest && accepted);
    closest = closeness;
  }
  return accepted;
}

std::string_view query_parameter(std::string_view target, std::string_view name) {
  const std::size_t begin = target.find('?');
  std::string_view query = begin == target.npos ? "" : target.substr(begin + 1);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace mcp::transport
