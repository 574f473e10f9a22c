#include "auth/token_authorizer.h"

#include <chrono>
#include <utility>

#include "protocol/message.h"
#include "transport/descriptor.h"

namespace mcp::auth {
namespace {

// Requests that wait for keys. A flood of tokens with keys that nobody has ends here.
constexpr std::size_t most_waiting = 256;
constexpr std::size_t api_keys_limit = 4UL * 1024 * 1024;
constexpr std::size_t keys_limit = 256UL * 1024;

}  // namespace

TokenAuthorizer::TokenAuthorizer(http::Loop& loop, const Server& server, const Settings& settings,
                                 const transport::Log& log, Clock clock)
    : loop_(loop),
      settings_(settings),
      log_(log),
      now_(std::move(clock)),
      resource_server_(server, settings) {}

Time TokenAuthorizer::system_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

void TokenAuthorizer::authorize(const transport::RequestHead& request,
                                std::function<void(Decision)> done) {
  decide(request.headers, waiting_.size() < most_waiting, std::move(done));
}

void TokenAuthorizer::decide(const HttpHeaders& headers, bool may_wait,
                             std::function<void(Decision)> done) {
  auth::Decision decision = resource_server_.decide(headers, now_(), may_wait);
  if (decision.fetch) fetch(*decision.fetch);
  if (std::holds_alternative<Wait>(decision.outcome)) {
    waiting_.push_back({headers, std::move(done)});
  } else if (auto* refusal = std::get_if<Refusal>(&decision.outcome)) {
    done(refuse(*refusal));
  } else {
    done(std::move(std::get<Principal>(decision.outcome)));
  }
}

std::optional<HttpResponse> TokenAuthorizer::refuse(const Principal& principal,
                                                    const Tool& tool) const {
  const std::optional<Refusal> refusal = resource_server_.check_tool(principal, tool);
  if (!refusal) return std::nullopt;
  return refuse(*refusal);
}

std::optional<HttpResponse> TokenAuthorizer::refuse(const Principal& principal,
                                                    const std::vector<std::string>& scopes) const {
  const std::optional<Refusal> refusal = resource_server_.check_scopes(principal, scopes);
  if (!refusal) return std::nullopt;
  return refuse(*refusal);
}

HttpResponse TokenAuthorizer::refuse(const Refusal& refusal) const {
  if (log_.enabled(transport::LogLevel::info)) {
    log_.write(transport::LogLevel::info,
               "refused with " + std::to_string(refusal.status) + ": " + refusal.message);
  }
  HttpResponse out{refusal.status,
                   {{"Content-Type", "application/json"}},
                   protocol::error_text({}, protocol::Code::invalid_request, refusal.message)};
  if (!refusal.challenge.empty()) out.headers.emplace_back("WWW-Authenticate", refusal.challenge);
  if (!refusal.retry_after.empty()) out.headers.emplace_back("Retry-After", refusal.retry_after);
  return out;
}

std::optional<HttpResponse> TokenAuthorizer::metadata(std::string_view path) const {
  if (!resource_server_.is_metadata_path(path)) return std::nullopt;
  return HttpResponse{200, {{"Content-Type", "application/json"}}, resource_server_.metadata()};
}

std::string TokenAuthorizer::reload() {
  if (!settings_.api_keys_file) return {};
  const std::string& path = *settings_.api_keys_file;
  const auto text = transport::read_file(path, api_keys_limit);
  if (!text) return path + " cannot be read or is over 4 MiB";
  auto keys = parse_api_keys(*text);
  if (const auto* problem = std::get_if<std::string>(&keys)) return path + ": " + *problem;
  resource_server_.set_api_keys(std::move(std::get<std::vector<ApiKey>>(keys)));
  return {};
}

void TokenAuthorizer::fetch(std::size_t issuer) {
  resource_server_.keys(issuer).begin(now_());
  fetch_keys(client(), settings_.issuers[issuer],
             [this, issuer](FetchResult result) { fetched(issuer, std::move(result)); });
}

void TokenAuthorizer::fetched(std::size_t issuer, FetchResult result) {
  KeyCache& keys = resource_server_.keys(issuer);
  if (const auto* problem = std::get_if<std::string>(&result)) {
    keys.fail(now_());
    log_.write(transport::LogLevel::error, *problem);
  } else {
    auto& fetched = std::get<FetchedKeys>(result);
    keys.succeed(now_(), std::move(fetched.keys), fetched.life);
  }
  // Those that wait for another issuer come back to the list.
  for (Waiting& waiting : std::exchange(waiting_, {})) {
    decide(waiting.headers, true, std::move(waiting.done));
  }
}

http::Client& TokenAuthorizer::client() {
  if (client_ == nullptr) {
    http::ClientOptions options;
    options.response_limit = keys_limit;
    options.proxies = settings_.proxies;
    options.user_agent = "mcpcc/" MCPCC_VERSION;
    client_ = std::make_unique<http::Client>(loop_, std::move(options));
  }
  return *client_;
}

}  // namespace mcp::auth
