#include "auth/resource_server.h"

#include <algorithm>
#include <utility>

#include "auth/scopes.h"
#include "auth/urls.h"
#include "http/client.h"
#include "http/message.h"
#include "json/write.h"

namespace mcp::auth {
namespace {

constexpr std::string_view metadata_name = "oauth-protected-resource";
constexpr std::string_view metadata_path = "/.well-known/oauth-protected-resource";

struct NoCredentials {};
struct Malformed {};
using Credentials = std::variant<NoCredentials, Malformed, std::string_view>;

// RFC 9110, section 11.2.
bool is_token68(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/").find(c) != std::string_view::npos;
  });
}

// RFC 6750, section 2.1: in the header and nowhere else.
Credentials credentials_in(const HttpHeaders& headers) {
  const std::string* field = nullptr;
  for (const auto& [name, value] : headers) {
    if (!http::equals_ignoring_case(name, "Authorization")) continue;
    if (field != nullptr) return Malformed{};
    field = &value;
  }
  if (field == nullptr) return NoCredentials{};
  std::string_view rest = *field;
  const std::string_view scheme = rest.substr(0, rest.find(' '));
  if (!http::equals_ignoring_case(scheme, "Bearer")) return NoCredentials{};
  rest.remove_prefix(scheme.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (!is_token68(rest)) return Malformed{};
  return rest;
}

void append_parameter(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += out.ends_with(' ') ? "" : ", ";
  out.append(name).append("=\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_strings(std::string& out, const std::vector<std::string>& values) {
  out += '[';
  for (const std::string& value : values) {
    if (!out.ends_with('[')) out += ',';
    json::append_string(out, value);
  }
  out += ']';
}

}  // namespace

ResourceServer::ResourceServer(const Server& server, const Settings& settings)
    : server_(server), settings_(settings), keys_(settings.issuers.size()) {
  // MCP 2026-07-28, `basic/authorization`: the metadata of RFC 9728 names an authorization server
  // at least. API keys come from nowhere a client could ask, so there is none then.
  if (!settings.issuers.empty()) metadata_url_ = well_known_url(settings.resource, metadata_name);
}

void ResourceServer::set_api_keys(std::vector<ApiKey> keys) {
  for (ApiKey& key : keys) {
    key.has_all = std::ranges::find(key.scopes, "*") != key.scopes.end();
    key.scopes = key.has_all ? all_scopes(server_, settings_)
                             : with_implied(std::move(key.scopes), settings_);
  }
  api_keys_ = std::move(keys);
}

Decision ResourceServer::decide(const HttpHeaders& headers, Time now, bool may_wait) {
  const Credentials credentials = credentials_in(headers);
  if (std::holds_alternative<NoCredentials>(credentials)) {
    // RFC 6750, section 3.1: no error code where nothing was presented.
    return {Refusal{401, "a bearer token is needed", challenge({}, {}, settings_.scopes), {}}, {}};
  }
  if (std::holds_alternative<Malformed>(credentials)) {
    const char* const message = "the Authorization header is malformed";
    return {Refusal{400, message, challenge("invalid_request", message, {}), {}}, {}};
  }
  const auto text = std::get<std::string_view>(credentials);
  const Digest digest = digest_of(text);
  if (const VerifiedToken* known = verified_.find(digest)) {
    const std::size_t issuer = known->issuer;
    if (now < known->until && known->keys == keys_[issuer].at(now)) {
      return admit(known->principal, due(issuer, now));
    }
    verified_.remove(digest);
  }
  if (const ApiKey* key = find_api_key(api_keys_, digest)) {
    return admit({"key:" + key->name, key->scopes}, {});
  }
  return decide_token(text, digest, now, may_wait);
}

Decision ResourceServer::decide_token(std::string_view text, const Digest& digest, Time now,
                                      bool may_wait) {
  if (settings_.issuers.empty() || !is_token(text)) {
    return {invalid_token("the token is not known here"), {}};
  }
  Token token;
  if (std::optional<std::string> problem = read_token(text, token)) {
    return {invalid_token(std::move(*problem)), {}};
  }
  const auto issuer = std::ranges::find(settings_.issuers, token.issuer, &Issuer::issuer);
  if (issuer == settings_.issuers.end()) {
    return {invalid_token("the token is of an issuer that is not accepted"), {}};
  }
  // Before its signature, so that a token that could never count costs no request for keys.
  if (std::optional<std::string> problem = check_claims(token, *issuer, settings_, now)) {
    return {invalid_token(std::move(*problem)), {}};
  }
  const auto index = static_cast<std::size_t>(issuer - settings_.issuers.begin());
  return verify(token, index, digest, now, may_wait);
}

Decision ResourceServer::verify(const Token& token, std::size_t issuer, const Digest& digest,
                                Time now, bool may_wait) {
  const KeyCache& cache = keys_[issuer];
  const std::shared_ptr<const KeySet>& keys = cache.at(now);
  KeySet::Outcome outcome = KeySet::Outcome::no_such_key;
  if (keys != nullptr) {
    outcome = keys->verify(token.algorithm, token.kid, token.signed_text, token.signature);
  }
  if (outcome == KeySet::Outcome::verified) {
    // Far beyond what any cache keeps; a double holds it exactly.
    const double expires = std::min(token.expires, 1e15);
    VerifiedToken verified{
        {token.issuer + " " + token.subject, with_implied(token.scopes, settings_)},
        Time(std::chrono::seconds(static_cast<std::int64_t>(expires))) + settings_.clock_skew,
        issuer,
        keys};
    Principal principal = verified.principal;
    verified_.add(digest, std::move(verified));
    return admit(std::move(principal), due(issuer, now));
  }
  // The issuer may have a new key. Without `kid` it shows as a signature of no key that is known.
  const bool may_be_new = outcome == KeySet::Outcome::no_such_key || token.kid.empty();
  if (may_be_new && may_wait && (cache.is_fetching() || cache.may_fetch(now))) {
    return {Wait{}, cache.may_fetch(now) ? std::optional(issuer) : std::nullopt};
  }
  if (keys == nullptr) {
    return {Refusal{503, "the keys of the token's issuer cannot be had at the moment", {}, "5"},
            {}};
  }
  return {invalid_token("the token's signature is not one of its issuer"), due(issuer, now)};
}

std::optional<std::size_t> ResourceServer::due(std::size_t issuer, Time now) const {
  const KeyCache& cache = keys_[issuer];
  if (cache.is_fresh(now) || !cache.may_fetch(now)) return std::nullopt;
  return issuer;
}

Decision ResourceServer::admit(Principal principal, std::optional<std::size_t> fetch) const {
  if (!missing_scopes(settings_.scopes, principal.scopes).empty()) {
    return {insufficient_scope(settings_.scopes), fetch};
  }
  return {std::move(principal), fetch};
}

std::optional<Refusal> ResourceServer::check_tool(const Principal& principal,
                                                  const Tool& tool) const {
  if (!settings_.tool_scopes) return std::nullopt;
  auto scopes = scopes_to_ask_for(server_, tool, principal.scopes);
  if (!scopes) return std::nullopt;
  return insufficient_scope(std::move(*scopes));
}

std::optional<Refusal> ResourceServer::check_scopes(const Principal& principal,
                                                    const std::vector<std::string>& scopes) const {
  if (missing_scopes(scopes, principal.scopes).empty()) return std::nullopt;
  const bool has_all = std::ranges::any_of(api_keys_, [&](const ApiKey& key) {
    return key.has_all && principal.id == "key:" + key.name;
  });
  if (has_all) return std::nullopt;
  return insufficient_scope(scopes);
}

Refusal ResourceServer::invalid_token(std::string message) const {
  Refusal out{401, std::move(message), {}, {}};
  out.challenge = challenge("invalid_token", out.message, settings_.scopes);
  return out;
}

Refusal ResourceServer::insufficient_scope(std::vector<std::string> scopes) const {
  // All that the request needs at once, or the client would come back for the rest.
  for (std::string& scope : missing_scopes(settings_.scopes, scopes)) {
    scopes.push_back(std::move(scope));
  }
  const char* const message = "the token lacks a scope that this needs";
  return {403, message, challenge("insufficient_scope", message, scopes), {}};
}

// RFC 6750, section 3, and RFC 9728, section 5.1.
std::string ResourceServer::challenge(std::string_view error, std::string_view description,
                                      const std::vector<std::string>& scopes) const {
  std::string scope;
  for (const std::string& name : scopes) {
    if (!is_scope(name)) continue;  // the document's own words may be anything
    if (!scope.empty()) scope += ' ';
    scope += name;
  }
  std::string out = "Bearer ";
  append_parameter(out, "error", error);
  append_parameter(out, "error_description", description);
  append_parameter(out, "scope", scope);
  append_parameter(out, "resource_metadata", metadata_url_);
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

bool ResourceServer::is_metadata_path(std::string_view path) const {
  if (metadata_url_.empty() || !path.starts_with(metadata_path)) return false;
  const std::string_view rest = path.substr(metadata_path.size());
  return rest.empty() || rest == "/mcp" || metadata_url_.ends_with(path);
}

std::string ResourceServer::metadata() const {
  std::string out = R"({"resource":)";
  json::append_string(out, settings_.resource);
  out += R"(,"authorization_servers":)";
  std::vector<std::string> issuers;
  for (const Issuer& issuer : settings_.issuers) issuers.push_back(issuer.issuer);
  append_strings(out, issuers);
  if (!settings_.scopes.empty()) {
    out += R"(,"scopes_supported":)";
    append_strings(out, settings_.scopes);
  }
  out += R"(,"bearer_methods_supported":["header"],"resource_name":)";
  json::append_string(out, server_.title.empty() ? server_.name : server_.title);
  out += '}';
  return out;
}

}  // namespace mcp::auth
