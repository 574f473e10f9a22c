#include <algorithm>
#include <future>
#include <thread>

#include "fetch/network.h"
#include "http/client.h"

namespace mcpcc::fetch {

namespace {

namespace http = mcp::http;

http::ClientOptions client_options(const NetworkOptions& options) {
  http::ClientOptions result;
  result.connect_timeout = options.connect_timeout;
  result.response_limit = options.max_bytes;
  result.user_agent = "mcpcc/" MCPCC_VERSION;
  if (!options.private_addresses) {
    result.may_connect = [](const std::string&, const http::IpAddress& address) {
      return http::is_public(address);
    };
  }
  return result;
}

std::string header(const mcp::HttpResponse& response, std::string_view name) {
  const std::string* value = mcp::find_header(response.headers, name);
  return value == nullptr ? std::string() : *value;
}

// RFC 9110, section 8.3.1: what stands before the parameters, in any case.
std::string media_type(std::string value) {
  value.resize(std::min(value.find_first_of("; \t"), value.size()));
  std::transform(value.begin(), value.end(), value.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return value;
}

class Internet final : public Network {
 public:
  explicit Internet(const NetworkOptions& options)
      : client_(std::make_unique<http::Client>(loop_, client_options(options))),
        thread_([this] { loop_.run(); }) {}
  ~Internet() override {
    loop_.stop();
    thread_.join();
    client_.reset();
  }

  std::variant<Reply, NetworkFailure> get(const std::string& url,
                                          std::chrono::milliseconds timeout) override {
    std::promise<http::ClientResult> promise;
    client_->send({"GET", url, {{"Accept", "application/yaml, application/json, */*;q=0.5"}}, ""},
                  timeout,
                  [&](http::ClientResult result) { promise.set_value(std::move(result)); });
    http::ClientResult result = promise.get_future().get();
    if (const auto* failure = std::get_if<http::Failure>(&result)) {
      return NetworkFailure{failure->kind == http::Failure::Kind::forbidden, failure->message};
    }
    auto& response = std::get<mcp::HttpResponse>(result);
    return Reply{response.status, http::escape_reference(header(response, "Location")),
                 media_type(header(response, "Content-Type")), std::move(response.body)};
  }

 private:
  http::Loop loop_;
  std::unique_ptr<http::Client> client_;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<Network> open_internet(const NetworkOptions& options) {
  return std::make_unique<Internet>(options);
}

}  // namespace mcpcc::fetch
