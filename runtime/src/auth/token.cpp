#include "auth/token.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>
#include <variant>

#include "auth/base64url.h"
#include "http/message.h"
#include "json/value.h"

namespace mcp::auth {
namespace {

constexpr std::size_t most_scopes = 256;
constexpr std::size_t most_audiences = 64;
constexpr std::size_t subject_limit = 256;  // bytes: it goes to the log

const char* const not_a_token = "the token is not a signed JSON Web Token";

std::optional<json::Document> decode(std::string_view part) {
  std::optional<std::string> text = decode_base64url(part);
  if (!text) return std::nullopt;
  auto parsed =
      json::Document::parse(std::move(*text), {.max_bytes = token_limit, .max_depth = 16});
  auto* const document = std::get_if<json::Document>(&parsed);
  if (document == nullptr || !document->root().is_object()) return std::nullopt;
  return std::move(*document);
}

std::string_view text_of(const json::Value& object, std::string_view name) {
  const json::Value* const value = object.find(name);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

/// An ID token, a proof of possession or a logout token is signed by the same keys (RFC 8725,
/// section 3.11). RFC 9068, section 2.1, has `at+jwt`; many issuers leave it at `JWT`.
bool is_access_token_type(const json::Value& header) {
  const json::Value* const type = header.find("typ");
  if (type == nullptr) return true;
  if (!type->is_string()) return false;
  std::string_view name = type->string();
  constexpr std::string_view prefix = "application/";
  if (http::equals_ignoring_case(name.substr(0, prefix.size()), prefix)) {
    name.remove_prefix(prefix.size());
  }
  return http::equals_ignoring_case(name, "at+jwt") || http::equals_ignoring_case(name, "JWT");
}

std::optional<std::string> read_header(std::string_view part, Token& token) {
  const std::optional<json::Document> document = decode(part);
  if (!document) return not_a_token;
  const json::Value& header = document->root();
  const std::optional<Algorithm> algorithm = parse_algorithm(text_of(header, "alg"));
  if (!algorithm) return "the token is not signed with RS256, ES256 or EdDSA";
  if (!is_access_token_type(header)) return "the token is not an access token";
  // RFC 7515, section 4.1.11: what has to be understood and is not.
  if (header.find("crit") != nullptr) return "the token has critical header parameters";
  token.algorithm = *algorithm;
  token.kid = text_of(header, "kid");
  return std::nullopt;
}

/// RFC 7519, section 2, NumericDate; false: no such number.
bool read_date(const json::Value* value, double& seconds) {
  if (value == nullptr || !value->is_number()) return false;
  const std::string_view text = value->number();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(seconds);
}

/// A string, or an array of strings; false: neither, or more than `most`.
bool read_texts(const json::Value* value, std::size_t most, std::vector<std::string>& out) {
  if (value == nullptr) return true;
  if (value->is_string()) {
    out.emplace_back(value->string());
    return true;
  }
  if (!value->is_array() || value->items().size() > most) return false;
  for (const json::Value& item : value->items()) {
    if (!item.is_string()) return false;
    out.emplace_back(item.string());
  }
  return true;
}

/// `scope` (RFC 8693, section 4.2), or `scp` as some issuers call it, or both: words between
/// spaces.
bool read_scopes(const json::Value& claims, std::vector<std::string>& scopes) {
  std::vector<std::string> texts;
  if (!read_texts(claims.find("scope"), most_scopes, texts) ||
      !read_texts(claims.find("scp"), most_scopes, texts)) {
    return false;
  }
  for (const std::string& text : texts) {
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::string_view scope = rest.substr(0, rest.find(' '));
      rest.remove_prefix(std::min(scope.size() + 1, rest.size()));
      if (scope.empty()) continue;
      if (scopes.size() == most_scopes) return false;
      scopes.emplace_back(scope);
    }
  }
  return true;
}

/// RFC 9068, section 2.2: `sub` always; tokens of clients without a user sometimes have only the
/// client.
std::string_view subject_of(const json::Value& claims) {
  for (const std::string_view name : {"sub", "client_id", "azp"}) {
    const std::string_view text = text_of(claims, name);
    if (!text.empty()) return text;
  }
  return {};
}

bool is_plain(std::string_view text) {
  return text.size() <= subject_limit && std::ranges::all_of(text, [](char c) {
           return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
         });
}

std::optional<std::string> read_claims(std::string_view part, Token& token) {
  const std::optional<json::Document> document = decode(part);
  if (!document) return not_a_token;
  const json::Value& claims = document->root();
  token.issuer = text_of(claims, "iss");
  token.subject = subject_of(claims);
  if (token.subject.empty() || !is_plain(token.subject)) {
    return "the token names no subject that can be used";
  }
  if (!read_texts(claims.find("aud"), most_audiences, token.audiences)) {
    return "the token's audience is malformed";
  }
  if (!read_scopes(claims, token.scopes)) return "the token's scopes are malformed";
  if (!read_date(claims.find("exp"), token.expires)) return "the token has no time of expiry";
  if (claims.find("nbf") != nullptr && !read_date(claims.find("nbf"), token.not_before)) {
    return "the token's dates are malformed";
  }
  // RFC 7800 and RFC 9449, section 7.2: who presents it has to prove something that is not asked
  // for here.
  if (claims.find("cnf") != nullptr) return "the token is bound to a key and is no bearer token";
  return std::nullopt;
}

}  // namespace

bool is_token(std::string_view text) { return std::ranges::count(text, '.') == 2; }

std::optional<std::string> read_token(std::string_view text, Token& token) {
  if (text.size() > token_limit) return "the token is larger than 16 KiB";
  const std::size_t first = text.find('.');
  const std::size_t second = text.find('.', std::min(first, text.size() - 1) + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) {
    return not_a_token;
  }
  if (auto problem = read_header(text.substr(0, first), token)) return problem;
  if (auto problem = read_claims(text.substr(first + 1, second - first - 1), token)) return problem;
  std::optional<std::string> signature = decode_base64url(text.substr(second + 1));
  if (!signature || signature->empty()) return not_a_token;
  token.signature = std::move(*signature);
  token.signed_text = text.substr(0, second);
  return std::nullopt;
}

std::optional<std::string> check_claims(const Token& token, const Issuer& issuer,
                                        const Settings& settings, Time now) {
  const auto seconds = static_cast<double>(now.time_since_epoch().count());
  const auto skew = static_cast<double>(settings.clock_skew.count());
  const auto is_for_us = [&](const std::string& audience) {
    return audience == settings.resource ||
           std::ranges::find(issuer.audiences, audience) != issuer.audiences.end();
  };
  // RFC 8707 and MCP, `basic/authorization`: a token for somebody else is none for this server.
  if (std::ranges::none_of(token.audiences, is_for_us)) return "the token is for another audience";
  if (seconds >= token.expires + skew) return "the token has expired";
  if (seconds < token.not_before - skew) return "the token is not valid yet";
  return std::nullopt;
}

}  // namespace mcp::auth
