// The configuration file of a server: schemas/server-config.schema.json.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/settings.h"
#include "configuration/configuration.h"
#include "configuration/credentials.h"
#include "configuration/policy.h"

namespace mcp::configuration {

struct File {
  std::optional<std::string> base_url;
  PolicyKeys policy;
  std::map<std::string, PolicyKeys, std::less<>> tools;
  LimitKeys limits;
  std::optional<std::size_t> response_limit;
  std::optional<std::size_t> cache_bytes;
  std::vector<std::string> allow_hosts;
  std::vector<std::string> allow_origins;
  std::vector<std::string> allow_upstream_hosts;
  std::optional<std::string> tls_certificate;  ///< relative ones: to the file's folder
  std::optional<std::string> tls_key;
  std::optional<auth::Settings> authorization;
  SchemesOfFile credentials;
  std::optional<transport::LogLevel> log_level;
  std::optional<std::string> files_root;
  std::optional<std::size_t> files_limit;
  std::optional<std::size_t> result_limit;
  std::optional<std::size_t> result_blob_limit;
  std::optional<bool> result_argument;
  std::map<std::string, std::string, std::less<>> variables;  ///< of upstream URLs, by name
};

/// Strict: an unknown key or a value of another type is an error.
std::variant<File, Error> parse_file(std::string text);

}  // namespace mcp::configuration
