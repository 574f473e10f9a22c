// A web server of fixed answers on a free port of 127.0.0.1, and a folder that goes away again.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "../loopback/certificates.h"
#include "../loopback/sockets.h"

namespace mcpcc::test {

class Site {
 public:
  /// With `authority`, the site speaks TLS with a certificate for localhost.
  explicit Site(const mcp::http::test::Authority* authority = nullptr);

  /// Answers requests for `target` with status 200 and `body`.
  void serve(const std::string& target, const std::string& body,
             const std::string& media_type = "application/yaml");
  void redirect(const std::string& target, const std::string& location);
  /// Answers with these bytes and closes; no bytes: never.
  void answer(const std::string& target, const std::string& bytes);
  /// Ends the server: from now on nobody listens at its port.
  void stop() { server_.reset(); }

  std::string url(const std::string& target) const { return origin() + target; }
  std::string origin() const;
  std::string authority() const;  ///< with the port
  /// The targets that were asked for so far.
  std::vector<std::string> requests() const;
  int connections() const { return server_->connections(); }

 private:
  template <class Peer>
  void talk(Peer& peer);

  struct ContextDeleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };

  mutable std::mutex mutex_;
  std::map<std::string, std::string> answers_;
  std::vector<std::string> requests_;
  std::unique_ptr<SSL_CTX, ContextDeleter> context_;
  std::optional<mcp::http::test::RawServer> server_;
  std::uint16_t port_ = 0;
};

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::filesystem::path& name, const std::string& text) const;
  std::string read(const std::filesystem::path& name) const;
  /// Every file below `name`, by its path from there.
  std::map<std::string, std::string> tree(const std::filesystem::path& name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace mcpcc::test
