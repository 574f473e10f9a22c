#include "credentials/discovery.h"

#include <algorithm>
#include <string_view>

#include "auth/urls.h"
#include "http/client.h"
#include "http/message.h"
#include "json/value.h"

namespace mcp::credentials {
namespace {

constexpr std::size_t metadata_limit = 256UL * 1024;

std::string_view text_of(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

/// OpenID Connect Discovery 1.0, section 4.3, and RFC 8414, section 3.3: else one server could
/// speak for another.
bool is_issuer(const SchemeSettings& scheme, std::string_view issuer) {
  if (issuer.empty()) return false;
  if (!scheme.issuer.empty()) return issuer == scheme.issuer;
  if (http::parse_url(issuer).host.empty()) return false;
  std::string base(issuer);
  while (base.ends_with('/')) base.pop_back();
  return scheme.metadata_url == base + "/.well-known/openid-configuration" ||
         scheme.metadata_url == auth::well_known_url(base, "oauth-authorization-server") ||
         scheme.metadata_url == auth::well_known_url(base, "openid-configuration");
}

bool is_host_of(const SchemeSettings& scheme, const std::string& host) {
  return http::equals_ignoring_case(host, http::parse_url(scheme.metadata_url).host) ||
         std::ranges::any_of(scheme.endpoint_hosts, [&](const std::string& allowed) {
           return http::equals_ignoring_case(host, allowed);
         });
}

/// Absent: client_secret_basic (RFC 8414, section 2).
bool takes_basic(const json::Value& metadata) {
  const json::Value* const methods = metadata.find("token_endpoint_auth_methods_supported");
  if (methods == nullptr || !methods->is_array()) return true;
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(methods->items(), [&](const json::Value& item) {
      return item.is_string() && item.string() == name;
    });
  };
  return has("client_secret_basic") || !has("client_secret_post");
}

}  // namespace

bool may_have_secrets(const SchemeSettings& scheme, std::string_view url) {
  return auth::is_secure_url(url) || (scheme.allows_http && !http::parse_url(url).host.empty());
}

std::variant<Endpoint, std::string> read_metadata(const SchemeSettings& scheme, std::string text) {
  const auto parsed =
      json::Document::parse(std::move(text), {.max_bytes = metadata_limit, .max_depth = 32});
  const auto* const document = std::get_if<json::Document>(&parsed);
  if (document == nullptr || !document->root().is_object()) {
    return "answered with something that is no metadata";
  }
  const json::Value& metadata = document->root();
  if (!is_issuer(scheme, text_of(metadata, "issuer"))) {
    return "answered with metadata of another issuer than its URL says";
  }
  const std::string url(text_of(metadata, "token_endpoint"));
  if (url.empty()) return "answered with metadata that name no token endpoint";
  if (!may_have_secrets(scheme, url)) {
    return "names a token endpoint that is not reached over https";
  }
  if (!is_host_of(scheme, http::parse_url(url).host)) {
    return "names a token endpoint at a host that is not its own; `endpoint_hosts` in the "
           "configuration can allow it";
  }
  return Endpoint{url, takes_basic(metadata)};
}

}  // namespace mcp::credentials
