// The authorizer of a running server: decisions of ResourceServer, with keys that come over the
// network.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "auth/key_fetch.h"
#include "auth/resource_server.h"
#include "http/client.h"
#include "http/loop.h"
#include "transport/authorizer.h"
#include "transport/log.h"

namespace mcp::auth {

class TokenAuthorizer final : public transport::Authorizer {
 public:
  using Clock = std::function<Time()>;

  /// All of them outlive it. Destroyed after the loop has stopped.
  TokenAuthorizer(http::Loop& loop, const Server& server, const Settings& settings,
                  const transport::Log& log, Clock clock = system_time);

  static Time system_time();

  void authorize(const transport::RequestHead& request,
                 std::function<void(Decision)> done) override;
  std::optional<HttpResponse> refuse(const Principal& principal, const Tool& tool) const override;
  std::optional<HttpResponse> refuse(const Principal& principal,
                                     const std::vector<std::string>& scopes) const override;
  std::optional<HttpResponse> metadata(std::string_view path) const override;
  /// Reads the file of API keys.
  std::string reload() override;

 private:
  struct Waiting {
    HttpHeaders headers;
    std::function<void(Decision)> done;
  };

  void decide(const HttpHeaders& headers, bool may_wait, std::function<void(Decision)> done);
  HttpResponse refuse(const Refusal& refusal) const;
  void fetch(std::size_t issuer);
  void fetched(std::size_t issuer, FetchResult result);
  http::Client& client();

  http::Loop& loop_;
  const Settings& settings_;
  const transport::Log& log_;
  const Clock now_;
  ResourceServer resource_server_;
  std::vector<Waiting> waiting_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace mcp::auth
