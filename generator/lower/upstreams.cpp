#include "lower/upstreams.h"

#include <algorithm>

#include "lower/names.h"
#include "lower/text.h"

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

// http, https, a reference relative to where the document is served, or a variable that gives the
// scheme.
bool is_usable(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos)
    return url.find(':') == std::string_view::npos || url.starts_with('{');
  const auto scheme = url.substr(0, colon);
  return scheme == "http" || scheme == "https" || scheme.starts_with('{');
}

// A user, and often a password, before the host; requests are not built on such a URL, and what is
// made of the document would publish it. Braces may hold any name.
bool has_user(std::string_view url) {
  const auto slashes = url.find("//");
  bool in_name = false;
  for (std::size_t i = slashes == std::string_view::npos ? url.size() : slashes + 2; i < url.size();
       ++i) {
    if (url[i] == '{' || url[i] == '}') in_name = url[i] == '{';
    if (in_name) continue;
    if (url[i] == '@') return true;
    if (url[i] == '/' || url[i] == '?' || url[i] == '#') return false;
  }
  return false;
}

bool has_control_characters(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
}

}  // namespace

UpstreamLowering::UpstreamLowering(const openapi::Document& document, VariableNames& variables,
                                   Diagnostics& diagnostics)
    : variables_(variables), diagnostics_(diagnostics) {
  if (document.servers.empty()) {
    upstreams_.push_back({"/", {}, {}});  // OpenAPI 3.1.1, section 4.8.1: the default server
  } else {
    upstream(document.servers);
  }
}

std::size_t UpstreamLowering::upstream(const std::vector<openapi::Server>& servers) {
  if (servers.empty()) return 0;
  const openapi::Server& server = servers.front();
  const auto [entry, is_new] = known_.try_emplace(key_of(server));
  if (is_new) entry->second = add(server);
  return entry->second;
}

UpstreamLowering::Key UpstreamLowering::key_of(const openapi::Server& server) {
  Key key{server.url.value, {}};
  for (const auto& variable : server.variables) {
    key.second.emplace_back(variable.name, variable.default_value, variable.allowed);
  }
  return key;
}

std::size_t UpstreamLowering::add(const openapi::Server& server) {
  ir::Upstream upstream{server.url.value, visible(server.description), {}};
  if (!is_usable(server.url.value) || has_control_characters(server.url.value)) {
    diagnostics_.report(rules::server_url_invalid, server.url.at, server.pointer, {},
                        {"the generated server needs a base URL from its operator"});
    upstream.url = "/";
  } else if (has_user(server.url.value)) {
    diagnostics_.report(rules::server_url_invalid, server.url.at, server.pointer,
                        "it has a user or a password",
                        {"the generated server needs a base URL from its operator, and credentials "
                         "of their own"});
    upstream.url = "/";
  }
  // OpenAPI 3.2.0, section 4.6.1: neither may be there, and all the same APIs are written with
  // them.
  if (upstream.url.find_first_of("?#") != std::string::npos) {
    diagnostics_.report(rules::server_url_query, server.url.at, server.pointer);
    upstream.url.resize(std::min(upstream.url.find('#'), upstream.url.size()));
  }
  // A few variables, many times, stand for any size.
  constexpr std::size_t max_size = 16384;
  std::size_t size = upstream.url.size();
  for (const auto& name : variables_in(upstream.url)) {
    const auto variable =
        std::find_if(server.variables.begin(), server.variables.end(),
                     [&](const auto& candidate) { return candidate.name == name; });
    if (variable == server.variables.end()) {
      diagnostics_.report(rules::server_variable_undefined, server.url.at, server.pointer,
                          "`" + visible(name) + "`",
                          {"the generated server needs a base URL from its operator"});
      continue;
    }
    size += variable->default_value.size();
    if (size > max_size) break;
    upstream.variables.push_back(
        {name, variable->default_value, variable->allowed, variables_.take("url " + name)});
  }
  if (size > max_size) {
    diagnostics_.report(rules::server_url_invalid, server.url.at, server.pointer,
                        "it is longer than " + std::to_string(max_size) +
                            " characters with the defaults of its variables",
                        {"the generated server needs a base URL from its operator"});
    upstream.url = "/";
    upstream.variables.clear();
  }
  upstreams_.push_back(std::move(upstream));
  return upstreams_.size() - 1;
}

}  // namespace mcpcc::lower
