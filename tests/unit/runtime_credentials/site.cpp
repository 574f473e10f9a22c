#include "site.h"

#include <utility>

#include "invoke/percent.h"

namespace mcp::credentials::test {

std::string Seen::header(std::string_view name) const {
  const std::string* const value = find_header(headers, name);
  return value == nullptr ? std::string() : *value;
}

std::string Seen::field(std::string_view name) const {
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    std::string value(pair.substr(equals + 1));
    for (char& c : value) {
      if (c == '+') c = ' ';
    }
    return invoke::percent_decoded(value);
  }
  return {};
}

Site::Site(Handler handler)
    : handler_(std::move(handler)),
      server_(loop_, {},
              [this](http::ServerRequest request, const http::Responder& responder) {
                const std::lock_guard lock(mutex_);
                seen_.push_back({std::string(request.method), std::string(request.target),
                                 request.headers, std::move(request.body)});
                if (auto response = handler_(seen_.back())) {
                  return responder.respond(std::move(*response));
                }
                held_.push_back(responder);
                changed_.notify_all();
              }),
      thread_([this] { loop_.run(); }) {}

Site::~Site() {
  loop_.stop();
  thread_.join();
}

std::string Site::authority() const { return "127.0.0.1:" + std::to_string(server_.port()); }

std::string Site::url(std::string_view target) const {
  return "http://" + authority() + std::string(target);
}

std::vector<Seen> Site::seen() {
  const std::lock_guard lock(mutex_);
  return seen_;
}

std::vector<Seen> Site::seen(std::string_view target) {
  std::vector<Seen> out = seen();
  std::erase_if(out, [&](const Seen& each) { return each.target != target; });
  return out;
}

void Site::forget() {
  const std::lock_guard lock(mutex_);
  seen_.clear();
}

void Site::wait_for_held() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !held_.empty(); });
}

void Site::release(const HttpResponse& response) {
  const std::lock_guard lock(mutex_);
  for (const http::Responder& responder : std::exchange(held_, {})) responder.respond(response);
}

HttpResponse json_response(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

HttpResponse token_response(const std::string& token, const std::string& more) {
  return json_response(200, R"({"access_token":")" + token +
                                R"(","token_type":"Bearer","expires_in":3600)" + more + "}");
}

}  // namespace mcp::credentials::test
