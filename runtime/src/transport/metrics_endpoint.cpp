#include "transport/metrics_endpoint.h"

#include <utility>

#include "transport/request_headers.h"

namespace mcp::transport {
namespace {

http::ServerOptions server_options(const Endpoint& endpoint) {
  http::ServerOptions out;
  out.address = endpoint.address;
  out.port = endpoint.port;
  out.body_limit = 0;
  out.max_connections = 16;
  return out;
}

HttpResponse text_response(int status, std::string text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(text)};
}

}  // namespace

MetricsEndpoint::MetricsEndpoint(http::Loop& loop, const Endpoint& endpoint,
                                 std::vector<std::string> allow_hosts,
                                 const metrics::Metrics& metrics, std::string_view server,
                                 std::string_view version)
    : metrics_(metrics),
      name_(server),
      version_(version),
      server_(loop, server_options(endpoint),
              [this](const http::ServerRequest& request, const http::Responder& responder) {
                responder.respond(answer(request));
              }),
      bound_{endpoint.address, server_.port(), false},
      access_(bound_, std::move(allow_hosts), {}) {}

HttpResponse MetricsEndpoint::answer(const http::ServerRequest& request) const {
  if (request.target.substr(0, request.target.find('?')) != metrics_path) {
    return text_response(404, "metrics are at " + std::string(metrics_path) + "\n");
  }
  const auto host = header(request.headers, "Host");
  if (!host || !access_.allows_host(*host) || header(request.headers, "Origin")) {
    return text_response(403, "the value of Host or Origin is not allowed; see --allow-host\n");
  }
  if (request.method != "GET") {
    HttpResponse response = text_response(405, "this path serves GET only\n");
    response.headers.emplace_back("Allow", "GET");
    return response;
  }
  return {200,
          {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
          metrics_.text(name_, version_)};
}

}  // namespace mcp::transport
