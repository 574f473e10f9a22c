#include "transport/caller.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "configuration/policy.h"
#include "invoke/security.h"
#include "protocol/trace_context.h"
#include "transport/item_progress.h"
#include "transport/outcome.h"
#include "upstream/idempotency.h"
#include "upstream/redirect.h"

namespace mcp::transport {
namespace {

upstream::Limits limits_of(const configuration::Configuration& configuration,
                           std::size_t concurrency) {
  upstream::Limits limits = configuration.limits;
  limits.running = configuration.concurrency.value_or(concurrency);
  return limits;
}

/// `mcpcc/timeout_seconds` of a call's `_meta`: the caller has no more time than that.
std::chrono::milliseconds timeout_of(const protocol::Call& call, const upstream::Policy& policy) {
  const json::Value* const given =
      call.meta == nullptr ? nullptr : call.meta->find("mcpcc/timeout_seconds");
  if (given == nullptr || !given->is_number()) return policy.timeout;
  return std::min(policy.timeout,
                  configuration::parse_seconds(given->number()).value_or(policy.timeout));
}

/// The name of the gate that requests to `origin` go through.
std::string gate_of(const http::Origin& origin) {
  return (origin.tls ? "https://" : "http://") + origin.authority;
}

std::chrono::milliseconds until(std::chrono::steady_clock::time_point time) {
  const auto left = time - std::chrono::steady_clock::now();
  return std::chrono::ceil<std::chrono::milliseconds>(
      std::max(left, std::chrono::steady_clock::duration(0)));
}

// Digest answers are made after a range is asked for.
constexpr std::size_t least_margin = 256;

}  // namespace

Caller::Caller(http::Loop& loop, const CallerContext& context, std::size_t concurrency)
    : loop_(loop),
      context_(context),
      gates_(limits_of(context.configuration, concurrency)),
      cache_(context.configuration.cache_bytes) {}

invoke::ToolResult Caller::failed(const Job& job) {
  std::string what = "unknown exception";
  try {
    throw;
  } catch (const std::exception& error) {
    what = error.what();
    provider().concealment(job.use).apply(what);  // a hook may quote the request
  } catch (...) {                                 // hooks may throw anything
  }
  context_.log.write(LogLevel::error, std::string(job.call.tool->name) + ": " + what);
  return invoke::error_result("The server failed to process this call; its log says why.");
}

Caller::Id Caller::start(protocol::Call call, Done done, Progress progress) {
  const Id id = ++last_id_;
  const upstream::Policy& policy = context_.configuration.policy_of(*call.tool);
  const auto now = Clock::now();
  const auto deadline = now + timeout_of(call, policy);
  Job& job =
      jobs_.emplace(id, Job{std::move(call), std::move(done), policy, now, deadline}).first->second;
  job.progress = std::move(progress);
  job.use = provider().begin(*job.call.tool, job.call.credentials);
  if (job.call.part) {
    std::size_t& length = job.call.part->range.length;
    length = std::min(length,
                      std::max<std::size_t>(context_.configuration.settings.result_limits.blob, 1));
  }
  attempt(id);
  return id;
}

void Caller::fetch(HttpRequest request, std::function<void(http::ClientResult)> done) {
  client(nullptr).send(std::move(request), context_.configuration.policy.timeout, std::move(done));
}

void Caller::cancel(Id id) {
  auto job = jobs_.extract(id);
  if (!job) return;
  context_.log.write(LogLevel::info, std::string(job.mapped().call.tool->name) + " cancelled");
  context_.metrics.requests.add({job.mapped().call.method(), "cancelled"});
  if (!job.mapped().call.part) context_.metrics.tool_calls.add({"cancelled"});
  gates_.forget(job.mapped().upstream, id);
  if (job.mapped().sent != 0) job.mapped().client->cancel(job.mapped().sent);
}

/// One try. A request is built anew each time, so that nothing is kept for a retry that seldom
/// comes.
void Caller::attempt(Id id) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;  // cancelled meanwhile
  Job& job = found->second;
  job.sent = 0;
  auto refused = guarded(job, [&] { return build(job); });
  if (refused) {
    return loop_.post([this, id, result = std::move(*refused)] { finish(id, result, "refused"); });
  }
  provider().obtain(job.use, until(job.deadline),
                    [this, id](credentials::Provider::Obtained obtained) {
                      authenticate(id, std::move(obtained));
                    });
}

/// Builds the request of `job`, without what is fetched for it; else says why there is none.
std::optional<invoke::ToolResult> Caller::build(Job& job) const {
  auto built =
      invoke::build_request(context_.server, *job.call.tool, job.call.arguments,
                            context_.configuration.settings, job.use.credentials, *job.call.names);
  if (auto* result = std::get_if<invoke::ToolResult>(&built)) return std::move(*result);
  job.request = std::move(std::get<HttpRequest>(built));
  return std::nullopt;
}

void Caller::authenticate(Id id, credentials::Provider::Obtained obtained) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;  // cancelled meanwhile
  Job& job = found->second;
  if (const auto* problem = std::get_if<std::string>(&obtained)) {
    context_.log.write(LogLevel::warning, std::string(job.call.tool->name) + ": " + *problem);
    return refuse(id, "The request was not sent: " + *problem + ".", "refused");
  }
  job.use.tokens = std::get<std::vector<credentials::FetchedToken>>(std::move(obtained));
  auto refused = guarded(job, [&] { return complete(job); });
  if (!refused) {
    if (!answers_from_cache(id, job)) enter(id, job);
    return;
  }
  loop_.post([this, id, result = std::move(*refused)] { finish(id, result, "refused"); });
}

/// Adds what does not come from the arguments; else says why that cannot be.
std::optional<invoke::ToolResult> Caller::complete(Job& job) {
  const Tool& tool = *job.call.tool;
  HttpRequest& request = job.request;
  provider().add_tokens(job.use, request);
  for (auto& [name, value] : protocol::trace_headers(job.call.meta)) {
    if (find_header(request.headers, name) == nullptr) request.headers.emplace_back(name, value);
  }
  const std::string_view key_header = upstream::idempotency_header(tool, job.policy);
  if (!key_header.empty() && upstream::lacks_key(request.headers, key_header)) {
    if (job.idempotency_key.empty()) job.idempotency_key = upstream::new_idempotency_key();
    request.headers.emplace_back(key_header, job.idempotency_key);
  }
  job.may_repeat = job.became_get || !key_header.empty() || upstream::is_idempotent(tool.method);
  if (!job.location.empty()) {
    request.url = job.location;
    if (job.became_get) upstream::make_get(request, key_header);
    if (!job.left_origin) {
      invoke::add_query_credentials(context_.server, tool, job.use.credentials, request.url);
    }
  }
  if (job.left_origin) upstream::strip_for_other_origin(request.headers);
  // A hook that changes answers wants to see them whole.
  if (job.call.part && context_.hooks.after_response == nullptr) {
    job.call.part->range.margin = std::max(least_margin, provider().concealment(job.use).longest());
    invoke::ask_for_range(request, job.call.part->body, job.call.part->range);
  }
  // Hooks may add credentials, which are not for another origin either.
  if (!job.left_origin && context_.hooks.before_request != nullptr) {
    context_.hooks.before_request(tool, job.call.principal, request);
  }
  const http::Origin origin = http::parse_request_url(request.url);
  if (!origin.host.empty() && !context_.configuration.egress.allows(origin.host)) {
    return invoke::error_result("The request to the API was not sent: " + origin.host +
                                " is a host that neither the API's document nor the "
                                "configuration of this server names.");
  }
  job.url = request.url;
  job.upstream = gate_of(origin);
  if (!job.left_origin) provider().sign(job.use, request);
  return std::nullopt;
}

/// Takes the answer from the cache, or makes the request one that asks whether what is there still
/// holds. The request is complete here, with its credentials: they are part of the key.
bool Caller::answers_from_cache(Id id, Job& job) {
  job.cache_key.clear();
  job.is_conditional = false;
  // An answer to HTTP digest fits one request only.
  if (job.avoids_cache || !job.use.digest_nonce.empty()) return false;
  const http::IdentityFiles* const identity = provider().identity(job.use);
  job.cache_key =
      cache_.key(job.request, job.upstream,
                 job.call.principal.id + "\n" + (identity == nullptr ? "" : identity->certificate));
  if (job.cache_key.empty()) return false;
  if (const HttpResponse* kept = cache_.fresh(job.cache_key, std::chrono::system_clock::now())) {
    context_.metrics.cache_hits.add({"fresh"});
    loop_.post([this, id, response = *kept] {
      const auto found = jobs_.find(id);
      if (found == jobs_.end()) return;  // cancelled meanwhile
      make_result(id, found->second, response, std::to_string(response.status) + " cached");
    });
    return true;
  }
  job.is_conditional = cache_.add_condition(job.cache_key, job.request);
  return false;
}

void Caller::enter(Id id, Job& job) {
  using Entry = upstream::Gates::Entry;
  switch (gates_.enter(job.upstream, id, Clock::now())) {
    case Entry::admitted:
      return send(id, job);
    case Entry::waiting:
      return loop_.after(static_cast<int>(until(job.deadline).count()),
                         [this, id] { give_up_waiting(id); });
    case Entry::full:
      return refuse(id,
                    "The request to the API was not sent: too many others wait for their turn. "
                    "Try again later.",
                    "busy");
    case Entry::closed:
      break;
  }
  refuse_as_closed(id, job);
}

void Caller::send(Id id, Job& job) {
  http::Timeouts timeouts(until(job.deadline));
  timeouts.connect = job.policy.connect_timeout;
  timeouts.read = job.policy.read_timeout;
  job.sent_at = Clock::now();
  job.client = &client(job.left_origin ? nullptr : provider().identity(job.use));
  http::Client::Observer observer;
  if (job.progress) {
    job.item_progress = std::make_shared<ItemProgress>(loop_, job.progress);
    observer = [weak = std::weak_ptr<ItemProgress>(job.item_progress)](const HttpResponse& so_far) {
      if (const auto open = weak.lock()) open->put(so_far);
    };
  }
  // The time that a caller has says nothing of the API, and others may have more.
  const bool is_hasty = job.deadline < job.started + job.policy.timeout;
  job.sent = job.client->send(
      std::move(job.request), timeouts,
      [this, id, upstream = job.upstream, is_hasty,
       deadline = job.deadline](http::ClientResult result) {
        const auto* failure = std::get_if<http::Failure>(&result);
        const bool is_given_up = is_hasty && failure != nullptr &&
                                 failure->kind == http::Failure::Kind::timeout &&
                                 Clock::now() >= deadline;
        leave(upstream, is_given_up ? upstream::Gates::Outcome::unknown : outcome_of(result));
        answer(id, std::move(result));
      },
      std::move(observer));
}

/// Lets the next ones through the gate.
void Caller::leave(const std::string& upstream, upstream::Gates::Outcome outcome) {
  const upstream::Gates::Next next = gates_.leave(upstream, outcome, Clock::now());
  for (const Id id : next.admitted) send(id, jobs_.at(id));
  for (const Id id : next.closed) refuse_as_closed(id, jobs_.at(id));
  if (next.has_closed) {
    context_.metrics.breaker_openings.add();
    context_.log.write(LogLevel::warning,
                       upstream + " failed " + std::to_string(gates_.failures(upstream)) +
                           " times in a row; nothing is sent to it for " +
                           std::to_string(context_.configuration.limits.pause.count() / 1000) +
                           " s");
  }
}

void Caller::refuse(Id id, const std::string& reason, std::string_view status) {
  loop_.post(
      [this, id, status, result = invoke::error_result(reason)] { finish(id, result, status); });
}

void Caller::refuse_as_closed(Id id, const Job& job) {
  const auto left = until(gates_.open_again(job.upstream));
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
  refuse(id,
         "The request to the API was not sent: " + job.upstream + " failed " +
             std::to_string(gates_.failures(job.upstream)) + " times in a row. Try again " +
             (seconds > 0 ? "in " + std::to_string(seconds) + " s." : "later."),
         "closed");
}

void Caller::give_up_waiting(Id id) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end() || !gates_.forget(found->second.upstream, id)) return;
  finish(id,
         invoke::error_result(
             "The request to the API was not sent: its time ended while others were under way."),
         "timeout");
}

http::Client& Caller::client(const http::IdentityFiles* identity) {
  std::unique_ptr<http::Client>& client =
      clients_[identity == nullptr ? std::string() : identity->certificate];
  if (client == nullptr) {
    http::ClientOptions options;
    options.response_limit = context_.configuration.response_limit;
    options.may_connect = [this](const std::string& host, const http::IpAddress& address) {
      return context_.configuration.egress.may_connect(host, address);
    };
    options.proxies = context_.configuration.proxies;
    options.user_agent = std::string(context_.server.name) + "-mcp mcpcc/" MCPCC_VERSION;
    if (identity != nullptr) options.identity = *identity;
    client = std::make_unique<http::Client>(loop_, std::move(options));
  }
  return *client;
}

credentials::Provider& Caller::provider() {
  if (provider_ == nullptr) {
    provider_ = std::make_unique<credentials::Provider>(
        loop_, context_.server, context_.configuration.credentials,
        context_.configuration.endpoint_egress, context_.configuration.proxies);
  }
  return *provider_;
}

}  // namespace mcp::transport
