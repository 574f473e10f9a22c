#include <memory>
#include <string>
#include <system_error>

#include "auth/token_authorizer.h"
#include "command_line/commands.h"
#include "http/loop.h"
#include "transport/metrics_endpoint.h"
#include "transport/stdio.h"
#include "transport/streamable_http.h"
#include "transport/termination.h"

namespace mcp::command_line {

int serve_stdio(const Served& served, const Stdio&,
                const configuration::Configuration& configuration, const Environment& environment) {
  const transport::Log log = open_log(environment, configuration);
  const transport::Termination termination;
  transport::StdioOptions options;
  options.input = environment.input;
  options.output = environment.output;
  options.stop = termination.descriptor();
  options.protocol.state_keys = configuration.state_keys;
  options.protocol.profile = served.profile;
  metrics::Metrics metrics;
  transport::serve_stdio(
      {served.server, served.features, served.hooks, configuration, log, metrics}, options);
  return fine;
}

int serve_http(const Served& served, const Http& command,
               const configuration::Configuration& configuration, const Environment& environment) {
  const transport::Log log = open_log(environment, configuration);
  http::Loop loop;  // before what lives on it
  transport::HttpOptions options;
  options.endpoint = command.endpoint;
  options.serves_sse = command.serves_sse;
  options.protocol.tolerate_stale_version_header = command.tolerates_stale_header;
  options.protocol.state_keys = configuration.state_keys;
  options.protocol.profile = served.profile;
  options.endpoint.tls = configuration.tls.has_value();
  if (configuration.tls) {
    options.identity = std::make_shared<http::Identity>(*configuration.tls);
    if (const std::string problem = options.identity->load(); !problem.empty()) {
      complain(environment, problem);
      return wrong_usage;
    }
  }
  metrics::Metrics metrics;
  std::unique_ptr<transport::MetricsEndpoint> metrics_endpoint;
  if (command.metrics) {
    try {
      metrics_endpoint = std::make_unique<transport::MetricsEndpoint>(
          loop, *command.metrics, configuration.allow_hosts, metrics, served.server.name,
          served.server.version);
    } catch (const std::system_error& error) {
      complain(environment, transport::to_url(*command.metrics) + ": " + error.code().message());
      return fault;
    }
    complain(environment, "metrics at " + transport::to_url(metrics_endpoint->bound()) +
                              std::string(transport::metrics_path));
  }
  options.listening = [&](const transport::Endpoint& endpoint) {
    complain(environment,
             "serving " + transport::to_url(endpoint) + std::string(transport::mcp_path));
  };
  try {
    if (configuration.authorization) {
      options.authorizer = std::make_shared<auth::TokenAuthorizer>(
          loop, served.server, *configuration.authorization, log);
      if (const std::string problem = options.authorizer->reload(); !problem.empty()) {
        complain(environment, problem);
        return wrong_usage;
      }
    }
    transport::serve_http(
        loop, {served.server, served.features, served.hooks, configuration, log, metrics}, options);
  } catch (const std::system_error& error) {
    complain(environment, transport::to_url(options.endpoint) + ": " + error.code().message());
    return fault;
  }
  return fine;
}

}  // namespace mcp::command_line
