#include "upstream.h"

#include <utility>

namespace mcp::test {
namespace {

HttpResponse json(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

}  // namespace

Upstream::Upstream()
    : server_(loop_, {},
              [this](http::ServerRequest request, http::Responder responder) {
                serve(std::move(request), responder);
              }),
      thread_([this] { loop_.run(); }) {}

Upstream::~Upstream() {
  loop_.stop();
  thread_.join();
}

std::string Upstream::url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }

void Upstream::wait_for_slow(std::size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return slow_ >= count; });
}

void Upstream::wait_for_closed(std::size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ >= count; });
}

void Upstream::release() {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, responder] : held_) responder.respond(json(200, "{\"id\":\"" + id + "\"}"));
  held_.clear();
}

std::size_t Upstream::closed() {
  const std::lock_guard lock(mutex_);
  return closed_;
}

std::vector<std::string> Upstream::requests() {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void Upstream::serve(http::ServerRequest request, const http::Responder& responder) {
  std::string seen = std::string(request.method) + " " + std::string(request.target) + "\n";
  for (const auto& [name, value] : request.headers) seen += name + ": " + value + "\n";
  const std::lock_guard lock(mutex_);
  requests_.push_back(std::move(seen));
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  constexpr std::string_view items = "/items/";
  if (path == "/items") {
    responder.respond(request.method == "POST" ? json(201, request.body) : json(200, "[1,\n2]"));
  } else if (path == "/items/teapot") {
    responder.respond(json(418, "{}"));
  } else if (path == "/items/flaky") {
    const bool is_second = ++flaky_ % 2 == 0;
    responder.respond(json(is_second ? 200 : 503, R"({"id":"flaky"})"));
  } else if (path == "/items/broken") {
    responder.respond(json(200, "{\"a\":"));
  } else if (path.starts_with("/items/slow")) {
    responder.on_close([this] {
      const std::lock_guard closing(mutex_);
      ++closed_;
      changed_.notify_all();
    });
    held_.emplace_back(path.substr(items.size()), responder);
    ++slow_;
    changed_.notify_all();
  } else if (path.starts_with(items)) {
    responder.respond(json(200, "{\"id\":\"" + std::string(path.substr(items.size())) + "\"}"));
  } else {
    responder.respond(json(404, "{\"error\":\"no such path\"}"));
  }
}

}  // namespace mcp::test
