#include "configuration/authorization.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "auth/scopes.h"
#include "auth/urls.h"

namespace mcp::configuration {
namespace {

constexpr std::chrono::seconds longest_skew{600};

bool read_string(const json::Value& value, std::string& out) {
  if (!value.is_string() || value.string().empty()) return false;
  out = value.string();
  return true;
}

bool read_issuer(const json::Value& value, auth::Issuer& issuer) {
  if (!value.is_object()) return false;
  for (const auto& [key, member] : value.members()) {
    const bool read = key == "issuer"      ? read_string(member, issuer.issuer)
                      : key == "jwks_uri"  ? read_string(member, issuer.jwks_uri)
                      : key == "audiences" ? read_strings(member, issuer.audiences)
                                           : false;
    if (!read) return false;
  }
  return !issuer.issuer.empty();
}

bool read_issuers(const json::Value& value, auth::Settings& settings) {
  return value.is_array() && std::ranges::all_of(value.items(), [&](const json::Value& item) {
           return read_issuer(item, settings.issuers.emplace_back());
         });
}

bool read_implied_scopes(const json::Value& value, auth::Settings& settings) {
  return value.is_object() && std::ranges::all_of(value.members(), [&](const json::Member& member) {
           return read_strings(member.value, settings.implied_scopes[std::string(member.key)]);
         });
}

bool read_tool_scopes(const json::Value& value, auth::Settings& settings) {
  if (!value.is_boolean()) return false;
  settings.tool_scopes = value.boolean();
  return true;
}

bool read_clock_skew(const json::Value& value, auth::Settings& settings) {
  if (!value.is_number()) return false;
  const std::string_view text = value.number();
  long seconds = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  settings.clock_skew = std::chrono::seconds(seconds);
  return error == std::errc() && end == text.data() + text.size() && seconds >= 0 &&
         settings.clock_skew <= longest_skew;
}

struct Key {
  std::string_view name;
  bool (*read)(const json::Value& value, auth::Settings& settings);
  const char* want;
};

constexpr Key keys[] = {
    {"resource", [](const json::Value& v, auth::Settings& s) { return read_string(v, s.resource); },
     "a string"},
    {"issuers", read_issuers,
     "an array of objects with `issuer`, and perhaps `jwks_uri` and `audiences`"},
    {"api_keys",
     [](const json::Value& v, auth::Settings& s) {
       return read_string(v, s.api_keys_file.emplace());
     },
     "the name of a file"},
    {"scopes", [](const json::Value& v, auth::Settings& s) { return read_strings(v, s.scopes); },
     "an array of strings"},
    {"tool_scopes", read_tool_scopes, "true or false"},
    {"implied_scopes", read_implied_scopes, "an object of arrays of strings"},
    {"clock_skew_seconds", read_clock_skew, "an integer from 0 to 600"},
};

}  // namespace

bool read_strings(const json::Value& value, std::vector<std::string>& out) {
  if (!value.is_array()) return false;
  for (const json::Value& item : value.items()) {
    if (!item.is_string()) return false;
    out.emplace_back(item.string());
  }
  return true;
}

std::string read_authorization(const json::Value& value, auth::Settings& settings) {
  if (!value.is_object()) return "an object";
  for (const json::Member& member : value.members()) {
    const Key* const known = std::ranges::find(keys, member.key, &Key::name);
    if (known == std::end(keys)) {
      return "an object without the key `" + std::string(member.key.substr(0, 64)) + "`";
    }
    if (known->read(member.value, settings)) continue;
    return "an object whose `" + std::string(known->name) + "` is " + known->want;
  }
  return {};
}

std::optional<std::string> check_authorization(const auth::Settings& settings) {
  constexpr const char* secure = "must be an https URL (http only on this machine)";
  if (settings.issuers.empty() && !settings.api_keys_file) {
    return "` names neither `issuers` nor `api_keys`: nobody could call the server";
  }
  if (settings.issuers.empty() != settings.resource.empty()) {
    return "` needs `issuers` and `resource` together: tokens are for the server at that URL";
  }
  if (!settings.resource.empty() && (!auth::is_secure_url(settings.resource) ||
                                     settings.resource.find('?') != std::string::npos)) {
    return ".resource` " + std::string(secure) + " without query and fragment";
  }
  for (const auth::Issuer& issuer : settings.issuers) {
    if (!auth::is_secure_url(issuer.issuer) || issuer.issuer.find('?') != std::string::npos) {
      return ".issuers[].issuer` " + std::string(secure) + " without query and fragment";
    }
    if (!issuer.jwks_uri.empty() && !auth::is_secure_url(issuer.jwks_uri)) {
      return ".issuers[].jwks_uri` " + std::string(secure);
    }
    const auto same = [&](const auth::Issuer& other) { return other.issuer == issuer.issuer; };
    if (std::ranges::count_if(settings.issuers, same) > 1) {
      return ".issuers` has one issuer twice";
    }
  }
  if (!std::ranges::all_of(settings.scopes, auth::is_scope)) {
    return ".scopes` has one that is no scope: printable ASCII without blanks, quotes and "
           "backslashes";
  }
  return std::nullopt;
}

}  // namespace mcp::configuration
