// server.json of the MCP registry: modelcontextprotocol/registry, docs/reference/server-json, in
// the version 2025-12-11 of its schema.
#include <mcp/schema.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

#include "registry/publication.h"
#include "registry/record.h"
#include "support/embedded.h"
#include "support/json_object.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::registry {

namespace {

constexpr std::string_view schema_url =
    "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool consists_of_name_characters(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
  });
}

std::string visible(std::string_view text) {
  std::string out;
  append_visible(out, text);
  return '`' + out + '`';
}

// Semantic Versioning 2.0.0, section 2, 9 and 10.
bool is_semantic_version(std::string_view text) {
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos &&
           (part.size() == 1 || part.front() != '0');
  };
  const auto are_identifiers = [&](std::string_view list, bool numbers_without_zeros) {
    for (std::size_t begin = 0; begin <= list.size();) {
      const std::size_t end = std::min(list.find('.', begin), list.size());
      const std::string_view part = list.substr(begin, end - begin);
      if (!consists_of_name_characters(part, "-")) return false;
      const bool digits = part.find_first_not_of("0123456789") == std::string_view::npos;
      if (numbers_without_zeros && digits && !is_number(part)) return false;
      begin = end + 1;
    }
    return true;
  };
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1), false)) return false;
    text = text.substr(0, plus);
  }
  if (const auto dash = text.find('-'); dash != std::string_view::npos) {
    if (!are_identifiers(text.substr(dash + 1), true)) return false;
    text = text.substr(0, dash);
  }
  const auto first = text.find('.'), second = text.find('.', first + 1);
  return first != std::string_view::npos && second != std::string_view::npos &&
         is_number(text.substr(0, first)) &&
         is_number(text.substr(first + 1, second - first - 1)) &&
         is_number(text.substr(second + 1));
}

// Why the registry refuses a version; empty: it does not.
std::string problem_of_version(std::string_view version) {
  if (version.empty()) return "there is none";
  if (version.size() > 255) return "it has more than 255 characters";
  if (version == "latest") return "`latest` names no version";
  if (utf8::first_hidden(version) != std::string_view::npos) return "it has hidden characters";
  if (is_semantic_version(version)) return {};
  constexpr std::string_view range = "it is a range, and a record has one version";
  if (version.find_first_of("^~<>=|*") != std::string_view::npos ||
      version.find(" - ") != std::string_view::npos)
    return std::string(range);
  // 1.x, 1.2.x
  for (std::size_t begin = 0; begin <= version.size();) {
    const std::size_t end = std::min(version.find('.', begin), version.size());
    const std::string_view part = version.substr(begin, end - begin);
    if (part == "x" || part == "X") return std::string(range);
    begin = end + 1;
  }
  return {};
}

std::string_view host_of(std::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("//") + 2));
  std::string_view host = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.rfind(':'));
}

// Whether the host can be reached by others at all; names are taken for public.
bool is_public_host(std::string_view host) {
  if (host.empty() || host == "localhost" || host.ends_with(".localhost") ||
      host.ends_with(".local") || host.ends_with(".internal") || host.ends_with(".test") ||
      host.starts_with("[::1]") || host.starts_with("[fc") || host.starts_with("[fd") ||
      host.starts_with("[fe80"))
    return false;
  unsigned first = 0, second = 0, third = 0, fourth = 0;
  char rest = 0;
  if (sscanf(std::string(host).c_str(), "%3u.%3u.%3u.%3u%c", &first, &second, &third, &fourth,
             &rest) != 4)
    return host.find('.') != std::string_view::npos || host.starts_with('[');
  return !(first == 0 || first == 10 || first == 127 || first >= 224 ||
           (first == 100 && second >= 64 && second < 128) || (first == 169 && second == 254) ||
           (first == 172 && second >= 16 && second < 32) || (first == 192 && second == 168));
}

std::string texts(const std::vector<std::string>& values) {
  JsonArray out;
  for (const auto& value : values) out.text(value);
  return out.str();
}

class Writer {
 public:
  Writer(const Publication& publication, Diagnostics& diagnostics)
      : from_(publication), diagnostics_(diagnostics) {}

  std::optional<std::string> write(std::string_view meta) {
    const std::size_t errors = diagnostics_.errors();
    JsonObject out;
    out.text("$schema", schema_url);
    add_name(out);
    add_title(out);
    out.text("description", description());
    add_version(out);
    add_links(out);
    const std::string packages = packages_json(), remotes = remotes_json();
    if (packages != "[]") out.raw("packages", packages);
    if (remotes != "[]") out.raw("remotes", remotes);
    if (packages == "[]" && remotes == "[]" && diagnostics_.errors() == errors) {
      diagnostics_.report(rules::server_json_nothing_to_use, std::string(),
                          {"record an image or an endpoint, or name a bundle with --mcpb"});
    }
    if (!meta.empty()) {
      out.raw("_meta",
              JsonObject().raw("io.modelcontextprotocol.registry/publisher-provided", meta).str());
    }
    if (diagnostics_.errors() != errors) return std::nullopt;
    check_schema_of(out.str());
    return indented(out.str()) + '\n';
  }

 private:
  void add_name(JsonObject& out) {
    const auto problem = problem_of_registry_name(from_.registry_name);
    if (!problem.empty()) {
      diagnostics_.report(
          rules::server_json_name,
          (from_.registry_name.empty() ? std::string() : visible(from_.registry_name) + ": ") +
              problem,
          {"give one with --name, as `io.github.ACCOUNT/" + from_.name + "` or `com.example/" +
           from_.name + '`'});
    }
    out.text("name", from_.registry_name);
  }

  std::string cut(std::string_view what, const std::string& text) {
    std::string result = shortened(text, 100);
    if (utf8::count(text) > 100 && result.ends_with("...")) {
      diagnostics_.report(rules::server_json_text_cut,
                          "the " + std::string(what) + " became " + visible(result),
                          {"a shorter one comes from the document, or from an overlay for it"});
    }
    return result;
  }

  void add_title(JsonObject& out) { out.optional_text("title", cut("title", from_.server.title)); }

  std::string description() {
    std::string text = cut("description", from_.server.description);
    if (!text.empty()) return text;
    return shortened(
        "The tools of " + (from_.server.title.empty() ? from_.name : from_.server.title), 100);
  }

  void add_version(JsonObject& out) {
    const std::string& version = from_.version.empty() ? from_.server.version : from_.version;
    const auto problem = problem_of_version(version);
    if (!problem.empty()) {
      diagnostics_.report(rules::server_json_version,
                          (version.empty() ? std::string() : visible(version) + ": ") + problem,
                          {"give one with --version"});
    } else if (!is_semantic_version(version)) {
      diagnostics_.report(rules::server_json_version_order, visible(version),
                          {"write MAJOR.MINOR.PATCH: --version 1.0.0"});
    }
    out.text("version", version);
  }

  void add_links(JsonObject& out) {
    const auto is_url = [](std::string_view text) {
      return (text.starts_with("https://") || text.starts_with("http://")) &&
             text.find_first_of(" \t\r\n\"<>") == std::string_view::npos;
    };
    if (is_url(from_.server.website_url)) out.text("websiteUrl", from_.server.website_url);
    if (from_.repository_url.empty()) return;
    const std::string_view host = host_of(from_.repository_url);
    out.raw("repository", JsonObject()
                              .text("url", from_.repository_url)
                              .text("source", host == "github.com"   ? "github"
                                              : host == "gitlab.com" ? "gitlab"
                                                                     : host)
                              .str());
  }

  void refuse_package(const std::string& identifier, const std::string& problem,
                      const std::string& hint) {
    diagnostics_.report(rules::server_json_package, visible(identifier) + ": " + problem, {hint});
  }

  // The full reference of an image: the registry wants the host, also that of Docker Hub.
  std::string image_identifier(const Image& image) {
    const std::string reference = full_reference(image);
    const std::string host = reference.substr(0, reference.find('/'));
    const std::string path = reference.substr(host.size() + 1);
    const bool known = host == "docker.io" || host == "ghcr.io" || host == "mcr.microsoft.com" ||
                       host.ends_with(".pkg.dev") || host.ends_with(".azurecr.io");
    if (!known) {
      refuse_package(image.reference, "the host is none that the MCP registry takes images from",
                     "push it to Docker Hub, GitHub, Google's or Azure's registry, or leave it out "
                     "with --image");
    } else if (host == "docker.io" && path.starts_with("library/")) {
      refuse_package(image.reference, "it has no namespace",
                     "name it HOST/NAMESPACE/REPOSITORY:TAG");
    } else if (path.find_first_of(":@") == std::string::npos) {
      refuse_package(image.reference, "it has neither a tag nor a digest",
                     "name it HOST/NAMESPACE/REPOSITORY:TAG");
    }
    return reference;
  }

  std::string check_bundle(const Publication::Bundle& bundle) {
    const std::string_view url = bundle.url;
    const std::string_view host = host_of(url);
    const bool release =
        (host == "github.com" && url.find("/releases/download/") != std::string_view::npos) ||
        (host == "gitlab.com" && url.find("/releases/") != std::string_view::npos);
    if (!url.starts_with("https://") || !release) {
      refuse_package(bundle.url, "a bundle is downloaded from a release on GitHub or GitLab",
                     "write https://github.com/ACCOUNT/PROJECT/releases/download/TAG/FILE.mcpb");
    } else if (url.find("mcp") == std::string_view::npos) {
      refuse_package(bundle.url, "the URL does not contain `mcp`", "name the file NAME.mcpb");
    }
    const bool digest = bundle.sha256.size() == 64 &&
                        bundle.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!digest) {
      refuse_package(bundle.url, "it has no SHA-256 in 64 small hexadecimal digits",
                     "name the file with --mcpb-file, or its digest with --mcpb-sha256");
    }
    return bundle.url;
  }

  std::string packages_json() {
    JsonArray packages;
    const std::string environment = environment_json();
    const auto add = [&](JsonObject package) {
      if (environment != "[]") package.raw("environmentVariables", environment);
      packages.raw(package.raw("transport", R"({"type":"stdio"})").str());
    };
    for (const auto& image : from_.images) {
      add(JsonObject()
              .text("registryType", "oci")
              .text("identifier", image_identifier(image))
              .text("runtimeHint", "docker")
              // An image serves HTTP unless it is told otherwise.
              .raw("packageArguments", R"([{"type":"positional","value":"--stdio"}])"));
    }
    for (const auto& bundle : from_.bundles) {
      add(JsonObject()
              .text("registryType", "mcpb")
              .text("identifier", check_bundle(bundle))
              .text("fileSha256", bundle.sha256));
    }
    return packages.str();
  }

  std::string environment_json() {
    JsonArray out;
    for (const auto& variable : from_.server.environment) {
      JsonObject object;
      object.text("name", variable.name)
          .optional_text("description", variable.description)
          .text("format", variable.is_file ? "filepath" : "string")
          .flag("isRequired", variable.is_required)
          .flag("isSecret", variable.is_secret);
      const bool fits =
          variable.allowed.empty() || std::find(variable.allowed.begin(), variable.allowed.end(),
                                                variable.default_value) != variable.allowed.end();
      if (!fits && !variable.default_value.empty()) {
        diagnostics_.report(rules::server_json_default,
                            '`' + variable.name + "`: " + visible(variable.default_value));
      }
      if (fits) object.optional_text("default", variable.default_value);
      if (!variable.allowed.empty()) object.raw("choices", texts(variable.allowed));
      out.raw(object.str());
    }
    return out.str();
  }

  std::string remotes_json() {
    JsonArray out;
    std::set<std::string_view> seen;
    for (const auto& endpoint : from_.endpoints) {
      if (!is_public_host(host_of(endpoint.url))) {
        diagnostics_.report(rules::server_json_remote,
                            visible(endpoint.url) + ": others cannot reach its host",
                            {"leave it out: --endpoint chooses, --no-endpoints takes none"});
      }
      if (!seen.insert(endpoint.url).second) continue;
      out.raw(JsonObject().text("type", endpoint.transport).text("url", endpoint.url).str());
    }
    return out.str();
  }

  // What is written here keeps the schema, or it is our fault.
  static void check_schema_of(const std::string& json) {
    std::string_view schema;
    for (const auto& file : embedded::registry_schemas()) {
      if (file.path == "server.schema.json") schema = file.content;
    }
    const auto violations = mcp::schema::Validator(schema).validate(json);
    if (!violations.empty()) throw std::logic_error("server.json: " + violations.front().message);
  }

  const Publication& from_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::string problem_of_registry_name(std::string_view name) {
  if (name.empty()) return "there is none";
  if (name.size() < 3 || name.size() > 200) return "it has less than 3 or more than 200 characters";
  const auto slash = name.find('/');
  if (slash == std::string_view::npos || name.find('/', slash + 1) != std::string_view::npos)
    return "it has not exactly one slash";
  const std::string_view space = name.substr(0, slash), rest = name.substr(slash + 1);
  if (!consists_of_name_characters(space, ".-") || !consists_of_name_characters(rest, "._-"))
    return "it has characters besides letters, digits, `.`, `-` and, behind the slash, `_`";
  if (space.find('.') == std::string_view::npos)
    return "what stands before the slash is no domain in reverse order";
  for (std::size_t begin = 0; begin <= space.size();) {
    const std::size_t end = std::min(space.find('.', begin), space.size());
    const std::string_view label = space.substr(begin, end - begin);
    if (label.empty() || !is_alphanumeric(label.front()) || !is_alphanumeric(label.back()))
      return "what stands before the slash is no domain in reverse order";
    begin = end + 1;
  }
  if (!is_alphanumeric(rest.front()) || !is_alphanumeric(rest.back()))
    return "what stands behind the slash begins or ends with no letter or digit";
  return {};
}

std::optional<std::string> server_json(const Publication& publication, std::string_view meta,
                                       Diagnostics& diagnostics) {
  return Writer(publication, diagnostics).write(meta);
}

}  // namespace mcpcc::registry
