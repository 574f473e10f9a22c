#include "credentials/token_request.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/percent.h"
#include "json/value.h"

namespace mcp::credentials {
namespace {

constexpr std::size_t response_limit = 256UL * 1024;
constexpr std::chrono::seconds longest_life{std::chrono::hours(24 * 365)};

std::string form_encoded(std::string_view text) {
  std::string out;
  invoke::append_escaped(out, text, invoke::Escape::form);
  return out;
}

void append(std::string& body, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!body.empty()) body += '&';
  body.append(name).append("=").append(form_encoded(value));
}

std::string joined(const std::vector<std::string>& scopes) {
  std::string out;
  for (const std::string& scope : scopes) {
    if (!out.empty()) out += ' ';
    out += scope;
  }
  return out;
}

std::string_view text_of(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

/// `expires_in`: a number, which some servers write as a string or with a fraction.
std::optional<std::chrono::seconds> life_of(const json::Value& object) {
  const json::Value* const value = object.find("expires_in");
  if (value == nullptr || !(value->is_number() || value->is_string())) return std::nullopt;
  const std::string_view text = value->is_number() ? value->number() : value->string();
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || !(seconds >= 0)) {
    return std::nullopt;
  }
  if (seconds >= static_cast<double>(longest_life.count())) return longest_life;
  return std::chrono::seconds(static_cast<long>(seconds));
}

/// The codes of RFC 6749, section 5.2, RFC 8693, section 2.2.2 and RFC 8707, section 2; anything
/// else may be what was sent.
std::string_view known_code(std::string_view code) {
  constexpr std::array<std::string_view, 9> codes = {
      "invalid_request",     "invalid_client",          "invalid_grant",
      "unauthorized_client", "unsupported_grant_type",  "invalid_scope",
      "invalid_target",      "temporarily_unavailable", "server_error"};
  const auto found = std::ranges::find(codes, code);
  return found == codes.end() ? std::string_view() : *found;
}

}  // namespace

HttpRequest token_request(const Grant& grant) {
  HttpRequest out{
      "POST",
      {},
      {{"Accept", "application/json"}, {"Content-Type", "application/x-www-form-urlencoded"}},
      {}};
  switch (grant.kind) {
    case Grant::Kind::client_credentials:
      append(out.body, "grant_type", "client_credentials");
      break;
    case Grant::Kind::refresh_token:
      append(out.body, "grant_type", "refresh_token");
      append(out.body, "refresh_token", grant.token);
      break;
    case Grant::Kind::token_exchange:
      append(out.body, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
      append(out.body, "subject_token", grant.token);
      append(out.body, "subject_token_type", "urn:ietf:params:oauth:token-type:access_token");
      append(out.body, "requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
      break;
  }
  append(out.body, "scope", joined(grant.scopes));
  append(out.body, "audience", grant.audience);
  append(out.body, "resource", grant.resource);
  if (grant.client_secret.empty() || grant.secret_in_body) {
    append(out.body, "client_id", grant.client_id);
    append(out.body, "client_secret", grant.client_secret);
  } else {
    // RFC 6749, section 2.3.1: both are encoded before they are joined.
    std::string value = "Basic ";
    invoke::append_base64(value,
                          form_encoded(grant.client_id) + ":" + form_encoded(grant.client_secret));
    out.headers.emplace_back("Authorization", std::move(value));
  }
  return out;
}

std::variant<Token, std::string> read_token(const HttpResponse& response) {
  const auto parsed =
      json::Document::parse(response.body, {.max_bytes = response_limit, .max_depth = 32});
  const auto* const document = std::get_if<json::Document>(&parsed);
  const json::Value* const root =
      document != nullptr && document->root().is_object() ? &document->root() : nullptr;
  if (response.status != 200) {
    std::string problem = "answered " + std::to_string(response.status);
    const std::string_view code =
        root == nullptr ? std::string_view() : known_code(text_of(*root, "error"));
    if (!code.empty()) problem.append(" with `").append(code).append("`");
    return problem;
  }
  const std::string_view token =
      root == nullptr ? std::string_view() : text_of(*root, "access_token");
  if (root == nullptr || token.empty() || !http::is_field_value(token)) {
    return "answered without an access token";
  }
  const std::string_view type = text_of(*root, "token_type");
  // RFC 8693, section 2.2.1: `N_A` is a token that is no access token.
  if (!type.empty() && !http::equals_ignoring_case(type, "bearer")) {
    return "answered with a token that is no bearer token";
  }
  return Token{std::string(token), life_of(*root), std::string(text_of(*root, "refresh_token"))};
}

}  // namespace mcp::credentials
