#include "invoke/security.h"

#include <algorithm>
#include <string_view>

#include "http/message.h"
#include "invoke/base64.h"

namespace mcp::invoke {
namespace {

bool is_supported(SecurityKind kind) {
  return kind != SecurityKind::http_digest && kind != SecurityKind::mutual_tls;
}

const std::string* secret_of(const Settings& settings, std::uint16_t scheme) {
  if (scheme >= settings.secrets.size() || !settings.secrets[scheme]) return nullptr;
  return &*settings.secrets[scheme];
}

bool is_configured(const Server& server, const Settings& settings,
                   const SecurityRequirement& requirement) {
  return std::all_of(requirement.schemes.begin(), requirement.schemes.end(),
                     [&](const SecurityUse& use) {
                       return is_supported(server.security_schemes[use.scheme].kind) &&
                              secret_of(settings, use.scheme) != nullptr;
                     });
}

const SecurityRequirement* choose(const Server& server, const Tool& tool,
                                  const Settings& settings) {
  const SecurityRequirement* anonymous = nullptr;
  for (const SecurityRequirement& requirement : tool.security) {
    if (requirement.schemes.empty()) {
      anonymous = &requirement;
    } else if (is_configured(server, settings, requirement)) {
      return &requirement;
    }
  }
  return anonymous;
}

/// "`A`, or `B` and `C`": the variables that are not set, for each requirement that could be met.
std::string missing_variables(const Server& server, const Tool& tool, const Settings& settings) {
  std::string out;
  for (const SecurityRequirement& requirement : tool.security) {
    const bool possible = std::all_of(
        requirement.schemes.begin(), requirement.schemes.end(), [&](const SecurityUse& use) {
          return is_supported(server.security_schemes[use.scheme].kind);
        });
    if (!possible) continue;
    std::string names;
    for (const SecurityUse& use : requirement.schemes) {
      if (secret_of(settings, use.scheme) != nullptr) continue;
      if (!names.empty()) names += " and ";
      names.append("`").append(server.security_schemes[use.scheme].variable.view()).append("`");
    }
    if (!out.empty()) out += ", or ";
    out += names;
  }
  return out;
}

/// RFC 6265, section 4.1.1: `cookie-octet`.
bool is_cookie_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\';
  });
}

/// Why `secret` cannot be used; nullptr when it can.
const char* fault(SecurityKind kind, std::string_view secret, bool is_placeholder) {
  if (secret.empty()) return "is empty";
  if (!http::is_field_value(secret)) return "contains a control character";
  if (kind == SecurityKind::api_key_cookie && !is_cookie_value(secret)) {
    return "contains a character that no cookie may hold";
  }
  if (kind == SecurityKind::http_basic && !is_placeholder &&
      secret.find(':') == std::string_view::npos) {
    return "must have the form `user:password`";
  }
  return nullptr;
}

void add(const SecurityScheme& scheme, const std::string& secret, bool is_placeholder,
         RequestParts& parts) {
  const std::string_view parameter = scheme.parameter;
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
      if (is_placeholder) {
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
    case SecurityKind::mutual_tls:
      return;
  }
}

}  // namespace

std::optional<std::string> add_credentials(const Server& server, const Tool& tool,
                                           const Settings& settings, RequestParts& parts) {
  if (tool.security.empty()) return std::nullopt;
  const SecurityRequirement* requirement = choose(server, tool, settings);
  if (requirement == nullptr) {
    const std::string name(tool.name.view());
    const std::string missing = missing_variables(server, tool, settings);
    if (missing.empty()) {
      return "`" + name +
             "` needs HTTP digest or mutual TLS authentication, which is not supported";
    }
    return "`" + name +
           "` needs credentials that are not configured: the operator of this server has to set " +
           missing + " in its environment";
  }
  for (const SecurityUse& use : requirement->schemes) {
    const SecurityScheme& scheme = server.security_schemes[use.scheme];
    const std::string& secret = *secret_of(settings, use.scheme);
    if (const char* why = fault(scheme.kind, secret, settings.secrets_are_placeholders)) {
      return "the value of `" + std::string(scheme.variable.view()) + "` " + why;
    }
    add(scheme, secret, settings.secrets_are_placeholders, parts);
  }
  return std::nullopt;
}

Settings redacted(const Server& server, Settings settings) {
  settings.secrets_are_placeholders = true;
  settings.secrets.clear();
  for (const SecurityScheme& scheme : server.security_schemes) {
    settings.secrets.emplace_back("<" + std::string(scheme.variable.view()) + ">");
  }
  return settings;
}

}  // namespace mcp::invoke
