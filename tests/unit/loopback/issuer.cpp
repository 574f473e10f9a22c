#include "issuer.h"

#include <utility>

namespace mcp::auth::test {

IssuerServer::IssuerServer()
    : server_(loop_, {},
              [this](const http::ServerRequest& request, const http::Responder& responder) {
                const std::lock_guard lock(mutex_);
                const std::string path(request.target);
                ++requests_[path];
                if (!holds_) return answer(path, responder);
                held_.emplace_back(path, responder);
                changed_.notify_all();
              }),
      thread_([this] { loop_.run(); }) {}

IssuerServer::~IssuerServer() {
  loop_.stop();
  thread_.join();
}

std::string IssuerServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(server_.port()) + std::string(path);
}

void IssuerServer::set(const std::string& path, HttpResponse response) {
  const std::lock_guard lock(mutex_);
  responses_[path] = std::move(response);
}

void IssuerServer::serve(const std::string& path, const std::string& keys) {
  set(path, {200, {}, R"({"issuer":")" + url() + R"(","jwks_uri":")" + url("/keys") + R"("})"});
  set("/keys", {200, {}, keys});
}

int IssuerServer::requests(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return requests_[path];
}

void IssuerServer::hold() {
  const std::lock_guard lock(mutex_);
  holds_ = true;
}

void IssuerServer::wait_for_held() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !held_.empty(); });
}

void IssuerServer::release() {
  const std::lock_guard lock(mutex_);
  holds_ = false;
  for (const auto& [path, responder] : std::exchange(held_, {})) answer(path, responder);
}

void IssuerServer::answer(const std::string& path, const http::Responder& responder) {
  const auto found = responses_.find(path);
  responder.respond(found == responses_.end() ? HttpResponse{404, {}, "no"} : found->second);
}

}  // namespace mcp::auth::test
