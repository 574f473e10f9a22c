// One repository of one registry, with the authorization that the registry asks for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "image/push/http.h"
#include "image/push/login.h"
#include "image/reference.h"

namespace mcpcc::image {

struct PushFailure {
  bool is_refusal = false;  ///< the registry said no; false: it could not be asked, or is broken
  std::string message;      ///< without any secret
  std::vector<std::string> hints;
};

using PushResult = std::variant<mcp::HttpResponse, PushFailure>;

struct SessionOptions {
  bool plain_http = false;  ///< speak http to a registry that is not on this machine, too
  std::optional<Login> login;
  std::chrono::milliseconds pause{200};  ///< before a request is made again, the first time
};

class Session {
 public:
  Session(HttpClient& client, const Reference& reference, SessionOptions options);

  /// Finds out how the registry is spoken to. Comes first; nullopt: it worked.
  std::optional<PushFailure> open();

  /// Sends a request for `target`, a path below the repository such as `/manifests/1.2.0`, or an
  /// absolute path or URL that the registry gave. Credentials go to the registry alone. Statuses
  /// that mean that a login is missing or not enough are failures, and those of a server that
  /// cannot work now; such requests are made again first.
  PushResult send(const std::string& method, const std::string& target,
                  const mcp::HttpHeaders& headers = {}, const std::string& body = {});

  /// What `response` means when it is not what was hoped for.
  PushFailure refusal(const mcp::HttpResponse& response, const std::string& doing) const;
  const std::string& registry() const { return reference_.registry; }

 private:
  std::optional<std::string> url_of(const std::string& target) const;
  std::optional<PushFailure> authorize(const mcp::HttpResponse& response);
  std::optional<PushFailure> fetch_token(const std::string& realm, const std::string& service,
                                         const std::string& scope);
  std::string explanation(const mcp::HttpResponse& response) const;
  PushFailure not_reached(const mcp::http::Failure& failure) const;
  HttpResult send_patiently(const mcp::HttpRequest& request);
  std::string basic() const;

  HttpClient& client_;
  Reference reference_;
  SessionOptions options_;
  std::string origin_;         // https://registry.example.com
  std::string authorization_;  // value of the header; empty: none yet
};

}  // namespace mcpcc::image
