// An HTTP server of a test, on a free port of 127.0.0.1: an API, an authorization server or both.
#pragma once

#include <mcp/http.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/loop.h"
#include "http/server.h"

namespace mcp::credentials::test {

struct Seen {
  std::string method, target;
  HttpHeaders headers;
  std::string body;

  /// The value of a header field; empty: absent.
  std::string header(std::string_view name) const;
  /// The value of a field of a form, decoded; empty: absent.
  std::string field(std::string_view name) const;
};

class Site {
 public:
  /// nullopt: the request is held until release(). Runs under a lock, one request at a time.
  using Handler = std::function<std::optional<HttpResponse>(const Seen&)>;

  explicit Site(Handler handler);
  ~Site();

  std::string url(std::string_view target = {}) const;
  std::string authority() const;
  /// Everything that came, in order.
  std::vector<Seen> seen();
  /// What came to a target.
  std::vector<Seen> seen(std::string_view target);
  void forget();
  void wait_for_held();
  void release(const HttpResponse& response);

 private:
  const Handler handler_;
  http::Loop loop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Seen> seen_;
  std::vector<http::Responder> held_;
  http::Server server_;
  std::thread thread_;
};

HttpResponse json_response(int status, std::string body);
/// What a token endpoint answers.
HttpResponse token_response(const std::string& token, const std::string& more = {});

}  // namespace mcp::credentials::test
