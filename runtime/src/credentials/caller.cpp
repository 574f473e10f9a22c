#include "credentials/caller.h"

#include <algorithm>
#include <string_view>

#include "http/message.h"

namespace mcp::credentials {
namespace {

/// The value of a field that is there once; empty: it is not. Of two, nobody could tell which one
/// was meant.
std::string_view only_value(const HttpHeaders& headers, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [field, value] : headers) {
    if (!http::equals_ignoring_case(field, name)) continue;
    if (found != nullptr) return {};
    found = &value;
  }
  return found == nullptr ? std::string_view() : *found;
}

/// RFC 6750, section 2.1.
std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!http::equals_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return {};
  authorization.remove_prefix(scheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  return authorization;
}

}  // namespace

std::vector<std::string> request_headers(const Settings& settings) {
  std::vector<std::string> out;
  for (const SchemeSettings& scheme : settings) {
    if (!scheme.request_header.empty()) out.push_back(scheme.request_header);
  }
  return out;
}

CallerCredentials caller_credentials(const Settings& settings, const HttpHeaders& headers,
                                     bool has_access_token) {
  CallerCredentials out;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    if (settings[i].exchange && has_access_token) {
      out.token = bearer_token(only_value(headers, "Authorization"));
    }
    if (settings[i].request_header.empty()) continue;
    const std::string_view value = only_value(headers, settings[i].request_header);
    if (!value.empty()) out.secrets.emplace_back(static_cast<std::uint16_t>(i), value);
  }
  return out;
}

}  // namespace mcp::credentials
