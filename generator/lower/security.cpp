#include "lower/security.h"

#include <algorithm>

#include "ledger/support.h"
#include "lower/names.h"
#include "lower/text.h"

namespace mcpcc::lower {

namespace outcomes = ledger::outcomes;

namespace {

// nullopt: a kind the runtime cannot send.
std::optional<ir::SecurityKind> kind_of(const openapi::SecurityScheme& scheme) {
  using ir::SecurityKind;
  if (scheme.type == "apiKey" && !scheme.parameter.empty()) {
    if (scheme.in == "header") return SecurityKind::api_key_header;
    if (scheme.in == "query") return SecurityKind::api_key_query;
    if (scheme.in == "cookie") return SecurityKind::api_key_cookie;
  }
  if (scheme.type == "http" && scheme.scheme == "basic") return SecurityKind::http_basic;
  if (scheme.type == "http" && scheme.scheme == "bearer") return SecurityKind::http_bearer;
  if (scheme.type == "http" && scheme.scheme == "digest") return SecurityKind::http_digest;
  if (scheme.type == "mutualTLS") return SecurityKind::mutual_tls;
  if (scheme.type == "oauth2") return SecurityKind::oauth2;
  if (scheme.type == "openIdConnect") return SecurityKind::open_id_connect;
  return std::nullopt;
}

std::string kind_text(const openapi::SecurityScheme& scheme) {
  return "`" + visible(scheme.type + (scheme.scheme.empty() ? "" : " " + scheme.scheme)) + "`";
}

/// Where the credentials stand in a request; empty: nowhere, or where several may.
std::string place_of(const ir::SecurityScheme& scheme) {
  using ir::SecurityKind;
  switch (scheme.kind) {
    case SecurityKind::api_key_header:
      return "the header `" + lower_case(scheme.parameter) + "`";
    case SecurityKind::api_key_query:
      return "the query parameter `" + visible(scheme.parameter) + "`";
    case SecurityKind::api_key_cookie:
      return "the cookie `" + visible(scheme.parameter) + "`";
    case SecurityKind::http_basic:
    case SecurityKind::http_bearer:
    case SecurityKind::http_digest:
    case SecurityKind::oauth2:
    case SecurityKind::open_id_connect:
      return "the header `authorization`";
    case SecurityKind::mutual_tls:
      break;
  }
  return {};
}

std::string pointer_of(const openapi::Operation& operation) {
  return operation.security ? operation.pointer + "/security" : "#/security";
}

bool needs_a_login(const openapi::SecurityScheme& scheme) {
  return scheme.metadata_url.empty() &&
         std::ranges::none_of(scheme.flows, [](const openapi::OAuthFlow& flow) {
           return flow.kind == "clientCredentials";
         });
}

/// That of the client credentials; another flow's is most likely the same endpoint.
std::string token_url(const openapi::SecurityScheme& scheme) {
  std::string other;
  for (const openapi::OAuthFlow& flow : scheme.flows) {
    if (flow.kind == "clientCredentials") return flow.token_url;
    if (other.empty()) other = flow.token_url;
  }
  return other;
}

/// Absent, tokens are refreshed where they come from (OpenAPI 3.2, OAuth Flow Object).
std::string refresh_url(const openapi::SecurityScheme& scheme) {
  for (const openapi::OAuthFlow& flow : scheme.flows) {
    if (!flow.refresh_url.empty()) return flow.refresh_url;
  }
  return {};
}

}  // namespace

SecurityLowering::SecurityLowering(const openapi::Document& document, VariableNames& variables,
                                   Diagnostics& diagnostics, ledger::Losses& losses)
    : document_(document), variables_(variables), diagnostics_(diagnostics), losses_(losses) {
  for (const auto& [name, scheme] : document.security_schemes) {
    if (scheme.value) known_.emplace(name.value, &*scheme.value);
  }
}

std::optional<std::vector<ir::SecurityRequirement>> SecurityLowering::requirements(
    const openapi::Operation& operation) {
  const auto& alternatives = operation.security ? *operation.security : document_.security;
  std::vector<ir::SecurityRequirement> result;
  std::vector<const openapi::SecurityRequirement*> left_out;
  for (const auto& entries : alternatives) {
    if (auto lowered = requirement(entries, operation)) {
      result.push_back(std::move(*lowered));
    } else {
      left_out.push_back(&entries);
    }
  }
  if (result.empty() && !alternatives.empty()) return std::nullopt;
  for (const auto* entries : left_out) report_left_out(*entries, operation);
  return result;
}

bool SecurityLowering::is_unreadable(const openapi::Operation& operation) const {
  const auto& alternatives = operation.security ? *operation.security : document_.security;
  return std::ranges::any_of(alternatives, [](const auto& entries) {
    return std::ranges::any_of(entries, &openapi::SecurityRequirementEntry::is_unreadable);
  });
}

// A scheme that does not exist was reported as that.
void SecurityLowering::report_left_out(const openapi::SecurityRequirement& entries,
                                       const openapi::Operation& operation) {
  for (const auto& entry : entries) {
    const std::string& name = entry.scheme.value;
    const auto known = known_.find(name);
    const auto lowered = lowered_.find(name);
    if (known == known_.end() || lowered == lowered_.end() || lowered->second) continue;
    // The document's own requirement is met at every operation, and said once.
    if (!operation.security && !reported_.insert(name).second) return;
    diagnostics_.report(rules::security_alternative_unsupported, entry.scheme.at,
                        pointer_of(operation),
                        "`" + visible(name) + "` is " + kind_text(*known->second));
    return;
  }
  std::vector<ir::SecurityUse> uses;
  std::string names;
  for (const auto& entry : entries) {
    const auto lowered = lowered_.find(entry.scheme.value);
    if (lowered == lowered_.end() || !lowered->second) return;
    uses.push_back({*lowered->second, {}});
    names += (names.empty() ? "`" : " and `") + visible(entry.scheme.value) + "`";
  }
  const std::string place = shared_place(uses);
  if (place.empty() || (!operation.security && !reported_.insert(names).second)) return;
  diagnostics_.report(rules::security_alternative_unsupported, entries.front().scheme.at,
                      pointer_of(operation), names + " would both be " + place);
}

std::optional<ir::SecurityRequirement> SecurityLowering::requirement(
    const openapi::SecurityRequirement& entries, const openapi::Operation& operation) {
  ir::SecurityRequirement result;
  for (const auto& entry : entries) {
    if (entry.is_unreadable) return std::nullopt;  // reported
    const auto index = scheme(entry, operation);
    if (!index) {
      losses_.push_back(ledger::loss(outcomes::requirement_unusable, pointer_of(operation),
                                     entries.front().scheme.at));
      return std::nullopt;
    }
    result.schemes.push_back({*index, entry.scopes});
  }
  if (shared_place(result.schemes).empty()) return result;
  losses_.push_back(ledger::loss(outcomes::requirement_unusable, pointer_of(operation),
                                 entries.front().scheme.at));
  return std::nullopt;
}

// Where several of `uses` would stand in a request, which has one value there; empty: nowhere.
std::string SecurityLowering::shared_place(const std::vector<ir::SecurityUse>& uses) const {
  std::set<std::string> places;
  for (const auto& use : uses) {
    std::string place = place_of(schemes_[use.scheme]);
    if (!place.empty() && !places.insert(place).second) return place;
  }
  return {};
}

std::optional<std::size_t> SecurityLowering::scheme(const openapi::SecurityRequirementEntry& entry,
                                                    const openapi::Operation& operation) {
  const std::string& name = entry.scheme.value;
  const auto known = known_.find(name);
  if (known == known_.end() && entry.is_unresolved) return std::nullopt;  // reported
  if (known == known_.end()) {
    // The document's own requirement is met at every operation, and said once.
    if (!operation.security && !lowered_.try_emplace(name).second) return std::nullopt;
    std::vector<std::string_view> candidates;
    for (const auto& [candidate, unused] : known_) candidates.push_back(candidate);
    diagnostics_.report(rules::security_scheme_unknown, entry.scheme.at, pointer_of(operation),
                        "`" + visible(name) + "`", suggest(name, candidates));
    return std::nullopt;
  }
  const auto [entry_of_name, is_new] = lowered_.try_emplace(name);
  if (!is_new) return entry_of_name->second;
  const openapi::SecurityScheme& scheme = *known->second;
  const auto kind = kind_of(scheme);
  if (!kind) {
    auto row = ledger::loss(outcomes::security_unsupported, scheme.pointer, scheme.at);
    row.reason = kind_text(scheme) + ": " + row.reason;
    losses_.push_back(std::move(row));
    return std::nullopt;
  }
  if (*kind == ir::SecurityKind::oauth2 && needs_a_login(scheme)) {
    losses_.push_back(ledger::loss(outcomes::security_token, scheme.pointer, scheme.at));
  }
  entry_of_name->second = schemes_.size();
  schemes_.push_back({name, visible(scheme.description), *kind, scheme.parameter,
                      variables_.take_for_scheme(name), token_url(scheme), refresh_url(scheme),
                      scheme.metadata_url});
  return entry_of_name->second;
}

}  // namespace mcpcc::lower
