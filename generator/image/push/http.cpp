#include "image/push/http.h"

#include <future>
#include <stdexcept>
#include <thread>

#include "configuration/proxies.h"

namespace mcpcc::image {

namespace {

mcp::http::ClientOptions client_options(const Variables& variables) {
  mcp::http::ClientOptions options;
  options.user_agent = "mcpcc/" MCPCC_VERSION;
  options.response_limit = std::size_t{4} << 20;  // the size of manifests that registries take
  auto proxies = mcp::configuration::read_proxies(variables);
  if (const auto* error = std::get_if<mcp::configuration::Error>(&proxies)) {
    throw std::runtime_error(error->message);
  }
  options.proxies = std::get<mcp::http::Proxies>(std::move(proxies));
  return options;
}

}  // namespace

struct HttpClient::State {
  explicit State(const Variables& variables)
      : client(std::make_unique<mcp::http::Client>(loop, client_options(variables))),
        thread([this] { loop.run(); }) {}
  ~State() {
    loop.stop();
    thread.join();
    client.reset();
  }
  mcp::http::Loop loop;
  std::unique_ptr<mcp::http::Client> client;
  std::thread thread;
};

HttpClient::HttpClient(const Variables& variables) : state_(std::make_unique<State>(variables)) {}
HttpClient::~HttpClient() = default;

HttpResult HttpClient::send(mcp::HttpRequest request, std::chrono::milliseconds timeout) {
  std::promise<HttpResult> promise;
  state_->client->send(std::move(request), timeout, [&](mcp::http::ClientResult result) {
    promise.set_value(std::move(result));
  });
  return promise.get_future().get();
}

}  // namespace mcpcc::image
