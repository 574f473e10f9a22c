// A server under test and a client that speaks one version of the protocol over one transport.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "process.h"
#include "protocol/version.h"

namespace mcp::test {

/// A file with this text, while it lives.
class ConfigFile {
 public:
  explicit ConfigFile(std::string_view text);
  ~ConfigFile();
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class Client {
 public:
  enum class Kind : std::uint8_t { stdio, http, sse };
  static constexpr Kind kinds[] = {Kind::stdio, Kind::http, Kind::sse};
  /// Those that `kind` is tried with.
  static std::vector<protocol::Version> versions(Kind kind);

  /// Starts the server that `arguments` choose, with an API at `base_url` and a configuration file.
  Client(Kind kind, protocol::Version version, std::vector<std::string> arguments,
         const std::string& base_url, std::string_view configuration,
         std::vector<std::string> environment = {});

  /// The response to a request. `params` is a JSON object; `meta` further members of its `_meta`,
  /// each with a comma in front; `name` what Mcp-Name says.
  std::string request(std::string_view method, std::string params, std::string_view name = {},
                      std::string_view meta = {});
  std::string call(std::string_view tool, std::string_view arguments, std::string_view meta = {});
  /// What server/discover or initialize answers.
  std::string capabilities();

  /// The notifications that came before the last response.
  const std::vector<std::string>& notifications() const { return notifications_; }

 private:
  std::string send(const std::string& message, std::string_view method, std::string_view name);
  bool is_response(const std::string& message);

  const Kind kind_;
  const protocol::Version version_;
  const ConfigFile config_;
  Process process_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Socket> stream_;  // of HTTP+SSE
  std::string endpoint_;
  std::string initialized_;
  std::vector<std::string> notifications_;
  int last_id_ = 0;
};

}  // namespace mcp::test
