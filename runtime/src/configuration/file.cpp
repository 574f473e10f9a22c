#include "configuration/file.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "configuration/authorization.h"
#include "configuration/upstream_url.h"
#include "json/value.h"
#include "text/hint.h"

namespace mcp::configuration {
namespace {

constexpr std::size_t largest_limit = 1024UL * 1024 * 1024;

/// Reads one member into `file`; empty: fine, else what the value should have been.
using Reader = std::string (*)(const json::Value& value, File& file);

std::string read_base_url(const json::Value& value, File& file) {
  if (!value.is_string()) return "a string";
  file.base_url = value.string();
  return {};
}

std::string read_limit(const json::Value& value, std::optional<std::size_t>& out) {
  std::size_t bytes = 0;
  if (value.is_number()) {
    const std::string_view text = value.number();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
    if (error != std::errc() || end != text.data() + text.size()) bytes = 0;
  }
  if (bytes == 0 || bytes > largest_limit) return "an integer from 1 to 1073741824";
  out = bytes;
  return {};
}

std::string read_response_limit(const json::Value& value, File& file) {
  return read_limit(value, file.response_limit);
}

std::string read_cache_bytes(const json::Value& value, File& file) {
  if (value.is_number() && value.number() == "0") {
    file.cache_bytes = 0;
    return {};
  }
  return read_limit(value, file.cache_bytes).empty() ? "" : "an integer from 0 to 1073741824";
}

std::string read_files_root(const json::Value& value, File& file) {
  if (!value.is_string() || value.string().empty()) return "the path of a folder";
  file.files_root = value.string();
  return {};
}

std::string read_files_limit(const json::Value& value, File& file) {
  return read_limit(value, file.files_limit);
}

std::string read_result_limit(const json::Value& value, File& file) {
  return read_limit(value, file.result_limit);
}

std::string read_result_blob_limit(const json::Value& value, File& file) {
  return read_limit(value, file.result_blob_limit);
}

std::string read_result_argument(const json::Value& value, File& file) {
  if (!value.is_boolean()) return "true or false";
  file.result_argument = value.boolean();
  return {};
}

std::string read_allow_hosts(const json::Value& value, File& file) {
  return read_strings(value, file.allow_hosts) ? std::string() : "an array of strings";
}

std::string read_allow_origins(const json::Value& value, File& file) {
  return read_strings(value, file.allow_origins) ? std::string() : "an array of strings";
}

std::string read_allow_upstream_hosts(const json::Value& value, File& file) {
  const auto is_fine = [](const std::string& host) { return is_host(host); };
  const bool fine = read_strings(value, file.allow_upstream_hosts) &&
                    std::ranges::all_of(file.allow_upstream_hosts, is_fine);
  return fine ? std::string() : "an array of host names";
}

std::string read_tls(const json::Value& value, File& file) {
  constexpr const char* want = "an object with `certificate` and `key`, both names of files";
  if (!value.is_object()) return want;
  for (const json::Member& member : value.members()) {
    if (!member.value.is_string()) return want;
    if (member.key == "certificate") {
      file.tls_certificate = member.value.string();
    } else if (member.key == "key") {
      file.tls_key = member.value.string();
    } else {
      return want;
    }
  }
  return file.tls_certificate && file.tls_key ? std::string() : want;
}

std::string read_authorization_key(const json::Value& value, File& file) {
  return read_authorization(value, file.authorization.emplace());
}

std::string read_credentials_key(const json::Value& value, File& file) {
  return read_credentials(value, file.credentials);
}

std::string read_log_level(const json::Value& value, File& file) {
  if (value.is_string()) file.log_level = transport::parse_log_level(value.string());
  return file.log_level ? std::string() : std::string(transport::log_level_names);
}

std::string read_tools(const json::Value& value, File& file) {
  if (!value.is_object()) return "an object of objects";
  for (const json::Member& tool : value.members()) {
    const std::string name(tool.key.substr(0, 64));
    if (!tool.value.is_object()) return "an object of objects";
    PolicyKeys& keys = file.tools[std::string(tool.key)];
    for (const json::Member& member : tool.value.members()) {
      const auto want = read_policy_key(member.key, member.value, keys);
      if (!want) {
        const std::string key(member.key.substr(0, 64));
        return "objects of known keys, and `" + key + "` in `" + name + "` is none" +
               text::hint(key, policy_key_names());
      }
      if (!want->empty()) return "objects whose `" + std::string(member.key) + "` is " + *want;
    }
  }
  return {};
}

std::string read_variables(const json::Value& value, File& file) {
  constexpr const char* want = "an object of strings";
  if (!value.is_object()) return want;
  for (const json::Member& member : value.members()) {
    if (!member.value.is_string()) return want;
    file.variables.insert_or_assign(std::string(member.key), std::string(member.value.string()));
  }
  return {};
}

struct Key {
  std::string_view name;
  Reader read;
};

constexpr Key keys[] = {
    {"base_url", read_base_url},
    {"response_limit_bytes", read_response_limit},
    {"cache_bytes", read_cache_bytes},
    {"allow_hosts", read_allow_hosts},
    {"allow_origins", read_allow_origins},
    {"allow_upstream_hosts", read_allow_upstream_hosts},
    {"tls", read_tls},
    {"authorization", read_authorization_key},
    {"credentials", read_credentials_key},
    {"log_level", read_log_level},
    {"files_root", read_files_root},
    {"files_limit_bytes", read_files_limit},
    {"result_limit_bytes", read_result_limit},
    {"result_blob_limit_bytes", read_result_blob_limit},
    {"result_argument", read_result_argument},
    {"tools", read_tools},
    {"variables", read_variables},
};

std::string unknown_key(std::string_view name) {
  std::vector<std::string_view> names = policy_key_names();
  for (const std::string_view known : limit_key_names()) names.push_back(known);
  for (const Key& key : keys) names.push_back(key.name);
  return "there is no key `" + std::string(name.substr(0, 64)) + "`" + text::hint(name, names);
}

}  // namespace

std::variant<File, Error> parse_file(std::string text) {
  auto parsed = json::Document::parse(std::move(text), {.max_bytes = 1'048'576, .max_depth = 16});
  if (const auto* error = std::get_if<json::Error>(&parsed)) {
    return Error{"not JSON: " + error->message + " at byte " + std::to_string(error->offset)};
  }
  const json::Value& root = std::get<json::Document>(parsed).root();
  if (!root.is_object()) return Error{"must hold a JSON object"};
  File file;
  for (const json::Member& member : root.members()) {
    std::optional<std::string> want = read_policy_key(member.key, member.value, file.policy);
    if (!want) want = read_limit_key(member.key, member.value, file.limits);
    for (const Key& key : keys) {
      if (key.name == member.key) want = key.read(member.value, file);
    }
    if (!want) return Error{unknown_key(member.key)};
    if (!want->empty()) return Error{"`" + std::string(member.key) + "` must be " + *want};
  }
  return file;
}

}  // namespace mcp::configuration
