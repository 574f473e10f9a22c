// HTTP requests one at a time, by the runtime's client.
#pragma once

#include <mcp/http.h>

#include <chrono>
#include <functional>
#include <memory>
#include <variant>

#include "http/client.h"

namespace mcpcc::image {

using HttpResult = std::variant<mcp::HttpResponse, mcp::http::Failure>;

/// A variable's value, or nullptr.
using Variables = std::function<const char*(const char*)>;

/// Follows no redirect. One thread.
class HttpClient {
 public:
  /// Goes through the proxies that `variables` name; throws std::runtime_error when they are
  /// malformed.
  explicit HttpClient(const Variables& variables);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpResult send(mcp::HttpRequest request, std::chrono::milliseconds timeout);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mcpcc::image
