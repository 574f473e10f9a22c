#include "registry/record.h"

#include <algorithm>
#include <array>
#include <variant>

#include "image/reference.h"
#include "registry/failure.h"
#include "support/text.h"

namespace mcpcc::registry {

namespace {

constexpr std::array<std::string_view, 5> kind_names{"api", "server", "image", "endpoint",
                                                     "credential"};
constexpr std::array<std::string_view, 5> action_names{"add", "update", "rollback", "remove",
                                                       "import"};

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

bool consists_of(std::string_view text, std::initializer_list<std::string_view> alphabets) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return std::any_of(alphabets.begin(), alphabets.end(),
                       [&](auto alphabet) { return alphabet.find(c) != std::string_view::npos; });
  });
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && consists_of(name, {lower, digits, "-"}) &&
         name.front() != '-';
}

// Visible ASCII without what would hold a secret (user, query) or mean nothing (fragment).
bool is_endpoint_url(std::string_view url) {
  if (url.size() > 2048 || !(url.starts_with("http://") || url.starts_with("https://")))
    return false;
  const bool visible =
      std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7f'; });
  const std::string_view rest = url.substr(url.find("//") + 2);
  return visible && !rest.empty() && rest.front() != '/' &&
         url.find_first_of("@?#\"<>\\^`{|}") == std::string_view::npos;
}

// A URL for a message: what stands before the host may be a secret.
std::string without_user(std::string url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
  const auto at = url.substr(0, url.find_first_of("/?#", begin)).rfind('@');
  if (at != std::string::npos && at > begin) url.replace(begin, at - begin, "...");
  return url;
}

std::string_view rule_of(Kind kind) {
  switch (kind) {
    case Kind::api:
    case Kind::server:
      return "it consists of a-z, 0-9 and -, at most 64 characters, and begins with no -";
    case Kind::image:
      return "it is a reference, [HOST[:PORT]/]PATH[:TAG][@sha256:...], with a path in lower case";
    case Kind::endpoint:
      return "it is an http or https URL without user, query and fragment";
    case Kind::credential:
      return "it is SERVER/VARIABLE, with the name of an environment variable that is no PATH, "
             "LD_..., or the like";
  }
  return {};
}

}  // namespace

std::string_view to_string(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<Kind> parse_kind(std::string_view text) {
  const auto* const found = std::find(kind_names.begin(), kind_names.end(), text);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<Kind>(found - kind_names.begin());
}

std::string_view to_string(Action action) { return action_names[static_cast<std::size_t>(action)]; }

std::optional<Action> parse_action(std::string_view text) {
  const auto* const found = std::find(action_names.begin(), action_names.end(), text);
  if (found == action_names.end()) return std::nullopt;
  return static_cast<Action>(found - action_names.begin());
}

std::string to_string(const RecordId& id) {
  return std::string(to_string(id.kind)) + '/' + id.name;
}

RecordId parse_record_id(std::string_view text) {
  const auto slash = text.find('/');
  RecordId id{Kind::server, std::string(text)};
  if (slash != std::string_view::npos) {
    const auto kind = parse_kind(text.substr(0, slash));
    if (!kind) {
      std::string seen;
      append_visible(seen, text);
      throw Failure(rules::registry_name_invalid, "`" + seen + "` begins with no kind of record",
                    {"write KIND/NAME with one of api, server, image, endpoint, credential"});
    }
    id = {*kind, std::string(text.substr(slash + 1))};
  }
  check_name(id);
  return id;
}

void check_name(const RecordId& id) {
  bool valid = false;
  std::string rule(rule_of(id.kind));
  switch (id.kind) {
    case Kind::api:
    case Kind::server:
      valid = is_plain_name(id.name);
      break;
    case Kind::image: {
      const auto reference = image::parse_reference(id.name);
      if (const auto* problem = std::get_if<std::string>(&reference)) rule = *problem;
      valid = std::holds_alternative<image::Reference>(reference);
      break;
    }
    case Kind::endpoint:
      valid = is_endpoint_url(id.name);
      break;
    case Kind::credential: {
      const auto slash = id.name.find('/');
      valid = slash != std::string::npos &&
              is_plain_name(std::string_view(id.name).substr(0, slash)) &&
              is_credential_variable(std::string_view(id.name).substr(slash + 1));
      break;
    }
  }
  if (valid) return;
  throw Failure(
      rules::registry_name_invalid,
      in_quotes(id.kind == Kind::endpoint ? without_user(id.name) : id.name) + " is no name of " +
          (id.kind == Kind::api || id.kind == Kind::image || id.kind == Kind::endpoint ? "an "
                                                                                       : "a ") +
          std::string(to_string(id.kind)),
      {std::move(rule)});
}

bool is_credential_variable(std::string_view text) {
  if (text.empty() || text.size() > 128 || digits.find(text.front()) != std::string_view::npos ||
      !consists_of(text, {lower, digits, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "_"}))
    return false;
  // What the dynamic loader, the C library, OpenSSL and shells obey, and the keys of registries.
  constexpr std::string_view obeyed[] = {"PATH",       "HOME",      "IFS",         "ENV",
                                         "BASH_ENV",   "SHELLOPTS", "PS4",         "CDPATH",
                                         "GCONV_PATH", "LOCPATH",   "OPENSSL_CONF"};
  return !text.starts_with("LD_") && !text.starts_with("GLIBC_") && !text.starts_with("DYLD_") &&
         !text.starts_with("MCPCC_REGISTRY") && !text.starts_with("SSL_CERT_") &&
         std::find(std::begin(obeyed), std::end(obeyed), text) == std::end(obeyed);
}

RecordId credential_id(std::string_view server, std::string_view variable) {
  RecordId id{Kind::credential, std::string(server) + '/' + std::string(variable)};
  check_name(id);
  return id;
}

}  // namespace mcpcc::registry
