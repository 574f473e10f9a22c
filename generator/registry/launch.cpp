#include "registry/launch.h"

#include <map>

namespace mcpcc::registry {

namespace {

// Nothing of these says who the caller is towards others.
constexpr std::string_view general[] = {
    "PATH",        "HOME",     "USER",          "LOGNAME",      "LANG",
    "LANGUAGE",    "LC_ALL",   "LC_CTYPE",      "LC_MESSAGES",  "TZ",
    "TMPDIR",      "TERM",     "SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY",
    "HTTPS_PROXY", "NO_PROXY", "http_proxy",    "https_proxy",  "no_proxy",
};

}  // namespace

std::vector<std::string> environment_of(
    const ServerContent& server, const Secrets& secrets, const std::vector<std::string>& also,
    const std::function<std::optional<std::string>(const std::string&)>& variable) {
  std::map<std::string, std::string> result;
  const auto pass = [&](const std::string& name) {
    if (const auto value = variable(name)) result.insert_or_assign(name, *value);
  };
  for (const auto name : general) pass(std::string(name));
  for (const auto& name : also) pass(name);
  for (const auto& known : server.environment) {
    if (!known.is_secret) {
      pass(known.name);
    } else {
      result.erase(known.name);
      result.erase(known.name + "_FILE");
    }
  }
  std::erase_if(result, [](const auto& entry) {
    return entry.first.starts_with("MCPCC_REGISTRY") || entry.first == "PGPASSWORD";
  });
  for (const auto& [name, value] : secrets.values) result.insert_or_assign(name, value);
  std::vector<std::string> out;
  for (const auto& [name, value] : result) out.push_back(name + '=' + value);
  return out;
}

}  // namespace mcpcc::registry
