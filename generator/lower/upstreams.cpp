#include "lower/upstreams.h"

#include <algorithm>

#include "lower/names.h"
#include "lower/text.h"
#include "openapi/servers.h"
#include "support/text.h"
#include "support/url_user.h"

namespace mcpcc::lower {

namespace {

// The names between braces.
std::vector<std::string> variables_in(std::string_view url) {
  std::vector<std::string> names;
  for (std::size_t begin = url.find('{'); begin != std::string_view::npos;
       begin = url.find('{', begin)) {
    const auto end = url.find('}', begin);
    if (end == std::string_view::npos) break;
    names.emplace_back(url.substr(begin + 1, end - begin - 1));
    begin = end;
  }
  return names;
}

// RFC 3986, section 3.2.3; RFC 9293, section 3.1: sixteen bits.
bool has_wrong_port(std::string_view url) {
  const auto slashes = url.find("//");
  if (slashes == std::string_view::npos) return false;
  url.remove_prefix(slashes + 2);
  url = url.substr(0, url.find_first_of("/?#"));
  const auto colon = url.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view port = url.substr(colon + 1);
  if (port.find_first_not_of("0123456789") != std::string_view::npos) return false;
  const auto first = std::min(port.find_first_not_of('0'), port.size());
  const std::string_view digits = port.substr(first);
  return digits.size() > 5 || (digits.size() == 5 && digits > "65535");
}

// http, https, a reference relative to where the document is served, or a variable that gives the
// scheme.
bool is_usable(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos)
    return url.find(':') == std::string_view::npos || url.starts_with('{');
  const auto scheme = url.substr(0, colon);
  constexpr std::string_view ends_of_host = "/?#:";
  if (url.size() == colon + 3 || ends_of_host.find(url[colon + 3]) != std::string_view::npos) {
    return false;  // RFC 9110, section 4.2: one without a host is invalid
  }
  return scheme == "http" || scheme == "https" || scheme.starts_with('{');
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
}

// A few variables, many times, stand for any size.
constexpr std::size_t max_size = 16384;

const openapi::ServerVariable* find_variable(const openapi::Server& server, std::string_view name) {
  const auto found = std::find_if(server.variables.begin(), server.variables.end(),
                                  [&](const auto& variable) { return variable.name == name; });
  return found == server.variables.end() ? nullptr : &*found;
}

bool has_default(const openapi::ServerVariable& variable) {
  return variable.default_value.at.end != 0;
}

bool is_default_allowed(const openapi::ServerVariable& variable) {
  const std::string& value = variable.default_value.value;
  return value.empty() || variable.allowed.empty() ||
         std::find(variable.allowed.begin(), variable.allowed.end(), value) !=
             variable.allowed.end();
}

bool is_too_long(const openapi::Server& server) {
  std::size_t size = server.url.value.size();
  for (const auto& name : variables_in(server.url.value)) {
    const auto* variable = find_variable(server, name);
    if (variable != nullptr) size += variable->default_value.value.size();
    if (size > max_size) return true;
  }
  return size > max_size;
}

}  // namespace

UpstreamLowering::UpstreamLowering(const openapi::Document& document,
                                   const configuration::Configuration& configuration,
                                   VariableNames& variables, Diagnostics& diagnostics,
                                   ledger::Losses& losses)
    : version_(document.version),
      configuration_(configuration),
      variables_(variables),
      diagnostics_(diagnostics),
      losses_(losses) {
  if (document.servers.empty()) {
    upstreams_.push_back({"/", {}, {}});  // OpenAPI 3.1.1, section 4.8.1: the default server
  } else {
    upstream(document.servers);
  }
}

std::size_t UpstreamLowering::upstream(const std::vector<openapi::Server>& servers) {
  if (servers.empty()) return 0;
  const openapi::Server& server = servers.front();
  if (checked_.emplace(server.url.at.file, server.url.at.begin).second) check(server);
  const auto [entry, is_new] = known_.try_emplace(key_of(server));
  if (is_new) entry->second = add(server);
  return entry->second;
}

UpstreamLowering::Key UpstreamLowering::key_of(const openapi::Server& server) {
  Key key{server.url.value, {}};
  for (const auto& variable : server.variables) {
    key.second.emplace_back(variable.name, variable.default_value.value, variable.allowed,
                            has_default(variable));
  }
  return key;
}

void UpstreamLowering::record(const ledger::Outcome& outcome, const openapi::Server& server,
                              Span at) {
  losses_.push_back(ledger::loss(outcome, server.pointer, at));
}

void UpstreamLowering::check(const openapi::Server& server) {
  const std::string_view url = server.url.value;
  const std::string hint = "the generated server needs a base URL from its operator";
  if (!is_usable(url) || has_control_characters(url) || has_wrong_port(url)) {
    diagnostics_.report(rules::server_url_invalid, server.url.at, server.pointer,
                        has_wrong_port(url) ? "its port is beyond 65535" : "", {hint});
    return;
  }
  if (openapi::has_user(server)) {
    diagnostics_.report(rules::server_url_invalid, server.url.at, server.pointer,
                        has_user(url) ? "it has a user or a password"
                                      : "a value of a variable gives it a user or a password",
                        {hint + ", and credentials of their own"});
    return;
  }
  // OpenAPI 3.2.0, section 4.6.1: neither may be there, and all the same APIs are written with
  // them.
  if (url.find_first_of("?#") != std::string::npos) {
    diagnostics_.report(rules::server_url_query, server.url.at, server.pointer);
  }
  const auto names = variables_in(url.substr(0, url.find('#')));
  for (const auto& name : names) {
    const auto* variable = find_variable(server, name);
    if (variable == nullptr) {
      diagnostics_.report(rules::server_variable_undefined, server.url.at, server.pointer,
                          "`" + visible(name) + "`", {hint});
    } else if (configuration_.server_variables.contains(name)) {
      if (!has_default(*variable)) continue;
      record(ledger::outcomes::server_variable_configured, server, variable->default_value.at);
    } else if (!has_default(*variable)) {
      record(ledger::outcomes::server_variable_open, server, server.url.at);
    }
  }
  for (const auto& variable : server.variables) {
    if (std::find(names.begin(), names.end(), variable.name) != names.end()) {
      if (is_default_allowed(variable)) continue;
      std::string pointer = server.pointer.substr(0, server.pointer.rfind('/')) + "/variables";
      append_pointer_token(pointer, variable.name);
      diagnostics_.report(rules::server_variable_default, variable.default_value.at,
                          pointer + "/default", "`" + visible(variable.default_value.value) + "`");
      continue;
    }
    record(ledger::outcomes::server_variable_unused, server, variable.at);
  }
  if (is_too_long(server)) {
    diagnostics_.report(rules::server_url_invalid, server.url.at, server.pointer,
                        "it is longer than " + std::to_string(max_size) +
                            " characters with the defaults of its variables",
                        {hint});
  }
  // Resolving it against the document's own URL has left none that is relative.
  const bool is_relative = url.find("://") == std::string_view::npos && !url.starts_with('{');
  if (is_relative) {
    const bool is_2_0 = version_ == openapi::Version::v2_0;
    record(is_2_0 ? ledger::outcomes::base_path_relative : ledger::outcomes::server_relative,
           server, server.url.at);
  }
}

std::size_t UpstreamLowering::add(const openapi::Server& server) {
  ir::Upstream upstream{server.url.value, visible(server.description), {}};
  if (!is_usable(upstream.url) || has_control_characters(upstream.url) ||
      has_wrong_port(upstream.url) || openapi::has_user(server) || is_too_long(server)) {
    // Relative to the document's first server it would be another API than the document says.
    upstream.url = upstreams_.empty() ? "/" : "";
  }
  upstream.url.resize(std::min(upstream.url.find('#'), upstream.url.size()));
  for (const auto& name : variables_in(upstream.url)) {
    const auto* variable = find_variable(server, name);
    if (variable == nullptr) continue;
    std::vector<std::string> allowed = variable->allowed;
    // What the document has for everybody who says nothing else works.
    if (!is_default_allowed(*variable)) allowed.push_back(variable->default_value.value);
    upstream.variables.push_back({name, variable->default_value.value, std::move(allowed),
                                  variables_.take("url " + name), has_default(*variable)});
  }
  upstreams_.push_back(std::move(upstream));
  return upstreams_.size() - 1;
}

}  // namespace mcpcc::lower
