#include "registry/location.h"

#include "registry/failure.h"
#include "support/text.h"

namespace mcpcc::registry {

namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

bool is_postgresql(std::string_view text) {
  return text.starts_with("postgres://") || text.starts_with("postgresql://");
}

// What stands between `://` and the first `/`, `?` or `#`.
std::string_view authority(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

bool holds_password(std::string_view url) {
  const std::string_view whole = authority(url);
  const auto at = whole.rfind('@');
  if (at != std::string_view::npos && whole.substr(0, at).find(':') != std::string_view::npos)
    return true;
  const auto query = url.find('?');
  if (query == std::string_view::npos) return false;
  const std::string_view parameters = url.substr(query);
  return parameters.find("password=") != std::string_view::npos;  // sslpassword, too
}

}  // namespace

Location parse_location(std::string_view text, LocationSource source) {
  if (text.find('\0') != std::string_view::npos)
    throw Failure(rules::registry_location_invalid, "it holds a NUL byte");
  if (text.starts_with(sqlite_scheme)) {
    std::string_view path = text.substr(sqlite_scheme.size());
    // sqlite:///path is what other programs write.
    if (path.starts_with("///")) path.remove_prefix(2);
    if (path.empty()) {
      throw Failure(rules::registry_location_invalid, "`sqlite:` names no file",
                    {"write `sqlite:PATH`"});
    }
    return {Location::Kind::sqlite, std::filesystem::path(path), {}};
  }
  if (is_postgresql(text)) {
    if (source == LocationSource::command_line && holds_password(text)) {
      throw Failure(
          rules::registry_location_invalid,
          "a password in the command line can be read by everybody on this machine",
          {"put it into PGPASSWORD or ~/.pgpass, or the whole URL into MCPCC_REGISTRY or a file "
           "for --registry-file"});
    }
    return {Location::Kind::postgresql, {}, std::string(text)};
  }
  std::string seen;
  // What is no location may be a misspelled one with a password in it.
  const auto scheme = text.find("://");
  append_visible(seen, scheme == std::string_view::npos ? text : text.substr(0, scheme + 3));
  throw Failure(rules::registry_location_invalid,
                "`" + seen + (scheme == std::string_view::npos ? "`" : "...`"),
                {"write `sqlite:PATH` or `postgres://USER@HOST/DATABASE`"});
}

Location default_location(
    const std::function<std::optional<std::string>(std::string_view)>& variable) {
  namespace fs = std::filesystem;
  if (const auto data = variable("XDG_DATA_HOME"); data && fs::path(*data).is_absolute())
    return {Location::Kind::sqlite, fs::path(*data) / "mcpcc/registry.db", {}};
  if (const auto home = variable("HOME"); home && fs::path(*home).is_absolute())
    return {Location::Kind::sqlite, fs::path(*home) / ".local/share/mcpcc/registry.db", {}};
  throw Failure(rules::registry_location_invalid, "there is no HOME, so no default",
                {"name one: --registry sqlite:PATH"});
}

std::string shown(const Location& location) {
  std::string out;
  if (location.kind == Location::Kind::sqlite) {
    append_visible(out, "sqlite:" + location.file.generic_string());
    return out;
  }
  std::string_view host = authority(location.url);
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  std::string_view rest = location.url;
  rest.remove_prefix(rest.find("://") + 3);
  const auto path = rest.find('/');
  const std::string_view database = path == std::string_view::npos
                                        ? std::string_view()
                                        : rest.substr(path, rest.find_first_of("?#", path) - path);
  append_visible(out, "postgres://" + std::string(host) + std::string(database));
  return out;
}

}  // namespace mcpcc::registry
