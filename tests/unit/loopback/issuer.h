// The HTTP side of an authorization server, on a free port of 127.0.0.1.
#pragma once

#include <mcp/http.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/loop.h"
#include "http/server.h"

namespace mcp::auth::test {

class IssuerServer {
 public:
  IssuerServer();
  ~IssuerServer();

  std::string url(std::string_view path = {}) const;
  /// Answers GETs of `path` with this from now on; 404 for paths that were not set.
  void set(const std::string& path, HttpResponse response);
  /// Metadata at `path` that names this issuer and `/keys`, and these keys there.
  void serve(const std::string& path, const std::string& keys);
  int requests(const std::string& path);
  /// Keeps requests of every path until release().
  void hold();
  void wait_for_held();
  void release();

 private:
  void answer(const std::string& path, const http::Responder& responder);

  http::Loop loop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, HttpResponse> responses_;
  std::map<std::string, int> requests_;
  std::vector<std::pair<std::string, http::Responder>> held_;
  bool holds_ = false;
  http::Server server_;
  std::thread thread_;
};

}  // namespace mcp::auth::test
