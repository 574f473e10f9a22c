// What the operator of a server decides: command line over environment over configuration file over
// document.
#pragma once

#include <mcp/tool.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/settings.h"
#include "credentials/settings.h"
#include "http/identity.h"
#include "http/proxy.h"
#include "invoke/invoke.h"
#include "transport/log.h"
#include "upstream/egress.h"
#include "upstream/policy.h"

namespace mcp::configuration {

/// The value of an environment variable; nullptr: not set.
using Environment = std::function<const char*(const char*)>;

/// What a command line says about configuration.
struct Overrides {
  std::optional<std::string> config_file;
  std::optional<std::string> base_url;
  std::optional<transport::LogLevel> log_level;
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<std::string> files_root;
  std::vector<std::string> allow_hosts;  ///< added to those of the file
  std::vector<std::string> allow_origins;
  std::vector<std::string> allow_upstream_hosts;
  std::optional<std::string> tls_certificate;
  std::optional<std::string> tls_key;
};

struct Configuration {
  invoke::Settings settings;
  credentials::Settings credentials;  ///< for the API
  upstream::Egress endpoint_egress;   ///< of requests to authorization servers
  upstream::Policy policy;            ///< of every tool that `tools` does not name
  std::map<std::string, upstream::Policy, std::less<>> tools;
  const upstream::Policy& policy_of(const Tool& tool) const {
    const auto found = tools.find(tool.name.view());
    return found == tools.end() ? policy : found->second;
  }
  upstream::Limits limits;
  upstream::Egress egress;
  http::Proxies proxies;
  std::size_t cache_bytes = 8UL * 1024 * 1024;  ///< of answers of the API; 0: none is kept
  /// Requests to one upstream at once; nullopt: the transport decides.
  std::optional<std::size_t> concurrency;
  std::size_t response_limit = 16 * 1024 * 1024;
  std::vector<std::string> allow_hosts;
  std::vector<std::string> allow_origins;
  std::optional<http::IdentityFiles> tls;  ///< of the HTTP endpoint; the files are not read yet
  std::vector<std::string> state_keys;  ///< see protocol::StateSealer; none: of the process alone
  std::optional<auth::Settings> authorization;  ///< of the HTTP endpoint; empty: none is wanted
  transport::LogLevel log_level = transport::LogLevel::warning;
  std::vector<std::string> warnings;  ///< for the log, once a server starts
};

/// What is wrong, for the operator. Never holds a secret or the content of a file.
struct Error {
  std::string message;
};

/// The variable that holds the keys of request states: `PETSTORE_STATE_KEY`.
std::string state_key_variable(const Server& server);

/// Reads the configuration file and the files that variables name, and nothing else.
std::variant<Configuration, Error> configure(const Server& server, const Overrides& overrides,
                                             const Environment& environment);

}  // namespace mcp::configuration
