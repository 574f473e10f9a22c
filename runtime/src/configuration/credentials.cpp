#include "configuration/credentials.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "auth/urls.h"
#include "configuration/authorization.h"
#include "configuration/environment.h"
#include "credentials/discovery.h"
#include "credentials/variables.h"
#include "http/client.h"
#include "http/message.h"
#include "text/hint.h"

namespace mcp::configuration {
namespace {

using credentials::SchemeSettings;
using credentials::Settings;
using credentials::variable;

bool read_string(const json::Value& value, std::string& out) {
  if (!value.is_string() || value.string().empty()) return false;
  out = value.string();
  return true;
}

bool read_client_authentication(const json::Value& value, SchemeSettings& out) {
  using credentials::ClientAuthentication;
  if (!value.is_string()) return false;
  out.client_authentication =
      value.string() == "post" ? ClientAuthentication::post : ClientAuthentication::basic;
  return value.string() == "post" || value.string() == "basic";
}

bool read_allow_http(const json::Value& value, SchemeSettings& out) {
  if (!value.is_boolean()) return false;
  out.allows_http = value.boolean();
  return true;
}

/// Header fields that mean something to this server or to HTTP: none of them is free to hold a
/// credential, and Authorization is the caller's own towards this server.
bool is_free_header(std::string_view name) {
  constexpr std::string_view taken[] = {"Authorization",
                                        "Proxy-Authorization",
                                        "Cookie",
                                        "Host",
                                        "Origin",
                                        "Accept",
                                        "Content-Type",
                                        "Connection",
                                        "Content-Length",
                                        "Transfer-Encoding",
                                        "Last-Event-ID",
                                        "Upgrade",
                                        "TE",
                                        "Trailer",
                                        "Expect"};
  return http::is_token(name) && !http::equals_ignoring_case(name.substr(0, 4), "Mcp-") &&
         std::ranges::none_of(
             taken, [&](std::string_view each) { return http::equals_ignoring_case(name, each); });
}

bool read_request_header(const json::Value& value, SchemeSettings& out) {
  return read_string(value, out.request_header) && is_free_header(out.request_header);
}

bool read_token_exchange(const json::Value& value, SchemeSettings& out) {
  if (!value.is_object()) return false;
  credentials::TokenExchange& exchange = out.exchange.emplace();
  return std::ranges::all_of(value.members(), [&](const json::Member& member) {
    if (member.key == "audience") return read_string(member.value, exchange.audience);
    return member.key == "resource" && read_string(member.value, exchange.resource);
  });
}

struct Key {
  std::string_view name;
  bool (*read)(const json::Value& value, SchemeSettings& out);
  const char* want;
};

constexpr Key keys[] = {
    {"request_header", read_request_header,
     "the name of a header field that nothing else uses, such as `X-Petstore-Key`"},
    {"token_url",
     [](const json::Value& v, SchemeSettings& s) { return read_string(v, s.token_url); }, "a URL"},
    {"refresh_url",
     [](const json::Value& v, SchemeSettings& s) { return read_string(v, s.refresh_url); },
     "a URL"},
    {"metadata_url",
     [](const json::Value& v, SchemeSettings& s) { return read_string(v, s.metadata_url); },
     "a URL"},
    {"issuer", [](const json::Value& v, SchemeSettings& s) { return read_string(v, s.issuer); },
     "a string"},
    {"endpoint_hosts",
     [](const json::Value& v, SchemeSettings& s) { return read_strings(v, s.endpoint_hosts); },
     "an array of strings"},
    {"scopes",
     [](const json::Value& v, SchemeSettings& s) { return read_strings(v, s.scopes.emplace()); },
     "an array of strings"},
    {"audience", [](const json::Value& v, SchemeSettings& s) { return read_string(v, s.audience); },
     "a string"},
    {"client_authentication", read_client_authentication, "`basic` or `post`"},
    {"allow_http", read_allow_http, "true or false"},
    {"token_exchange", read_token_exchange, "an object, perhaps with `audience` and `resource`"},
};

std::string read_scheme(const json::Value& value, SchemeSettings& out) {
  if (!value.is_object()) return "an object";
  for (const json::Member& member : value.members()) {
    const Key* const known = std::ranges::find(keys, member.key, &Key::name);
    if (known == std::end(keys)) {
      return "an object without the key `" + std::string(member.key.substr(0, 64)) + "`";
    }
    if (known->read(member.value, out)) continue;
    return "an object whose `" + std::string(known->name) + "` is " + known->want;
  }
  return {};
}

std::string place(const SecurityScheme& scheme) {
  return "`credentials." + std::string(scheme.name.view()) + "` of the configuration file";
}

/// The document's URL where the configuration has none.
void complete(std::string& url, const Text& of_document, const std::string& base_url) {
  if (!url.empty() || of_document.empty()) return;
  url = of_document.view();
  if (url.find("://") != std::string::npos) return;
  url = base_url.empty() ? std::string() : http::resolve_reference(base_url, url);
}

std::optional<Error> read_secret_into(std::string& out, const Environment& environment,
                                      const std::string& name) {
  auto read = read_secret(environment, name);
  if (auto* error = std::get_if<Error>(&read)) return std::move(*error);
  out = std::get<std::optional<std::string>>(read).value_or(std::string());
  return std::nullopt;
}

std::optional<Error> read_identity(const SecurityScheme& scheme, SchemeSettings& out,
                                   const Environment& environment) {
  const std::string certificate_name = variable(scheme, credentials::certificate_suffix);
  const std::string key_name = variable(scheme, credentials::key_suffix);
  const auto certificate = get(environment, certificate_name);
  const auto key = get(environment, key_name);
  if (!certificate && !key) return std::nullopt;
  if (!certificate || !key)
    return Error{certificate_name + " and " + key_name + " belong together"};
  out.identity = {*certificate, *key};
  if (const std::string problem = http::Identity(*out.identity).load(); !problem.empty()) {
    return Error{certificate_name + ", " + key_name + ": " + problem};
  }
  return std::nullopt;
}

std::optional<Error> check_endpoints(const SecurityScheme& scheme, const SchemeSettings& out) {
  const std::string name(scheme.name.view());
  if (out.token_url.empty() && out.metadata_url.empty()) {
    return Error{"the document names no token endpoint for `" + name + "`; `token_url` in " +
                 place(scheme) + " can"};
  }
  for (const std::string* url : {&out.token_url, &out.refresh_url, &out.metadata_url}) {
    if (url->empty() || credentials::may_have_secrets(out, *url)) continue;
    return Error{"the token endpoint of `" + name + "` must be an https URL (http only on this " +
                 "machine); `allow_http` in " + place(scheme) + " can allow it"};
  }
  return std::nullopt;
}

std::optional<Error> read_client(const SecurityScheme& scheme, SchemeSettings& out,
                                 const Environment& environment, const std::string& base_url) {
  const std::string id = variable(scheme, credentials::client_id_suffix);
  const std::string secret = variable(scheme, credentials::client_secret_suffix);
  const std::string refresh = variable(scheme, credentials::refresh_token_suffix);
  out.client_id = get(environment, id).value_or(std::string());
  if (auto error = read_secret_into(out.client_secret, environment, secret)) return error;
  if (auto error = read_secret_into(out.refresh_token, environment, refresh)) return error;
  complete(out.token_url, scheme.token_url, base_url);
  complete(out.refresh_url, scheme.refresh_url, base_url);
  if (out.token_url.empty()) complete(out.metadata_url, scheme.metadata_url, base_url);
  if (!out.client_secret.empty() && out.client_id.empty()) {
    return Error{secret + " has no use without " + id};
  }
  const bool fetches = !out.client_id.empty() || !out.refresh_token.empty() || out.exchange;
  if (!fetches) return std::nullopt;
  if (out.client_secret.empty() && out.refresh_token.empty() && !out.exchange) {
    return Error{id + " has no use without " + secret + " or " + refresh};
  }
  return check_endpoints(scheme, out);
}

/// Keys of the file that the kind of the scheme has no use for.
std::optional<Error> check_use(const SecurityScheme& scheme, const SchemeSettings& given) {
  const bool has_oauth = !given.token_url.empty() || !given.refresh_url.empty() ||
                         !given.metadata_url.empty() || !given.issuer.empty() ||
                         !given.endpoint_hosts.empty() || given.scopes || !given.audience.empty() ||
                         given.allows_http || given.exchange;
  if (has_oauth && !credentials::is_oauth(scheme.kind)) {
    return Error{place(scheme) + " may only have `request_header`: it is no OAuth scheme"};
  }
  if (scheme.kind == SecurityKind::mutual_tls && !given.request_header.empty()) {
    return Error{place(scheme) + ": a client certificate cannot come in a header field"};
  }
  return std::nullopt;
}

std::variant<SchemeSettings, Error> read_settings(const SecurityScheme& scheme,
                                                  SchemeSettings given,
                                                  const Environment& environment,
                                                  const std::string& base_url) {
  if (auto error = check_use(scheme, given)) return std::move(*error);
  if (scheme.kind == SecurityKind::mutual_tls) {
    if (auto error = read_identity(scheme, given, environment)) return std::move(*error);
    return given;
  }
  auto secret = read_secret(environment, variable(scheme, ""));
  if (auto* error = std::get_if<Error>(&secret)) return std::move(*error);
  given.secret = std::get<std::optional<std::string>>(std::move(secret));
  if (credentials::is_oauth(scheme.kind)) {
    if (auto error = read_client(scheme, given, environment, base_url)) return std::move(*error);
  }
  return given;
}

bool is_given_by_operator(const SchemeSettings& given) {
  return given.secret || given.identity || !given.refresh_token.empty() ||
         (!given.client_id.empty() && !given.exchange);
}

bool may_be_given(const SchemeSettings& given) {
  return is_given_by_operator(given) || given.exchange || !given.request_header.empty();
}

/// Which schemes calls of the tools at `upstream` may use: as invoke::choose_requirement() takes
/// the first requirement that is met, those behind one that the operator meets are never used.
std::vector<bool> used_schemes(const Server& server, const Settings& settings,
                               std::size_t upstream) {
  std::vector<bool> out(settings.size(), false);
  for (const Tool& tool : server.tools) {
    if (tool.upstream != upstream) continue;
    for (const SecurityRequirement& requirement : tool.security) {
      const auto all_are = [&](bool (*is)(const SchemeSettings&)) {
        return std::ranges::all_of(requirement.schemes, [&](const SecurityUse& use) {
          return use.scheme < settings.size() && is(settings[use.scheme]);
        });
      };
      if (!all_are(may_be_given)) continue;
      for (const SecurityUse& use : requirement.schemes) out[use.scheme] = true;
      if (requirement.schemes.size() > 0 && all_are(is_given_by_operator)) break;
    }
  }
  return out;
}

/// Those of `used` that `is_meant`, as a list for people.
std::string named_schemes(const Server& server, const std::vector<bool>& used,
                          const std::function<bool(std::size_t scheme)>& is_meant) {
  std::string out;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i] || !is_meant(i)) continue;
    if (!out.empty()) out += ", ";
    out.append("`").append(server.security_schemes[i].name.view()).append("`");
  }
  return out;
}

}  // namespace

std::string read_credentials(const json::Value& value, SchemesOfFile& schemes) {
  if (!value.is_object()) return "an object";
  for (const json::Member& member : value.members()) {
    const std::string want = read_scheme(member.value, schemes[std::string(member.key)]);
    if (want.empty()) continue;
    return "an object whose `" + std::string(member.key.substr(0, 64)) + "` is " + want;
  }
  return {};
}

std::variant<Settings, Error> scheme_settings(const Server& server, const SchemesOfFile& file,
                                              const Environment& environment,
                                              const std::string& base_url) {
  std::vector<std::string_view> names;
  for (const SecurityScheme& scheme : server.security_schemes) names.push_back(scheme.name);
  for (const auto& [name, unused] : file) {
    if (std::ranges::find(names, name) != names.end()) continue;
    return Error{"`credentials` of the configuration file: there is no security scheme `" + name +
                 "`" + text::hint(name, names)};
  }
  Settings out;
  for (const SecurityScheme& scheme : server.security_schemes) {
    const auto found = file.find(scheme.name.view());
    auto settings = read_settings(scheme, found == file.end() ? SchemeSettings() : found->second,
                                  environment, base_url);
    if (auto* error = std::get_if<Error>(&settings)) return std::move(*error);
    out.push_back(std::get<SchemeSettings>(std::move(settings)));
  }
  return out;
}

upstream::Egress endpoint_egress(const Server& server, const Settings& settings,
                                 const SchemesOfFile& file, const upstream::Egress& api) {
  upstream::Egress out = api;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const auto given = file.find(server.security_schemes[i].name.view());
    const auto allow = [&](std::string SchemeSettings::*url) {
      const bool by_operator = given != file.end() && !(given->second.*url).empty();
      const http::Origin origin = http::parse_url(settings[i].*url);
      if (!origin.host.empty()) out.allow(origin.host, by_operator);
    };
    allow(&SchemeSettings::token_url);
    allow(&SchemeSettings::refresh_url);
    allow(&SchemeSettings::metadata_url);
    for (const std::string& host : settings[i].endpoint_hosts) out.allow(host, true);
  }
  return out;
}

std::vector<std::string> cleartext_warnings(const Server& server, const Settings& settings,
                                            const std::vector<std::string>& base_urls) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < base_urls.size(); ++i) {
    const std::string& url = base_urls[i];
    if (url.starts_with("https:") || url.empty()) continue;
    const std::vector<bool> used = used_schemes(server, settings, i);
    const std::string unused = named_schemes(
        server, used, [&](std::size_t scheme) { return settings[scheme].identity.has_value(); });
    if (!unused.empty()) {
      out.push_back(url + " is no https URL: the client certificate of " + unused +
                    " is not shown there");
    }
    const std::string sent = named_schemes(server, used, [&](std::size_t scheme) {
      const SecurityKind kind = server.security_schemes[scheme].kind;
      return kind != SecurityKind::http_digest && kind != SecurityKind::mutual_tls;
    });
    const bool is_local = !http::parse_request_url(url).socket.empty();
    if (!sent.empty() && !is_local && !auth::is_secure_url(url)) {
      out.push_back(url + " is no https URL: whoever is on the way can read the credentials of " +
                    sent);
    }
  }
  return out;
}

}  // namespace mcp::configuration
