#include "transport/caller.h"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include "configuration/policy.h"
#include "protocol/trace_context.h"
#include "upstream/idempotency.h"
#include "upstream/redirect.h"
#include "upstream/retry.h"

namespace mcp::transport {
namespace {

/// The class of an HTTP status: "2xx" and so on.
std::string_view status_class(int status) {
  constexpr std::array<std::string_view, 4> classes = {"2xx", "3xx", "4xx", "5xx"};
  return classes[static_cast<std::size_t>(std::clamp(status / 100, 2, 5) - 2)];
}

std::string_view kind_name(http::Failure::Kind kind) {
  using Kind = http::Failure::Kind;
  switch (kind) {
    case Kind::bad_url:
      return "bad-url";
    case Kind::resolve:
      return "resolve";
    case Kind::connect:
      return "connect";
    case Kind::tls:
      return "tls";
    case Kind::timeout:
      return "timeout";
    case Kind::too_large:
      return "too-large";
    case Kind::malformed:
      return "malformed";
    case Kind::truncated:
      return "truncated";
    case Kind::forbidden:
      return "forbidden";
    case Kind::proxy:
      return "proxy";
    case Kind::cancelled:
      break;
  }
  return "cancelled";
}

/// What the gate of an upstream learns from `result`. Statuses of the API's own are good ones: it
/// is there.
upstream::Gates::Outcome outcome_of(const http::ClientResult& result) {
  using Kind = http::Failure::Kind;
  using Outcome = upstream::Gates::Outcome;
  if (const auto* failure = std::get_if<http::Failure>(&result)) {
    switch (failure->kind) {
      case Kind::resolve:
      case Kind::connect:
      case Kind::tls:
      case Kind::timeout:
      case Kind::truncated:
        return Outcome::bad;
      case Kind::too_large:
      case Kind::malformed:
        return Outcome::good;
      case Kind::bad_url:
      case Kind::forbidden:
      case Kind::proxy:
      case Kind::cancelled:
        break;
    }
    return Outcome::unknown;
  }
  const int status = std::get<HttpResponse>(result).status;
  return status >= 502 && status <= 504 ? Outcome::bad : Outcome::good;
}

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

}  // namespace

template <class Work>
auto Caller::guarded(const Job& job, Work work) -> decltype(work()) {
  std::string what = "unknown exception";
  try {
    return work();
  } catch (const std::exception& error) {
    what = error.what();
    provider().concealment(job.use).apply(what);  // a hook may quote the request
  } catch (...) {                                 // hooks may throw anything
  }
  context_.log.write(LogLevel::error, std::string(job.call.tool->name) + ": " + what);
  return invoke::error_result("The server failed to process this call; its log says why.");
}

Caller::Caller(http::Loop& loop, const CallerContext& context, std::size_t concurrency)
    : loop_(loop),
      context_(context),
      gates_(limits_of(context.configuration, concurrency)),
      cache_(context.configuration.cache_bytes) {}

Caller::Id Caller::start(protocol::Call call, Done done) {
  const Id id = ++last_id_;
  const upstream::Policy& policy = context_.configuration.policy_of(*call.tool);
  const auto now = Clock::now();
  const auto deadline = now + timeout_of(call, policy);
  Job& job =
      jobs_.emplace(id, Job{std::move(call), std::move(done), policy, now, deadline}).first->second;
  job.use = provider().begin(*job.call.tool, job.call.credentials);
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
  context_.metrics.requests.add({"tools/call", "cancelled"});
  context_.metrics.tool_calls.add({"cancelled"});
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
  auto built = invoke::build_request(context_.server, *job.call.tool, job.call.arguments,
                                     context_.configuration.settings, job.use.credentials);
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
  if (!key_header.empty() && find_header(request.headers, key_header) == nullptr) {
    if (job.idempotency_key.empty()) job.idempotency_key = upstream::new_idempotency_key();
    request.headers.emplace_back(key_header, job.idempotency_key);
  }
  job.may_repeat = !key_header.empty() || upstream::is_idempotent(tool.method);
  if (!job.location.empty()) request.url = job.location;
  if (job.left_origin) {
    // Hooks may add credentials, which are not for another origin either.
    upstream::strip_for_other_origin(request.headers);
  } else if (context_.hooks.before_request != nullptr) {
    context_.hooks.before_request(tool, job.call.principal, request);
  }
  const http::Origin origin = http::parse_url(request.url);
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
  job.sent = job.client->send(std::move(job.request), timeouts,
                              [this, id, upstream = job.upstream](http::ClientResult result) {
                                leave(upstream, result);
                                answer(id, std::move(result));
                              });
}

/// Lets the next ones through the gate.
void Caller::leave(const std::string& upstream, const http::ClientResult& result) {
  const upstream::Gates::Next next = gates_.leave(upstream, outcome_of(result), Clock::now());
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

/// How long to wait before one more try; nullopt: the result counts.
std::optional<std::chrono::milliseconds> Caller::next_try(const Job& job,
                                                          const http::ClientResult& result) {
  upstream::Attempt attempt;
  attempt.may_repeat = job.may_repeat;
  attempt.number = job.tries;
  attempt.left = std::chrono::floor<std::chrono::milliseconds>(job.deadline - Clock::now());
  attempt.jitter = static_cast<double>(random_() - random_.min()) /
                   (static_cast<double>(random_.max() - random_.min()) + 1);
  attempt.now = std::chrono::system_clock::now();
  return upstream::retry_delay(result, attempt, {job.policy.retries});
}

/// Goes on where `response` leads; false: it counts.
bool Caller::follows_redirect(Id id, Job& job, const HttpResponse& response) {
  if (job.policy.redirects == 0) return false;
  auto decision =
      upstream::redirect(job.call.tool->method, job.url, response, context_.configuration.egress);
  if (std::holds_alternative<upstream::NoRedirect>(decision)) return false;
  std::string problem;
  if (const auto* refused = std::get_if<upstream::RefusedRedirect>(&decision)) {
    problem = refused->reason;
  } else if (++job.redirects > job.policy.redirects) {
    problem =
        job.upstream + " redirects more than " + std::to_string(job.policy.redirects) + " times";
  }
  if (!problem.empty()) {
    finish(id, invoke::error_result("The request to the API failed: " + problem + "."), "redirect");
    return true;
  }
  auto& redirect = std::get<upstream::Redirect>(decision);
  job.location = std::move(redirect.url);
  job.left_origin = job.left_origin || redirect.to_other_origin;
  attempt(id);
  return true;
}

void Caller::answer(Id id, http::ClientResult result) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;  // cancelled meanwhile
  Job& job = found->second;
  const auto* const failure = std::get_if<http::Failure>(&result);
  context_.metrics.upstream_time.add(Clock::now() - job.sent_at);
  context_.metrics.upstream_responses.add(
      {failure != nullptr ? kind_name(failure->kind)
                          : status_class(std::get<HttpResponse>(result).status)});
  if (failure == nullptr && !job.left_origin &&
      !credentials::Provider::is_genuine(job.use, std::get<HttpResponse>(result))) {
    return finish(id,
                  invoke::error_result("The answer to the request was thrown away: it does not "
                                       "come from an API that knows the password (`rspauth` of "
                                       "HTTP digest is wrong)."),
                  "not-genuine");
  }
  if (failure == nullptr && !job.left_origin &&
      provider().is_worth_another_try(job.use, std::get<HttpResponse>(result))) {
    return attempt(id);
  }
  if (const auto delay = next_try(job, result)) {
    context_.metrics.upstream_retries.add();
    ++job.tries;
    return loop_.after(static_cast<int>(delay->count()), [this, id] { attempt(id); });
  }
  if (failure != nullptr) {
    std::string message = "The request to the API failed: " + failure->message + ".";
    if (failure->kind == http::Failure::Kind::forbidden) {
      message +=
          " It is a private one, and only the API's document names the host: the operator of "
          "this server allows it with `--allow-upstream-host`.";
    }
    return finish(id, invoke::error_result(message), kind_name(failure->kind));
  }
  auto& response = std::get<HttpResponse>(result);
  if (!upstream::is_safe(job.call.tool->method) && response.status < 400) {
    cache_.expire(job.upstream);
  }
  if (!job.cache_key.empty()) {
    const bool is_confirmed = job.is_conditional && response.status == 304;
    response = cache_.take(job.cache_key, std::move(response), std::chrono::system_clock::now());
    if (is_confirmed && response.status == 304) {  // it had to go meanwhile
      job.avoids_cache = true;
      return attempt(id);
    }
    if (is_confirmed) context_.metrics.cache_hits.add({"revalidated"});
  }
  if (follows_redirect(id, job, response)) return;
  const std::string status = std::to_string(response.status);
  make_result(id, job, std::move(response), status);
}

void Caller::make_result(Id id, const Job& job, HttpResponse response, const std::string& status) {
  provider().concealment(job.use).apply(response);
  const Tool& tool = *job.call.tool;
  invoke::ToolResult made = guarded(job, [&] {
    if (context_.hooks.after_response != nullptr) context_.hooks.after_response(tool, response);
    auto options =
        invoke::result_options(tool, job.call.arguments, context_.configuration.settings);
    options.shown = job.call.shown;
    options.server = &context_.server;
    return invoke::make_result(tool, response, options);
  });
  note_check(tool, made.checked);
  finish(id, std::move(made), status);
}

/// The first difference of each tool is worth a look; that it goes on, where one looks closely.
void Caller::note_check(const Tool& tool, const invoke::CheckedOutput& checked) {
  using invoke::Conformity;
  if (checked.conformity == Conformity::none) return;
  const bool differs = checked.conformity == Conformity::differs;
  context_.metrics.checked_results.add({differs ? "differs"
                                        : checked.conformity == Conformity::conforms
                                            ? "conforms"
                                            : "unchecked"});
  if (!differs) return;
  const bool is_first = differing_.insert(&tool).second;
  const LogLevel level = is_first ? LogLevel::warning : LogLevel::debug;
  if (!context_.log.enabled(level)) return;
  context_.log.write(
      level,
      std::string(tool.name) + ": the result is not what the document says: " + checked.difference);
}

void Caller::finish(Id id, invoke::ToolResult result, std::string_view status) {
  const auto job = jobs_.extract(id);
  if (!job) return;
  const auto time = Clock::now() - job.mapped().started;
  context_.metrics.requests.add({"tools/call", "ok"});
  context_.metrics.tool_calls.add({!result.is_error      ? "ok"
                                   : status == "refused" ? "refused"
                                                         : "error"});
  context_.metrics.tool_call_time.add(time);
  if (context_.log.enabled(LogLevel::info)) {
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    std::string line(job.mapped().call.tool->name);
    line += ' ';
    line += status;
    line += ' ';
    line += std::to_string(taken.count());
    line += " ms";
    context_.log.write(LogLevel::info, line);
  }
  job.mapped().done(std::move(result));
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
