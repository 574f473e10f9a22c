#include "image/reference.h"

#include <algorithm>

#include "support/text.h"

namespace mcpcc::image {

namespace {

constexpr std::size_t max_tag = 128;
// Docker's limit; the specification asks clients to expect one of 255 for host and name together.
constexpr std::size_t max_name = 255;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alphanumeric(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }

std::string quoted(std::string_view text) {
  std::string out = "`";
  append_visible(out, text.substr(0, 300));
  return out + '`';
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (is_upper(c)) c = static_cast<char>(c + 32);
  }
  return out;
}

// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`; empty when it is, else why not.
std::string check_part(std::string_view part) {
  if (part.empty()) return "a part of the repository is empty";
  if (std::any_of(part.begin(), part.end(), is_upper)) {
    return "a repository is in lower case: " + quoted(lower_case(part)) + " instead of " +
           quoted(part);
  }
  bool was_plain = false;
  for (std::size_t i = 0; i < part.size();) {
    if (is_digit(part[i]) || is_lower(part[i])) {
      was_plain = true;
      ++i;
      continue;
    }
    const std::size_t end = std::min(part.find_first_not_of(part[i], i), part.size());
    const std::size_t count = end - i;
    const bool is_separator =
        part[i] == '-' || (part[i] == '.' && count == 1) || (part[i] == '_' && count <= 2);
    if (!is_separator || !was_plain || end == part.size()) {
      return "a part of a repository is made of a-z, 0-9 and single `.`, `_`, `__` or `-` between "
             "them, which " +
             quoted(part) + " is not";
    }
    was_plain = false;
    i = end;
  }
  return {};
}

bool is_host_label(std::string_view label) {
  return !label.empty() && is_alphanumeric(label.front()) && is_alphanumeric(label.back()) &&
         std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    return std::all_of(host.begin(), host.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
             c == '.';
    });
  }
  while (true) {
    const std::size_t dot = host.find('.');
    if (!is_host_label(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

bool is_registry(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.back() == ']') return is_host(text);
  const std::string_view port = text.substr(colon + 1);
  return is_host(text.substr(0, colon)) && !port.empty() && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), is_digit);
}

bool names_registry(std::string_view part) {
  return part == "localhost" || part.find_first_of(".:") != std::string_view::npos;
}

bool is_digest(std::string_view digest) {
  constexpr std::string_view algorithm = "sha256:";
  return digest.starts_with(algorithm) && digest.size() == algorithm.size() + 64 &&
         std::all_of(digest.begin() + algorithm.size(), digest.end(),
                     [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace

bool is_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= max_tag && tag.front() != '.' && tag.front() != '-' &&
         std::all_of(tag.begin(), tag.end(),
                     [](char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

std::string tag_of_version(std::string_view version) {
  std::string tag;
  for (const char c : version.substr(0, max_tag)) {
    const bool is_fine = is_alphanumeric(c) || c == '_' || (!tag.empty() && (c == '.' || c == '-'));
    if (is_fine) {
      tag += c;
    } else if (!tag.empty() && tag.back() != '-') {
      tag += '-';
    }
  }
  while (!tag.empty() && tag.back() == '-') tag.pop_back();
  return tag;
}

std::variant<Reference, std::string> parse_reference(std::string_view text) {
  Reference reference;
  std::string_view rest = text;
  if (rest.empty()) return "the name of the image is empty";
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos) {
    return "a name of an image has no scheme: " + quoted(rest.substr(scheme + 3)) + " instead of " +
           quoted(text);
  }
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    reference.digest = rest.substr(at + 1);
    if (!is_digest(reference.digest)) {
      return "a digest is `sha256:` and 64 digits of 0-9 and a-f, which " +
             quoted(reference.digest) + " is not";
    }
    rest = rest.substr(0, at);
  }
  // A colon before the last slash is that of a port.
  const std::size_t slash = rest.rfind('/');
  const std::size_t colon = rest.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    reference.tag = rest.substr(colon + 1);
    if (!is_tag(reference.tag)) {
      return "a tag is at most 128 of A-Z, a-z, 0-9, `_`, `.` and `-`, and begins with none of the "
             "last two, which " +
             quoted(reference.tag) + " is not";
    }
    rest = rest.substr(0, colon);
  }
  reference.name = rest;
  const std::size_t first = rest.find('/');
  if (first != std::string_view::npos && names_registry(rest.substr(0, first))) {
    reference.registry = rest.substr(0, first);
    rest.remove_prefix(first + 1);
    if (!is_registry(reference.registry)) {
      return "a registry is a host, or host:port, which " + quoted(reference.registry) + " is not";
    }
  } else {
    reference.registry = "docker.io";
  }
  reference.repository = rest;
  for (std::string_view path = rest;;) {
    const std::size_t end = path.find('/');
    if (std::string problem = check_part(path.substr(0, end)); !problem.empty()) return problem;
    if (end == std::string_view::npos) break;
    path.remove_prefix(end + 1);
  }
  if (reference.registry == "docker.io" && rest.find('/') == std::string_view::npos) {
    reference.repository.insert(0, "library/");
  }
  if (reference.registry.size() + 1 + reference.repository.size() > max_name) {
    return "registry and repository together are longer than 255 characters";
  }
  return reference;
}

}  // namespace mcpcc::image
