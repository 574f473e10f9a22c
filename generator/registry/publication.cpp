#include "registry/publication.h"

#include <set>
#include <variant>

#include "image/reference.h"
#include "support/utf8.h"

namespace mcpcc::registry {

std::string full_reference(const Image& image) {
  const auto parsed = image::parse_reference(image.reference);
  const auto* reference = std::get_if<image::Reference>(&parsed);
  if (reference == nullptr) return image.reference;
  return reference->full() + (reference->digest.empty() ? "" : '@' + reference->digest);
}

std::optional<Format> parse_format(std::string_view text) {
  if (text == "mcp-registry") return Format::mcp_registry;
  if (text == "mcphub") return Format::mcphub;
  if (text == "context-forge") return Format::context_forge;
  if (text == "docker-catalog") return Format::docker_catalog;
  if (text == "toolhive") return Format::toolhive;
  return std::nullopt;
}

std::optional<std::string> publish(const Publication& publication, Format format,
                                   Diagnostics& diagnostics) {
  switch (format) {
    case Format::mcp_registry:
      return server_json(publication, {}, diagnostics);
    case Format::mcphub:
      return mcphub_entry(publication);
    case Format::context_forge:
      return context_forge_body(publication, diagnostics);
    case Format::docker_catalog:
      return docker_catalog(publication, diagnostics);
    case Format::toolhive:
      return toolhive_entry(publication, diagnostics);
  }
  return std::nullopt;
}

std::vector<std::string> upstream_hosts(const ServerContent& server) {
  std::set<std::string> hosts;
  for (std::string_view url : server.upstreams) {
    const bool tls = url.starts_with("https://");
    if (!tls && !url.starts_with("http://")) return {};
    url.remove_prefix(url.find("//") + 2);
    const std::string_view host = url.substr(0, url.find_first_of("/?#"));
    if (host.empty() || host.find_first_of("{}@") != std::string_view::npos) return {};
    // In brackets, colons are part of an IPv6 address.
    const auto bracket = host.rfind(']');
    const bool has_port =
        host.find(':', bracket == std::string_view::npos ? 0 : bracket) != std::string_view::npos;
    hosts.insert(std::string(host) + (has_port ? "" : tls ? ":443" : ":80"));
  }
  return {hosts.begin(), hosts.end()};
}

std::string shortened(std::string_view text, std::size_t limit) {
  // One line; a blank line ends the paragraph.
  std::string line;
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto code_point = utf8::decode(text, at);
    const std::string_view bytes = text.substr(at, code_point.size);
    at += code_point.size;
    if (code_point.value == '\n' && at < text.size() && text[at] == '\n' && !line.empty()) break;
    if (code_point.value == ' ' || utf8::is_hidden(code_point.value)) {
      space = !line.empty();
      continue;
    }
    if (space) line += ' ';
    space = false;
    line += bytes;
  }
  if (utf8::count(line) <= limit) return line;
  constexpr std::string_view dots = "...";
  std::size_t end = 0, last_space = 0, count = 0;
  while (count < limit - dots.size()) {
    if (line[end] == ' ') last_space = end;
    end += utf8::decode(line, end).size;
    ++count;
  }
  if (line[end] == ' ') last_space = end;
  // A word that takes half of the room is cut.
  if (last_space > end / 2) end = last_space;
  line.resize(end);
  while (!line.empty() && (line.back() == ' ' || line.back() == ',' || line.back() == ';'))
    line.pop_back();
  return line + std::string(dots);
}

std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool in_string = false;
  const auto new_line = [&] {
    out += '\n';
    out.append(depth * 2, ' ');
  };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      out += c;
      if (c == '\\') {
        out += json[++i];
      } else if (c == '"') {
        in_string = false;
      }
      continue;
    }
    switch (c) {
      case '"':
        in_string = true;
        out += c;
        break;
      case '{':
      case '[':
        out += c;
        if (i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']')) {
          out += json[++i];
        } else {
          ++depth;
          new_line();
        }
        break;
      case '}':
      case ']':
        --depth;
        new_line();
        out += c;
        break;
      case ',':
        out += c;
        new_line();
        break;
      case ':':
        out += ": ";
        break;
      case ' ':
      case '\n':
      case '\t':
      case '\r':
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace mcpcc::registry
