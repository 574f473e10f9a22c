#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "command_line/commands.h"
#include "http/client.h"
#include "http/loop.h"
#include "transport/streamable_http.h"

namespace mcp::command_line {

int check_health(const Health& command, const Environment& environment) {
  const http::Origin origin = http::parse_url(command.url);
  if (origin.host.empty()) {
    complain(environment, "the URL must be absolute, http or https");
    return wrong_usage;
  }
  HttpRequest request{"GET", command.url, {}, {}};
  if (origin.target == "/") {
    request.url = std::string(origin.tls ? "https://" : "http://") + origin.authority +
                  std::string(transport::health_path);
  }
  http::Loop loop;
  http::Client client(loop, {});
  http::ClientResult result;
  client.send(std::move(request), std::chrono::seconds(5), [&](http::ClientResult given) {
    result = std::move(given);
    loop.stop();
  });
  loop.run();
  if (const auto* failure = std::get_if<http::Failure>(&result)) {
    complain(environment, failure->message);
    return failed;
  }
  const int status = std::get<HttpResponse>(result).status;
  if (status != 200) {
    complain(environment, "the server answered " + std::to_string(status));
    return failed;
  }
  return print(environment, "ok\n");
}

}  // namespace mcp::command_line
