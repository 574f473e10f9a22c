#include "image/push/login.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "invoke/base64.h"
#include "json/value.h"
#include "support/process.h"

namespace mcpcc::image {

namespace {

namespace fs = std::filesystem;
using mcp::json::Value;

constexpr std::size_t max_bytes = std::size_t{1} << 20;
constexpr std::string_view docker_hub = "https://index.docker.io/v1/";

using Found = std::variant<std::optional<Login>, std::string>;

std::vector<fs::path> login_files(const Variables& variables) {
  const auto value = [&](const char* name) {
    const char* text = variables(name);
    return std::string(text == nullptr ? "" : text);
  };
  if (const std::string file = value("REGISTRY_AUTH_FILE"); !file.empty()) return {file};
  if (const std::string folder = value("DOCKER_CONFIG"); !folder.empty()) {
    return {fs::path(folder) / "config.json"};
  }
  std::vector<fs::path> files;
  if (const std::string folder = value("XDG_RUNTIME_DIR"); !folder.empty()) {
    files.push_back(fs::path(folder) / "containers/auth.json");
  }
  if (const std::string folder = value("HOME"); !folder.empty()) {
    files.push_back(fs::path(folder) / ".docker/config.json");
  }
  return files;
}

std::string text_of(const Value& object, std::string_view key) {
  const Value* member = object.find(key);
  return member != nullptr && member->is_string() ? std::string(member->string()) : std::string();
}

// The names under which a login may stand, the best one first: Podman's, of parts of the
// repository's name, and Docker's, of the registry.
std::vector<std::string> keys_of(const Reference& reference) {
  std::vector<std::string> keys;
  for (std::string key = reference.registry + '/' + reference.repository;;) {
    keys.push_back(key);
    const std::size_t slash = key.rfind('/');
    if (slash == std::string::npos) break;
    key.resize(slash);
  }
  if (reference.registry == "docker.io") {
    keys.emplace_back(docker_hub);
  } else {
    // Older versions of Docker wrote URLs.
    for (const char* scheme : {"https://", "http://"}) {
      for (const char* path : {"", "/", "/v1/", "/v2/"}) {
        keys.push_back(scheme + reference.registry + path);
      }
    }
  }
  return keys;
}

Found login_of(const Value& entry, const std::string& file) {
  Login login;
  login.identity_token = text_of(entry, "identitytoken");
  if (const std::string encoded = text_of(entry, "auth"); !encoded.empty()) {
    const auto decoded = mcp::invoke::base64_decoded(encoded);
    const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) {
      return "`" + file + "`: `auth` is not the base64 of a user, a colon and a password";
    }
    login.user = decoded->substr(0, colon);
    login.password = decoded->substr(colon + 1);
    // Some versions of Docker pad with these.
    while (!login.password.empty() && login.password.back() == '\0') login.password.pop_back();
  } else {
    login.user = text_of(entry, "username");
    login.password = text_of(entry, "password");
  }
  if (login.user.empty() && login.identity_token.empty()) return std::nullopt;
  return login;
}

// A name becomes part of a program's, so it has to be one.
bool is_helper_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

// github.com/docker/docker-credential-helpers: the server on standard input, an object on standard
// output. A status that is not 0 means that there is no login, or that the program does not work.
Found ask_helper(const std::string& name, const std::string& server, const std::string& file) {
  if (!is_helper_name(name)) return "`" + file + "` names a credential helper that is no name";
  const std::string program = "docker-credential-" + name;
  const Ended ended = run_process({{program, "get"}, server, {}, {}});
  if (!ended.problem.empty()) {
    return "the credential helper " + ended.problem + ", which `" + file + "` names";
  }
  if (ended.status != 0) {
    if (ended.output.find("credentials not found") != std::string::npos) return std::nullopt;
    return "the credential helper `" + program + "` ended with status " +
           std::to_string(ended.status);
  }
  auto parsed = mcp::json::Document::parse(ended.output);
  const auto* document = std::get_if<mcp::json::Document>(&parsed);
  if (document == nullptr || text_of(document->root(), "Secret").empty()) {
    return "the credential helper `" + program + "` gave no login";
  }
  Login login;
  login.user = text_of(document->root(), "Username");
  std::string secret = text_of(document->root(), "Secret");
  if (login.user == "<token>") {
    login.user.clear();
    login.identity_token = std::move(secret);
  } else {
    login.password = std::move(secret);
  }
  return login;
}

Found read_file(const fs::path& path, const Reference& reference) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  const std::string file = path.generic_string();
  std::string text(max_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > max_bytes) return "`" + file + "` is larger than a megabyte";
  auto parsed = mcp::json::Document::parse(std::move(text));
  const auto* document = std::get_if<mcp::json::Document>(&parsed);
  if (document == nullptr || !document->root().is_object()) {
    return "`" + file + "` is not a JSON object";
  }
  const Value& root = document->root();
  const std::string server =
      reference.registry == "docker.io" ? std::string(docker_hub) : reference.registry;
  if (const Value* helpers = root.find("credHelpers"); helpers != nullptr) {
    for (const std::string& key : {reference.registry, server}) {
      if (const std::string name = text_of(*helpers, key); !name.empty()) {
        return ask_helper(name, server, file);
      }
    }
  }
  if (const Value* logins = root.find("auths"); logins != nullptr) {
    for (const std::string& key : keys_of(reference)) {
      const Value* entry = logins->find(key);
      if (entry == nullptr) continue;
      Found found = login_of(*entry, file);
      const auto* login = std::get_if<std::optional<Login>>(&found);
      // With a store, Docker leaves empty entries here.
      if (login == nullptr || login->has_value()) return found;
    }
  }
  if (const std::string name = text_of(root, "credsStore"); !name.empty()) {
    return ask_helper(name, server, file);
  }
  return std::nullopt;
}

}  // namespace

Found find_login(const Reference& reference, const Variables& variables) {
  for (const fs::path& path : login_files(variables)) {
    Found found = read_file(path, reference);
    const auto* login = std::get_if<std::optional<Login>>(&found);
    if (login == nullptr || login->has_value()) return found;
  }
  return std::nullopt;
}

}  // namespace mcpcc::image
