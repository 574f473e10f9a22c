#include <array>

#include "openapi/parse.h"
#include "openapi/parse_v2.h"
#include "openapi/parts.h"
#include "support/text.h"
#include "support/url_user.h"

namespace mcpcc::openapi {

using source::Node;

namespace {

// OpenAPI 3.2.0, section 4.30 (OAuth Flows Object).
constexpr std::array<std::string_view, 5> flow_kinds = {"implicit", "password", "clientCredentials",
                                                        "authorizationCode", "deviceAuthorization"};

std::vector<OAuthFlow> read_flows(const Node& scheme, Reader& reader) {
  std::vector<OAuthFlow> result;
  const Node* flows = reader.object(scheme, "flows");
  if (flows == nullptr) return result;
  const auto scope = reader.enter("flows");
  reader.check_fields(*flows, Object::oauth_flows);
  for (const auto kind : flow_kinds) {
    const Node* node = reader.object(*flows, kind);
    if (node == nullptr) continue;
    const auto inner = reader.enter(kind);
    reader.check_fields(*node, Object::oauth_flow);
    OAuthFlow flow;
    flow.kind = std::string(kind);
    flow.authorization_url = read_security_url(*node, "authorizationUrl", reader);
    flow.device_authorization_url = read_security_url(*node, "deviceAuthorizationUrl", reader);
    flow.token_url = read_security_url(*node, "tokenUrl", reader);
    flow.refresh_url = read_security_url(*node, "refreshUrl", reader);
    if (const Node* scopes = reader.object(*node, "scopes"); scopes != nullptr) {
      for (const auto& member : scopes->members()) flow.scopes.emplace_back(member.key);
    }
    result.push_back(std::move(flow));
  }
  return result;
}

// OpenAPI 3.2.0, section 4.27; 2.0, Security Scheme Object.
constexpr std::array<std::string_view, 5> types = {"apiKey", "http", "mutualTLS", "oauth2",
                                                   "openIdConnect"};
constexpr std::array<std::string_view, 3> types_of_2_0 = {"basic", "apiKey", "oauth2"};

// The type in another case, and since 3.0 the scheme of HTTP in its place, are read as meant.
void read_type(const Node& node, SecurityScheme& scheme, Reader& reader) {
  const Located<std::string> type = reader.located_text(node, "type");
  scheme.type = type.value;
  std::vector<std::string_view> allowed(types.begin(), types.end());
  if (reader.is_v2()) allowed.assign(types_of_2_0.begin(), types_of_2_0.end());
  const std::string lower = lower_case(type.value);
  for (const std::string_view known : allowed) {
    if (known == type.value) return;
    if (lower_case(known) == lower) scheme.type = std::string(known);
  }
  if (type.value.empty()) return;
  const auto scope = reader.enter("type");
  if (!reader.is_v2() && (lower == "basic" || lower == "bearer" || lower == "digest")) {
    scheme.type = "http";
    scheme.scheme = lower;
  }
  if (scheme.type == type.value) {
    reader.report(rules::openapi_unknown_value, type.at, "`" + type.value + "`",
                  suggest(type.value, allowed));
  } else {
    reader.report(rules::security_scheme_type, type.at,
                  "`" + type.value + "` is read as `" + scheme.type + "`" +
                      (scheme.scheme.empty() ? "" : " with `scheme: " + scheme.scheme + "`"));
  }
}

std::optional<SecurityScheme> read_security_scheme_value(const Node& node, Reader& reader) {
  reader.check_fields(node, Object::security_scheme);
  SecurityScheme scheme;
  scheme.at = Reader::opening(node);
  scheme.pointer = reader.pointer();
  read_type(node, scheme, reader);
  scheme.parameter = reader.text(node, "name");
  scheme.description = reader.text(node, "description");
  reader.require(node, "type");
  if (scheme.type == "apiKey") {
    const std::vector<std::string_view> places{"header", "query", "cookie"};
    if (const auto in = reader.choice(node, "in", places)) scheme.in = std::string(places[*in]);
    reader.require(node, "in");
    reader.require(node, "name");
  }
  if (reader.is_v2()) {
    complete_security_scheme_v2(node, scheme, reader);
    return scheme;
  }
  const bool is_named = !scheme.scheme.empty();
  if (!is_named) scheme.scheme = lower_case(reader.text(node, "scheme"));
  scheme.flows = read_flows(node, reader);
  scheme.metadata_url = read_security_url(
      node, scheme.type == "openIdConnect" ? "openIdConnectUrl" : "oauth2MetadataUrl", reader);
  if (scheme.type == "http" && !is_named) reader.require(node, "scheme");
  return scheme;
}

}  // namespace

std::string read_security_url(const Node& node, std::string_view field, Reader& reader) {
  std::string url = reader.text(node, field);
  if (!has_user(url)) return url;
  const auto scope = reader.enter(field);
  reader.report(rules::security_url_invalid, node.find(field)->span(), {},
                {"the operator of the generated server gives credentials and URLs"});
  return {};
}

OrReference<SecurityScheme> read_security_scheme(const Node& node, Reader& reader) {
  return read_or_reference<SecurityScheme>(node, reader, read_security_scheme_value);
}

std::vector<SecuritySchemeEntry> read_security_schemes(const Node& parent, std::string_view key,
                                                       Reader& reader) {
  std::vector<SecuritySchemeEntry> result;
  const Node* schemes = reader.object(parent, key);
  if (schemes == nullptr) return result;
  const auto scope = reader.enter(key);
  for (const auto& [name, name_span, node] : schemes->members()) {
    const auto inner = reader.enter(name);
    result.push_back({{std::string(name), name_span}, read_security_scheme(node, reader)});
  }
  return result;
}

namespace {

SecurityRequirement read_requirement(const Node& node, Reader& reader) {
  SecurityRequirement requirement;
  for (const auto& [name, name_span, scopes] : node.members()) {
    SecurityRequirementEntry entry{{std::string(name), name_span}, {}};
    for (auto& granted : reader.texts(node, name)) {
      entry.scopes.push_back(std::move(granted.value));
    }
    requirement.push_back(std::move(entry));
  }
  return requirement;
}

// One that stands for what is none: nothing that is sent can meet it.
SecurityRequirement unreadable(const Node& node) {
  SecurityRequirementEntry entry{{{}, Reader::opening(node)}, {}};
  entry.is_unreadable = true;
  return {std::move(entry)};
}

// What is no requirement: the name of a scheme stands for `{name: []}`.
SecurityRequirement read_other(const Node& node, std::string_view wanted, Reader& reader) {
  if (node.is_string()) {
    reader.report(rules::openapi_value_converted, node.span(),
                  "expected " + std::string(wanted) + ", found a string");
    return {{{std::string(node.string()), node.span()}, {}}};
  }
  reader.wrong_type(node, wanted);
  return unreadable(node);
}

}  // namespace

std::optional<std::vector<SecurityRequirement>> read_security(const Node& parent, Reader& reader) {
  const Node* field = parent.find("security");
  if (field == nullptr) return std::nullopt;
  const Node& security = *field;
  const auto scope = reader.enter("security");
  if (security.kind() == source::Kind::null) {
    reader.wrong_type(security, "an array");
    return std::nullopt;
  }
  std::vector<SecurityRequirement> result;
  if (security.is_object()) {
    reader.report(rules::openapi_value_converted, Reader::opening(security),
                  "expected an array, found an object");
    result.push_back(read_requirement(security, reader));
    return result;
  }
  if (!security.is_array()) {
    result.push_back(read_other(security, "an array", reader));
    return result;
  }
  std::size_t index = 0;
  for (const Node& node : security.items()) {
    const auto item_scope = reader.enter(index++);
    result.push_back(node.is_object() ? read_requirement(node, reader)
                                      : read_other(node, "an object", reader));
  }
  return result;
}

}  // namespace mcpcc::openapi
