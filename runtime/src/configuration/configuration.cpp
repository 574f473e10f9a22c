#include "configuration/configuration.h"

#include <algorithm>
#include <sstream>
#include <utility>

#include "configuration/authorization.h"
#include "configuration/credentials.h"
#include "configuration/environment.h"
#include "configuration/file.h"
#include "configuration/folder.h"
#include "configuration/proxies.h"
#include "configuration/upstream_url.h"
#include "http/client.h"
#include "invoke/path.h"
#include "text/hint.h"
#include "text/one_line.h"
#include "transport/descriptor.h"

namespace mcp::configuration {
namespace {

constexpr std::size_t file_limit = 1024UL * 1024;
constexpr std::size_t default_files_limit = 16UL * 1024 * 1024;

template <class T>
using Or = std::variant<T, Error>;

/// One key or two, with a blank between them: the first seals, both open.
Or<std::vector<std::string>> read_state_keys(const Server& server, const Environment& environment) {
  constexpr std::size_t shortest = 32;
  const std::string name = state_key_variable(server);
  const auto read = read_secret(environment, name);
  if (const auto* error = std::get_if<Error>(&read)) return *error;
  const auto& text = std::get<std::optional<std::string>>(read);
  std::vector<std::string> keys;
  std::istringstream words(text.value_or(""));
  for (std::string key; words >> key;) {
    if (key.size() < shortest) return Error{name + " holds a key of fewer than 32 characters"};
    keys.push_back(std::move(key));
  }
  if (text && (keys.empty() || keys.size() > 2)) {
    return Error{name + " must hold one key or two, with a blank between them"};
  }
  return keys;
}

std::string list(const List<Text>& values) {
  std::string out;
  for (const Text& value : values) {
    if (!out.empty()) out += ", ";
    out += '`';
    out += value.view();
    out += '`';
  }
  return out;
}

struct Value {
  std::string text;
  std::string source;    ///< what to name in a message; empty: the document
  bool is_known = true;  ///< somebody has said it
};

Or<Value> variable_value(const UpstreamVariable& variable, const File& file,
                         const Environment& environment) {
  std::string value(variable.default_value);
  std::string source;
  if (const auto found = file.variables.find(variable.name.view()); found != file.variables.end()) {
    value = found->second;
    source = "`variables." + std::string(variable.name) + "` of the configuration file";
  }
  if (std::optional<std::string> given = get(environment, variable.variable)) {
    value = std::move(*given);
    source = variable.variable;
  }
  if (source.empty() && !variable.has_default) return Value{{}, {}, false};
  const auto is_value = [&](const Text& allowed) { return allowed.view() == value; };
  if (!variable.allowed.empty() && std::ranges::none_of(variable.allowed, is_value)) {
    return Error{(source.empty() ? std::string(variable.name) : source) + " must be one of " +
                 list(variable.allowed)};
  }
  return Value{std::move(value), std::move(source)};
}

/// From the first slash after the host on.
std::string_view path_of(std::string_view url) {
  const std::size_t colon = url.find("://");
  const std::size_t begin = url.find('/', colon == std::string_view::npos ? 0 : colon + 3);
  url = url.substr(0, url.find('?'));
  return url.substr(std::min(begin, url.size()));
}

/// Of variables of `upstream` that have neither a value nor a default.
std::vector<std::string_view> open_variables(const Upstream& upstream, const File& file,
                                             const Environment& environment) {
  std::vector<std::string_view> out;
  for (const UpstreamVariable& variable : upstream.variables) {
    const bool is_given = file.variables.contains(variable.name.view()) ||
                          get(environment, variable.variable).has_value();
    if (!variable.has_default && !is_given) out.push_back(variable.variable);
  }
  return out;
}

/// For each URL that is not known because of them: what works later than at the start is said then.
std::vector<std::string> open_url_warnings(const Server& server, const File& file,
                                           const Environment& environment,
                                           const std::vector<std::string>& base_urls) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < server.upstreams.size(); ++i) {
    const Upstream& upstream = server.upstreams[i];
    const auto open = open_variables(upstream, file, environment);
    if (open.empty() || !base_urls[i].empty()) continue;
    std::string names;
    for (const std::string_view name : open) {
      names += names.empty() ? "`" : " and `";
      names.append(name).append("`");
    }
    out.push_back("the URL `" + text::one_line(upstream.url) +
                  "` of the API is not complete: set " + names +
                  " in the environment; tools that need it cannot be called until then");
  }
  return out;
}

/// What of `url` no URL has (RFC 3986, appendix A), as the end of a message; empty: nothing.
std::string foreign_character(std::string_view url) {
  const auto found = std::ranges::find_if(url, [](char c) {
    return c <= ' ' || c >= '\x7F' ||
           std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos;
  });
  if (found == url.end()) return {};
  const auto byte = static_cast<unsigned char>(*found);
  if (byte == ' ') return "; no URL has a space in it, a path has `%20` there";
  if (byte < ' ' || byte == 0x7F) return "; no URL has a control character in it";
  if (byte > 0x7F) return "; no URL has characters beyond ASCII in it, a path has `%XX` there";
  return "; no URL has " + (*found == '`' ? "a back quote" : "`" + std::string(1, *found) + "`") +
         " in it";
}

struct UrlPiece {
  std::string text;
  UrlPart part;
  std::string source;  ///< of a value that the operator gives; empty: of the document
};

struct FilledUrl {
  std::string url;
  bool by_operator = false;           ///< who names the host
  std::vector<UrlPiece> pieces = {};  ///< of `url`
};

/// The sources of the values in `pieces`, or of those that do not make a base URL with harmless
/// ones in place of the others, where there are such.
std::string sources_at_fault(const std::vector<UrlPiece>& pieces, bool by_operator) {
  std::string all, at_fault;
  const auto add = [](std::string& names, const std::string& name) {
    names += (names.empty() ? "" : " and ") + name;
  };
  for (const UrlPiece& piece : pieces) {
    if (piece.source.empty()) continue;
    add(all, piece.source);
    std::string url;
    for (const UrlPiece& other : pieces) {
      const bool is_own = &other == &piece || other.source.empty();
      url += is_own                          ? other.text
             : other.part == UrlPart::whole  ? "http://a.example"
             : other.part == UrlPart::scheme ? "http"
                                             : "1";  // a label of a host, a port, a segment
    }
    if (!is_base_url(url, by_operator)) add(at_fault, piece.source);
  }
  return at_fault.empty() ? all : at_fault;
}

/// The URL of `upstream` with its variables filled in. No value leaves the part of the URL that its
/// variable stands in: what the operator gives is refused, and with such a default of the document
/// the URL is not known.
Or<FilledUrl> fill_in(const Upstream& upstream, const File& file, const Environment& environment) {
  const std::string_view url = upstream.url;
  FilledUrl filled;
  std::string& out = filled.url;
  std::string sources;  // of the values that the operator gives
  const std::size_t colon = url.find("://");
  std::size_t scheme_end = std::string::npos;  // in `out`
  const auto copy = [&](std::size_t begin, std::size_t end) {
    if (colon >= begin && colon < end) scheme_end = out.size() + colon - begin;
    out += url.substr(begin, end - begin);
    filled.pieces.push_back({std::string(url.substr(begin, end - begin)), UrlPart::whole, {}});
  };
  std::size_t at = 0;
  while (true) {
    const std::size_t open = url.find('{', at);
    const std::size_t close = url.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = url.substr(open + 1, close - open - 1);
    const auto* variable = std::ranges::find_if(
        upstream.variables, [&](const UpstreamVariable& v) { return v.name.view() == name; });
    copy(at, open);
    if (variable == upstream.variables.end()) {
      filled.pieces.push_back(
          {std::string(url.substr(open, close - open + 1)), UrlPart::whole, {}});
      out += filled.pieces.back().text;
    } else {
      Or<Value> found = variable_value(*variable, file, environment);
      if (auto* error = std::get_if<Error>(&found)) return std::move(*error);
      const auto& [text, source, is_known] = std::get<Value>(found);
      if (!is_known) return FilledUrl();
      // No part of a host is empty: nobody has said what it is.
      const bool is_behind_dot = out.ends_with("/") || out.ends_with(".");
      const bool is_host = url_part(url, open) == UrlPart::authority;
      if (text.empty() && source.empty() && is_host && is_behind_dot) return FilledUrl();
      if (!stays_in(url_part(url, open), text)) {
        if (source.empty()) return FilledUrl();
        return Error{source + " has a character that changes more of the API's URL than `" +
                     std::string(name) + "`"};
      }
      if (!source.empty()) {
        sources += (sources.empty() ? "" : " and ") + source;
        filled.by_operator = filled.by_operator || url_part(url, open) < UrlPart::path;
      }
      out += text;
      filled.pieces.push_back({text, url_part(url, open), source});
    }
    at = close + 1;
  }
  copy(at, url.size());
  // Empty and short values can move the place at which a reader sees the end of the scheme.
  const bool is_whole = url.starts_with('{') && url_part(url, 0) == UrlPart::whole;
  if (!is_whole && out.find("://") != scheme_end) return FilledUrl();
  if (invoke::has_dot_segment(path_of(out)) && !invoke::has_dot_segment(path_of(url))) {
    if (sources.empty()) return FilledUrl();
    return Error{sources + " must not make a `.` or `..` segment in the API's URL"};
  }
  return filled;
}

Or<std::vector<FilledUrl>> base_urls(const Server& server, const Overrides& overrides,
                                     const File& file, const Environment& environment) {
  std::optional<std::string> given;
  std::string source;
  if (overrides.base_url) {
    given = overrides.base_url;
    source = "--base-url";
  } else if ((given = get(environment, server.base_url_variable))) {
    source = server.base_url_variable;
  } else if (file.base_url) {
    given = file.base_url;
    source = "`base_url` of the configuration file";
  }
  if (given && !is_base_url(*given, true)) {
    if (const std::string meant = socket_url(*given); !meant.empty()) {
      return Error{source + " names a Unix-domain socket in another way than `" + meant +
                   "`, which may end in the path of the API"};
    }
    return Error{source +
                 " must be an absolute http or https URL without user information and fragment" +
                 foreign_character(*given)};
  }
  std::vector<FilledUrl> urls;
  for (const Upstream& upstream : server.upstreams) {
    if (given && urls.empty()) {
      urls.push_back({without_trailing_slash(*given), true});
      continue;
    }
    Or<FilledUrl> filled = fill_in(upstream, file, environment);
    if (auto* error = std::get_if<Error>(&filled)) return std::move(*error);
    auto& [url, by_operator, pieces] = std::get<FilledUrl>(filled);
    const bool is_relative = url.find("://") == std::string::npos;
    if (given && is_relative) {
      url = http::resolve_reference(*given, url);
      by_operator = true;
    } else if (is_relative && !url.empty() && !urls.empty() && !urls.front().url.empty()) {
      url = http::resolve_reference(urls.front().url, url);
      by_operator = by_operator || urls.front().by_operator;
    }
    // What has no value yet is told when it is needed; what has a wrong one, at once.
    const bool names_host = upstream.url.view().starts_with('{') ||
                            upstream.url.view().find("://") != std::string::npos;
    const bool has_all = names_host && !url.empty() && url.find('{') == std::string::npos;
    const bool is_usable = is_base_url(url, by_operator);
    const std::string sources =
        has_all && !is_usable ? sources_at_fault(pieces, by_operator) : std::string();
    if (!sources.empty()) {
      return Error{sources + " must make an absolute http or https URL of `" +
                   std::string(upstream.url.view()) + "`" + foreign_character(url)};
    }
    urls.push_back({is_usable ? without_trailing_slash(url) : "", by_operator});
  }
  return urls;
}

Or<File> load_file(const Overrides& overrides) {
  if (!overrides.config_file) return File{};
  std::optional<std::string> text = transport::read_file(*overrides.config_file, file_limit);
  if (!text) return Error{*overrides.config_file + " cannot be read or is over 1 MiB"};
  Or<File> file = parse_file(std::move(*text));
  if (auto* error = std::get_if<Error>(&file)) {
    return Error{*overrides.config_file + ": " + error->message};
  }
  return file;
}

/// `path` as the configuration file means it: relative to its own folder.
std::string beside(const Overrides& overrides, const std::string& path) {
  if (path.starts_with('/') || !overrides.config_file) return path;
  return overrides.config_file->substr(0, overrides.config_file->rfind('/') + 1) + path;
}

Or<std::optional<http::IdentityFiles>> tls_files(const Overrides& overrides, const File& file) {
  if (overrides.tls_certificate.has_value() != overrides.tls_key.has_value()) {
    return Error{"--tls-cert and --tls-key are given together or not at all"};
  }
  std::optional<http::IdentityFiles> out;
  if (overrides.tls_certificate) {
    out = {*overrides.tls_certificate, *overrides.tls_key};
  } else if (file.tls_certificate) {
    out = {beside(overrides, *file.tls_certificate), beside(overrides, *file.tls_key)};
  }
  return out;
}

/// Names in `variables` that no upstream has would be silently without effect.
std::optional<Error> check_variables(const Server& server, const File& file) {
  std::vector<std::string_view> names;
  for (const Upstream& upstream : server.upstreams) {
    for (const UpstreamVariable& variable : upstream.variables) names.push_back(variable.name);
  }
  for (const auto& [name, value] : file.variables) {
    if (std::ranges::find(names, name) != names.end()) continue;
    return Error{"no URL of the document has the variable `" + name + "`" +
                 text::hint(name, names)};
  }
  return std::nullopt;
}

/// Likewise names in `tools`.
std::optional<Error> check_tools(const Server& server, const File& file) {
  if (file.tools.empty()) return std::nullopt;
  std::vector<std::string_view> names;
  for (const Tool& tool : server.tools) names.push_back(tool.name);
  for (const auto& [name, keys] : file.tools) {
    if (std::ranges::find(names, name) != names.end()) continue;
    return Error{"`tools` of the configuration file: no operation has the tool `" +
                 name.substr(0, 64) + "`" + text::hint(name, names)};
  }
  return std::nullopt;
}

}  // namespace

std::string state_key_variable(const Server& server) {
  constexpr std::string_view base_url = "BASE_URL";
  std::string prefix(server.base_url_variable);
  if (prefix.ends_with(base_url)) {
    prefix.resize(prefix.size() - base_url.size());
  } else {
    prefix.clear();
    for (const char c : server.name.view()) {
      const bool is_lower = c >= 'a' && c <= 'z';
      const bool is_word = is_lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      prefix += is_lower ? static_cast<char>(c - 'a' + 'A') : is_word ? c : '_';
    }
    prefix += '_';
  }
  return prefix + "STATE_KEY";
}

std::variant<Configuration, Error> configure(const Server& server, const Overrides& overrides,
                                             const Environment& environment) {
  Or<File> loaded = load_file(overrides);
  if (auto* error = std::get_if<Error>(&loaded)) return std::move(*error);
  const File& file = std::get<File>(loaded);
  if (std::optional<Error> error = check_variables(server, file)) return std::move(*error);
  if (std::optional<Error> error = check_tools(server, file)) return std::move(*error);

  Configuration out;
  Or<std::vector<FilledUrl>> urls = base_urls(server, overrides, file, environment);
  if (auto* error = std::get_if<Error>(&urls)) return std::move(*error);
  for (auto& [url, by_operator, pieces] : std::get<std::vector<FilledUrl>>(urls)) {
    if (!url.empty()) out.egress.allow(http::parse_request_url(url).host, by_operator);
    out.settings.base_urls.push_back(std::move(url));
  }
  for (const auto* hosts : {&file.allow_upstream_hosts, &overrides.allow_upstream_hosts}) {
    for (const std::string& host : *hosts) {
      out.egress.allow(http::parse_url("http://" + host).host, true);
    }
  }
  auto proxies = read_proxies(environment);
  if (auto* error = std::get_if<Error>(&proxies)) return std::move(*error);
  out.proxies = std::move(std::get<http::Proxies>(proxies));
  const auto& bases = out.settings.base_urls;
  Or<credentials::Settings> schemes = scheme_settings(server, file.credentials, environment,
                                                      bases.empty() ? std::string() : bases[0]);
  if (auto* error = std::get_if<Error>(&schemes)) return std::move(*error);
  out.credentials = std::move(std::get<credentials::Settings>(schemes));
  for (std::size_t i = 0; i < out.credentials.size(); ++i) {
    if (!out.credentials[i].exchange ||
        (file.authorization && !file.authorization->issuers.empty())) {
      continue;
    }
    return Error{"`credentials." + std::string(server.security_schemes[i].name.view()) +
                 ".token_exchange` of the configuration file needs `authorization` with `issuers`: "
                 "only their tokens are exchanged"};
  }
  out.endpoint_egress = endpoint_egress(server, out.credentials, file.credentials, out.egress);
  out.warnings = cleartext_warnings(server, out.credentials, bases);
  for (std::string& warning : open_url_warnings(server, file, environment, bases)) {
    out.warnings.push_back(std::move(warning));
  }
  Or<std::vector<std::string>> state_keys = read_state_keys(server, environment);
  if (auto* error = std::get_if<Error>(&state_keys)) return std::move(*error);
  out.state_keys = std::move(std::get<std::vector<std::string>>(state_keys));
  auto& limits = out.settings.result_limits;
  limits.text = file.result_limit.value_or(limits.text);
  limits.blob = file.result_blob_limit.value_or(limits.blob);
  out.settings.takes_result_argument = file.result_argument.value_or(true);
  if (const auto& root = overrides.files_root ? overrides.files_root : file.files_root) {
    const std::size_t limit = file.files_limit.value_or(default_files_limit);
    Or<invoke::FileReader> files = open_folder(*root, limit);
    if (auto* error = std::get_if<Error>(&files)) return std::move(*error);
    out.settings.files = std::move(std::get<invoke::FileReader>(files));
  }
  out.policy = with(out.policy, file.policy);
  for (const auto& [name, keys] : file.tools) out.tools.emplace(name, with(out.policy, keys));
  out.policy.timeout = overrides.timeout.value_or(out.policy.timeout);
  // What the command line says holds for this run, whatever the file says of a tool.
  for (auto& [name, policy] : out.tools) {
    policy.timeout = overrides.timeout.value_or(policy.timeout);
  }
  out.limits = with(out.limits, file.limits);
  out.cache_bytes = file.cache_bytes.value_or(out.cache_bytes);
  if (file.limits.concurrency) out.concurrency = out.limits.running;
  out.response_limit = file.response_limit.value_or(out.response_limit);
  out.log_level = overrides.log_level.value_or(file.log_level.value_or(out.log_level));
  out.allow_hosts = file.allow_hosts;
  out.allow_hosts.insert(out.allow_hosts.end(), overrides.allow_hosts.begin(),
                         overrides.allow_hosts.end());
  out.allow_origins = file.allow_origins;
  out.allow_origins.insert(out.allow_origins.end(), overrides.allow_origins.begin(),
                           overrides.allow_origins.end());
  Or<std::optional<http::IdentityFiles>> tls = tls_files(overrides, file);
  if (auto* error = std::get_if<Error>(&tls)) return std::move(*error);
  out.tls = std::move(std::get<std::optional<http::IdentityFiles>>(tls));
  if (file.authorization) {
    if (std::optional<std::string> problem = check_authorization(*file.authorization)) {
      return Error{*overrides.config_file + ": `authorization" + *problem};
    }
    out.authorization = file.authorization;
    out.authorization->proxies = out.proxies;
    auto& api_keys = out.authorization->api_keys_file;
    if (api_keys) api_keys = beside(overrides, *api_keys);
    // Where clients find the server is a name that they may send.
    if (const std::string host = http::parse_url(out.authorization->resource).authority;
        !host.empty()) {
      out.allow_hosts.push_back(host);
    }
  }
  return out;
}

}  // namespace mcp::configuration
