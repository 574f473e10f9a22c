#include "configuration/environment.h"

#include <algorithm>
#include <utility>

#include "transport/descriptor.h"

namespace mcp::configuration {
namespace {

constexpr std::size_t secret_limit = 64UL * 1024;

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// Clients of MCP refer to a variable of their own as `${NAME}`, `${env:NAME}` and the like, and
// some pass that on as it is where it is not set.
bool is_reference(std::string_view value, std::string_view name) {
  if (!value.starts_with('$') || value.find(name) == std::string_view::npos) return false;
  return value.ends_with('}') || value.substr(1) == name;
}

}  // namespace

std::optional<std::string> get(const Environment& environment, std::string_view name) {
  if (name.empty()) return std::nullopt;
  const char* value = environment(std::string(name).c_str());
  if (value == nullptr || *value == '\0' || is_reference(value, name)) return std::nullopt;
  return value;
}

std::variant<std::optional<std::string>, Error> read_secret(const Environment& environment,
                                                            const std::string& name) {
  std::string source = name;
  std::optional<std::string> secret = get(environment, source);
  if (!secret) {
    source += "_FILE";
    const std::optional<std::string> path = get(environment, source);
    if (!path) return std::optional<std::string>();
    secret = transport::read_file(*path, secret_limit);
    if (!secret) return Error{source + " names a file that cannot be read or is over 64 KiB"};
    if (secret->ends_with('\n')) secret->pop_back();
    if (secret->ends_with('\r')) secret->pop_back();
  }
  if (has_control_character(*secret)) {
    return Error{source + " holds a line break or another control character"};
  }
  return secret;
}

}  // namespace mcp::configuration
