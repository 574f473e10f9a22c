#include "credentials/known.h"

#include <algorithm>

#include "credentials/variables.h"

namespace mcp::credentials {
namespace {

using invoke::Credential;
using Kind = Credential::Kind;

std::string ticked(const std::string& name) { return "`" + name + "`"; }

/// What would have to be set.
std::string missing(const SecurityScheme& scheme, const SchemeSettings& settings) {
  std::string out;
  if (scheme.kind == SecurityKind::mutual_tls) {
    out = ticked(variable(scheme, certificate_suffix)) + " and " +
          ticked(variable(scheme, key_suffix));
  } else {
    out = ticked(variable(scheme, ""));
  }
  std::string others;
  const auto add = [&](const std::string& other) {
    others += (others.empty() ? "or " : ", or ") + other;
  };
  if (is_oauth(scheme.kind) && !settings.exchange &&
      (!settings.token_url.empty() || !settings.metadata_url.empty())) {
    add(ticked(variable(scheme, client_id_suffix)) + " with " +
        ticked(variable(scheme, client_secret_suffix)));
  }
  if (!settings.request_header.empty()) {
    add("the caller sends the header field " + ticked(settings.request_header));
  }
  if (settings.exchange) add("the caller sends an access token to exchange");
  return others.empty() ? out : out + " (" + others + ")";
}

Credential secret_of(SecurityKind kind, std::string text, std::string source) {
  // What digest sends depends on the request and on what the API asks for.
  const Kind how = kind == SecurityKind::http_digest ? Kind::later : Kind::secret;
  return {how, std::move(text), std::move(source)};
}

Credential known(const SecurityScheme& scheme, const SchemeSettings& settings, std::uint16_t index,
                 const CallerCredentials& caller) {
  const auto brought =
      std::ranges::find(caller.secrets, index, &std::pair<std::uint16_t, std::string>::first);
  if (brought != caller.secrets.end()) {
    return secret_of(scheme.kind, brought->second, settings.request_header);
  }
  if (settings.exchange && !caller.token.empty()) return {Kind::later};
  if (settings.secret) return secret_of(scheme.kind, *settings.secret, variable(scheme, ""));
  // A client that exchanges the tokens of callers does not act for those who have none.
  const bool has_client = !settings.client_id.empty() && !settings.exchange;
  if (settings.identity || has_client || !settings.refresh_token.empty()) {
    return {Kind::later};
  }
  return {Kind::none, {}, missing(scheme, settings)};
}

}  // namespace

invoke::Credentials known_credentials(const Server& server, const Settings& settings,
                                      const CallerCredentials& caller) {
  invoke::Credentials out;
  for (std::size_t i = 0; i < server.security_schemes.size() && i < settings.size(); ++i) {
    out.push_back(
        known(server.security_schemes[i], settings[i], static_cast<std::uint16_t>(i), caller));
  }
  return out;
}

}  // namespace mcp::credentials
