#include <mcp/tool.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "configuration/configuration.h"
#include "credentials/known.h"
#include "http/client.h"
#include "invoke/invoke.h"
#include "json/utf8.h"
#include "json/value.h"
#include "json/write.h"
#include "targets.h"

namespace mcpcc::fuzz {

namespace {

using mcp::Location;
using mcp::Style;
using mcp::Text;

constexpr std::size_t max_arguments = 6;

std::vector<std::string> sections(std::string_view input) {
  std::vector<std::string> out;
  while (out.size() < 6 + max_arguments) {
    const std::size_t end = std::min(input.find('\xFF'), input.size());
    out.emplace_back(input.substr(0, end));
    if (end == input.size()) break;
    input.remove_prefix(end + 1);
  }
  return out;
}

/// What a table and a configuration are made of, and the call.
struct Case {
  explicit Case(std::string_view input) : parts(sections(input)) {
    parts.resize(6 + max_arguments);
    parts[1].insert(0, "/");  // paths of a document begin so
    for (std::size_t i = 0; i < max_arguments; ++i) add_argument(i);
    tool.name = {"tool", 4};
    tool.method = {"GET", 3};
    tool.path = text(parts[1]);
    tool.accept = {"application/json", 16};
    tool.arguments = {arguments.data(), static_cast<std::uint32_t>(arguments.size())};
    tool.input_schema = {"{}", 2};
    const bool has_v = has_default(0), has_w = has_default(1);
    variables[0] = {{"v", 1}, has_v ? text(parts[3]) : Text{"", 0}, {}, {"FUZZ_V", 6}, has_v};
    variables[1] = {{"w", 1}, has_w ? text(parts[4]) : Text{"", 0}, {}, {"FUZZ_W", 6}, has_w};
    upstream = {text(parts[2]), {"", 0}, {variables.data(), 2}};
    scheme.kind = static_cast<mcp::SecurityKind>(shape(6) % 5);
    scheme.parameter = {"key", 3};
    scheme.variable = {"FUZZ_SECRET", 11};
    use = {0, {}};
    requirement = {{&use, 1}};
    if (!parts[5].empty()) tool.security = {&requirement, 1};
    server.format = mcp::table_format;
    server.base_url_variable = {"FUZZ_BASE_URL", 13};
    server.upstreams = {&upstream, 1};
    server.security_schemes = {&scheme, 1};
    json += '}';
  }

  static Text text(std::string_view value) {
    return {value.data(), static_cast<std::uint32_t>(value.size())};
  }

  std::uint8_t shape(std::size_t i) const {
    return i < parts[0].size() ? static_cast<std::uint8_t>(parts[0][i]) : 0;
  }

  bool has_default(std::size_t variable) const { return (shape(7) & (2U << variable)) == 0; }

  void add_argument(std::size_t i) {
    constexpr std::array<Location, 4> places = {Location::query, Location::header, Location::cookie,
                                                Location::querystring};
    constexpr std::array<Style, 4> in_path = {Style::simple, Style::label, Style::matrix,
                                              Style::content};
    constexpr std::array<Style, 4> in_query = {Style::form, Style::space_delimited,
                                               Style::pipe_delimited, Style::deep_object};
    const std::uint8_t bits = shape(i);
    const std::string_view name = std::string_view("abcdef").substr(i, 1);
    mcp::Argument argument{};
    argument.name = argument.wire_name = text(name);
    const bool is_in_path = parts[1].find("{" + std::string(name) + "}") != std::string::npos;
    argument.location = is_in_path ? Location::path : places[bits % 4];
    const std::size_t style = (bits >> 2U) % 4;
    argument.style = is_in_path                             ? in_path[style]
                     : argument.location == Location::query ? in_query[style]
                     : argument.location == Location::cookie
                         ? (style % 2 == 0 ? Style::form : Style::cookie)
                     : argument.location == Location::header ? Style::simple
                                                             : Style::content;
    argument.media_type = {"application/json", 16};
    argument.explode = (bits & 0x10U) != 0;
    argument.allow_reserved = (bits & 0x20U) != 0;
    argument.allow_empty_value = (bits & 0x40U) != 0;
    if ((bits & 0x80U) != 0) argument.item_separators = {"|\t", 2};
    arguments.push_back(argument);
    const std::string& value = parts[6 + i];
    if (value.empty()) return;
    json += json == "{" ? "\"" : ",\"";
    json.append(name).append("\":");
    const auto parsed = mcp::json::Document::parse(value);
    if (std::holds_alternative<mcp::json::Document>(parsed)) {
      json += value;
    } else {
      mcp::json::append_string(json, value);
    }
  }

  /// By the operator.
  bool is_set(std::size_t variable) const { return (shape(7) & (variable == 0 ? 1U : 9U)) == 1; }

  /// What the environment of the server holds: the document's defaults count, or the operator's.
  const char* environment(std::string_view name) const {
    if (name == "FUZZ_V" && is_set(0)) return parts[3].c_str();
    if (name == "FUZZ_W" && is_set(1)) return parts[4].c_str();
    return name == "FUZZ_SECRET" ? parts[5].c_str() : nullptr;
  }

  std::vector<std::string> parts;
  std::vector<mcp::Argument> arguments;
  std::array<mcp::UpstreamVariable, 2> variables{};
  mcp::Upstream upstream{};
  mcp::SecurityScheme scheme{};
  mcp::SecurityUse use{};
  mcp::SecurityRequirement requirement{};
  mcp::Tool tool{};
  mcp::Server server{};
  std::string json = "{";
};

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') return (c | 0x20) - 'a' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// Whether any reader between us and the API, decoding as often as it likes up to eight times,
/// finds a step in the hierarchy in `path`.
bool has_dot_segment(std::string path) {
  for (int i = 0; i <= 8; ++i) {
    std::string_view rest = path;
    while (true) {
      const std::size_t end = std::min(rest.find_first_of("/\\"), rest.size());
      const std::string_view segment = rest.substr(0, end);
      const std::string_view name = segment.substr(0, segment.find(';'));
      if (name == "." || name == "..") return true;
      if (end == rest.size()) break;
      rest.remove_prefix(end + 1);
    }
    path = decoded(path);
  }
  return false;
}

/// The parts of `text` between slashes that stand outside of braces.
std::vector<std::string> segments(std::string_view text) {
  std::vector<std::string> out(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t close = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (close != std::string_view::npos) {
      out.back() += text.substr(i, close - i + 1);
      i = close;
    } else if (text[i] == '/') {
      out.emplace_back();
    } else {
      out.back() += text[i];
    }
  }
  return out;
}

/// Whether `value` is what `pattern` says, in which `{v}` and `{w}` stand for any text.
bool is_made_from(std::string_view pattern, std::string_view value) {
  bool anywhere = false;
  while (true) {
    const std::size_t next = std::min({pattern.find("{v}"), pattern.find("{w}"), pattern.size()});
    const std::string_view literal = pattern.substr(0, next);
    if (next == pattern.size()) {
      return anywhere ? value.size() >= literal.size() && value.ends_with(literal)
                      : value == literal;
    }
    const std::size_t at = value.find(literal);
    if (at == std::string_view::npos || (!anywhere && at != 0)) return false;
    value.remove_prefix(at + literal.size());
    pattern.remove_prefix(next + 3);
    anywhere = true;
  }
}

struct UrlParts {
  std::string_view scheme, authority;
  /// With the query: what a base URL asks for is held to its pattern like the path.
  std::string_view path;

  [[nodiscard]] std::string_view path_alone() const {
    return path.substr(0, path.find_first_of("?#"));
  }
};

UrlParts split(std::string_view url) {
  UrlParts out;
  const std::size_t colon = url.find("://");
  out.scheme = url.substr(0, colon);
  url.remove_prefix(colon + 3);
  const std::size_t end = std::min(url.find_first_of("/?#\\"), url.size());
  out.authority = url.substr(0, end);
  out.path = url.substr(end);
  return out;
}

/// What is wrong with a base URL that `pattern` gave.
std::string broken_base(std::string_view pattern, const std::string& base) {
  const mcp::http::Origin origin = mcp::http::parse_url(base);
  if (origin.host.empty()) return "no base URL: " + base;
  const std::size_t colon = pattern.find("://");
  if (colon == std::string_view::npos) {
    // A variable that holds the scheme and what follows it: all of it is the operator's.
    return pattern.starts_with('{') ? "" : "a base URL of a relative one: " + base;
  }
  UrlParts want = split(pattern);
  while (want.path.ends_with('/')) want.path.remove_suffix(1);
  const UrlParts have = split(base);
  if (!is_made_from(want.scheme, have.scheme)) return "another scheme: " + base;
  if (!is_made_from(want.authority, have.authority)) return "another authority: " + base;
  if (have.authority.find('@') != std::string_view::npos) return "user information: " + base;
  if (!is_made_from(want.path, have.path) && want.path.find('{') == std::string_view::npos) {
    return "another path: " + base;
  }
  // Only a path has segments (RFC 3986, section 3.3).
  const bool was_there = has_dot_segment(std::string(want.path_alone()));
  if (!was_there && has_dot_segment(std::string(have.path_alone()))) {
    return "a dot segment: " + base;
  }
  return {};
}

std::string broken_request(const Case& given, const std::string& base,
                           const mcp::HttpRequest& request) {
  const std::string& url = request.url;
  for (const char c : url) {
    if (c <= ' ' || c > '~') return "a character that no URL has: " + url;
  }
  // What the base URL asks for goes first.
  const std::size_t mark = std::min(base.find('?'), base.size());
  std::string_view root = std::string_view(base).substr(0, mark);
  while (root.ends_with('/')) root.remove_suffix(1);
  if (!url.starts_with(std::string(root) + "/")) return "not under the base URL: " + url;
  if (mark + 1 < base.size()) {
    const std::size_t query = std::min(url.find('?'), url.size());
    const std::string_view asked = std::string_view(base).substr(mark + 1);
    const std::string_view rest = std::string_view(url).substr(std::min(query + 1, url.size()));
    if (!rest.starts_with(asked)) return "not the query of the base URL: " + url;
  }
  const mcp::http::Origin origin = mcp::http::parse_url(url);
  const mcp::http::Origin expected = mcp::http::parse_url(base);
  if (origin.host != expected.host || origin.port != expected.port || origin.tls != expected.tls) {
    return "another origin: " + url;
  }
  if (url.find('#') != std::string::npos) return "a fragment: " + url;

  std::string_view path = std::string_view(url).substr(root.size());
  path = path.substr(0, path.find('?'));
  const std::string_view pattern = given.tool.path.view();
  const auto want = segments(pattern.substr(0, pattern.find_first_of("?#")));
  const auto have = segments(path);
  if (want.size() != have.size()) return "more or fewer segments: " + url;
  for (std::size_t i = 0; i < want.size(); ++i) {
    const bool has_argument =
        want[i].find('}', std::min(want[i].find('{'), want[i].size())) != std::string::npos;
    if (has_argument && has_dot_segment(have[i])) return "a dot segment: " + url;
    if (!has_argument && decoded(have[i]) != decoded(want[i])) return "another segment: " + url;
  }
  std::vector<std::string> names;
  for (const auto& [name, value] : request.headers) {
    if (name.size() > 1 && name != "Accept" && name != "Cookie" && name != "Authorization" &&
        name != "key") {
      return "another header: " + name;
    }
    if (std::find(names.begin(), names.end(), name) != names.end()) return "twice: " + name;
    names.push_back(name);
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte < 0x20 && c != '\t') || byte == 0x7F) return "a control character in " + name;
    }
  }
  return {};
}

}  // namespace

std::string arguments_to_request(std::string_view input) {
  const Case given(input);
  const auto configured = mcp::configuration::configure(
      given.server, {}, [&](const char* name) { return given.environment(name); });
  const auto* configuration = std::get_if<mcp::configuration::Configuration>(&configured);
  if (configuration == nullptr) return {};
  const std::string& base = configuration->settings.base_urls.at(0);
  if (!base.empty()) {
    for (std::size_t i = 0; i < given.variables.size(); ++i) {
      const bool is_known = given.has_default(i) || given.is_set(i);
      const std::string use = i == 0 ? "{v}" : "{w}";
      if (!is_known && given.parts[2].find(use) != std::string::npos) {
        return "a URL without what " + use + " stands for: " + base;
      }
    }
    if (std::string broken = broken_base(given.parts[2], base); !broken.empty()) return broken;
  }
  auto parsed = mcp::json::Document::parse(given.json);
  const auto* document = std::get_if<mcp::json::Document>(&parsed);
  if (document == nullptr) return {};
  const auto built = mcp::invoke::build_request(
      given.server, given.tool, &document->root(), configuration->settings,
      mcp::credentials::known_credentials(given.server, configuration->credentials, {}));
  const auto* request = std::get_if<mcp::HttpRequest>(&built);
  return request == nullptr ? "" : broken_request(given, base, *request);
}

}  // namespace mcpcc::fuzz
