// The configuration file of a server: schemas/server-config.schema.json.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "auth/settings.h"
#include "configuration/configuration.h"

namespace mcp::configuration {

struct File {
  std::optional<std::string> base_url;
  std::optional<std::chrono::milliseconds> timeout;
  std::optional<std::size_t> response_limit;
  std::optional<unsigned> retries;
  std::vector<std::string> allow_hosts;
  std::vector<std::string> allow_origins;
  std::optional<std::string> tls_certificate;  ///< relative ones: to the file's folder
  std::optional<std::string> tls_key;
  std::optional<auth::Settings> authorization;
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

/// A number of seconds as options and files have it: above 0 and at most a day.
std::optional<std::chrono::milliseconds> parse_seconds(std::string_view text);

}  // namespace mcp::configuration
