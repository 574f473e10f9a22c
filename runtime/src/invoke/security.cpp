#include "invoke/security.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/percent.h"

namespace mcp::invoke {
namespace {

using Kind = Credential::Kind;

bool is_there(const Credentials& credentials, const SecurityUse& use) {
  return use.scheme < credentials.size() && credentials[use.scheme].kind != Kind::none;
}

/// Nothing is known beforehand of what an authorization server gives.
bool is_known(const Credential& credential) {
  return credential.kind == Kind::secret ||
         (credential.kind == Kind::later && !credential.text.empty());
}

/// "`A`, or `B` and `C`": what is missing, for each requirement.
std::string missing(const Tool& tool, const Credentials& credentials) {
  std::string out;
  for (const SecurityRequirement& requirement : tool.security) {
    std::string names;
    for (const SecurityUse& use : requirement.schemes) {
      if (is_there(credentials, use) || use.scheme >= credentials.size()) continue;
      if (!names.empty()) names += " and ";
      names += credentials[use.scheme].source;
    }
    if (!out.empty()) out += ", or ";
    out += names;
  }
  return out;
}

/// RFC 6265, section 4.1.1: `cookie-octet`.
bool is_cookie_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
  });
}

bool is_user_and_password(SecurityKind kind) {
  return kind == SecurityKind::http_basic || kind == SecurityKind::http_digest;
}

/// Why `secret` cannot be used; nullptr when it can.
const char* fault(SecurityKind kind, std::string_view secret) {
  if (secret.empty()) return "is empty";
  if (!http::is_field_value(secret)) return "contains a control character";
  if (kind == SecurityKind::api_key_cookie && !is_cookie_value(secret)) {
    return "contains a character that no cookie may hold";
  }
  if (is_user_and_password(kind) && secret.find(':') == std::string_view::npos) {
    return "must have the form `user:password`";
  }
  return nullptr;
}

void add(const SecurityScheme& scheme, const Credential& credential, RequestParts& parts) {
  const std::string_view parameter = scheme.parameter;
  const std::string& secret = credential.text;
  switch (scheme.kind) {
    case SecurityKind::api_key_header:
      parts.set_header(parameter, secret);
      return;
    case SecurityKind::api_key_query:
      parts.set_query(parameter, secret);
      return;
    case SecurityKind::api_key_cookie:
      parts.set_cookie(parameter, secret);
      return;
    case SecurityKind::http_basic: {
      std::string value = "Basic ";
      if (credential.kind == Kind::placeholder) {
        value += secret;
      } else {
        append_base64(value, secret);
      }
      parts.set_header("Authorization", std::move(value));
      return;
    }
    case SecurityKind::http_bearer:
    case SecurityKind::oauth2:
    case SecurityKind::open_id_connect:
      parts.set_header("Authorization", "Bearer " + secret);
      return;
    case SecurityKind::http_digest:
      parts.set_header("Authorization", "Digest " + secret);
      return;
    case SecurityKind::mutual_tls:  // of the connection
      return;
  }
}

}  // namespace

const SecurityRequirement* choose_requirement(const Tool& tool, const Credentials& credentials) {
  const SecurityRequirement* anonymous = nullptr;
  for (const SecurityRequirement& requirement : tool.security) {
    if (requirement.schemes.empty()) {
      anonymous = &requirement;
    } else if (std::ranges::all_of(requirement.schemes, [&](const SecurityUse& use) {
                 return is_there(credentials, use);
               })) {
      return &requirement;
    }
  }
  return anonymous;
}

std::optional<std::string> add_credentials(const Server& server, const Tool& tool,
                                           const Credentials& credentials, RequestParts& parts) {
  if (tool.security.empty()) return std::nullopt;
  const SecurityRequirement* requirement = choose_requirement(tool, credentials);
  if (requirement == nullptr) {
    return "`" + std::string(tool.name.view()) +
           "` needs credentials that are not configured: the operator of this server has to set in "
           "its "
           "environment " +
           missing(tool, credentials);
  }
  for (const SecurityUse& use : requirement->schemes) {
    const SecurityScheme& scheme = server.security_schemes[use.scheme];
    const Credential& credential = credentials[use.scheme];
    if (is_known(credential)) {
      if (const char* why = fault(scheme.kind, credential.text)) {
        return "the value of `" + credential.source + "` " + why;
      }
    }
    if (credential.kind != Kind::later) {
      add(scheme, credential, parts);
    } else if (scheme.kind != SecurityKind::mutual_tls) {
      parts.remove_header("Authorization");
    }
  }
  return std::nullopt;
}

void add_query_credentials(const Server& server, const Tool& tool, const Credentials& credentials,
                           std::string& url) {
  const SecurityRequirement* requirement = choose_requirement(tool, credentials);
  if (requirement == nullptr) return;
  for (const SecurityUse& use : requirement->schemes) {
    const SecurityScheme& scheme = server.security_schemes[use.scheme];
    if (scheme.kind != SecurityKind::api_key_query) continue;
    std::string pair;
    append_escaped(pair, scheme.parameter, Escape::unreserved);
    pair += '=';
    const std::size_t query = url.find('?');
    const std::string known = query == url.npos ? "" : '&' + url.substr(query + 1);
    if (known.find('&' + pair) != known.npos) continue;
    append_escaped(pair, credentials[use.scheme].text, Escape::unreserved);
    url += (query == url.npos ? '?' : '&') + pair;
  }
}

Credentials placeholders(const Server& server, const Tool& tool, Credentials credentials) {
  const bool shows_all = choose_requirement(tool, credentials) == nullptr;
  for (std::size_t i = 0; i < credentials.size(); ++i) {
    if (credentials[i].kind == Kind::none && !shows_all) continue;
    const SecurityScheme& scheme = server.security_schemes[i];
    credentials[i] = {Kind::placeholder, "<" + std::string(scheme.variable.view()) + ">", {}};
  }
  return credentials;
}

}  // namespace mcp::invoke
