// What becomes of the answers to requests of a Caller.
#include <utility>
#include <variant>

#include "transport/caller.h"
#include "transport/item_progress.h"
#include "transport/outcome.h"
#include "upstream/idempotency.h"
#include "upstream/redirect.h"
#include "upstream/retry.h"

namespace mcp::transport {

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
      upstream::redirect(job.became_get ? std::string_view("GET") : job.call.tool->method.view(),
                         job.url, response, context_.configuration.egress);
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
  job.became_get = job.became_get || redirect.becomes_get;
  attempt(id);
  return true;
}

void Caller::answer(Id id, http::ClientResult result) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;  // cancelled meanwhile
  Job& job = found->second;
  job.item_progress = nullptr;
  auto* const failure = std::get_if<http::Failure>(&result);
  context_.metrics.upstream_time.add(Clock::now() - job.sent_at);
  context_.metrics.upstream_responses.add({class_of(result)});
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
  if (failure != nullptr && failure->was_sent_again) ++job.tries;
  if (const auto delay = next_try(job, result)) {
    context_.metrics.upstream_retries.add();
    ++job.tries;
    return loop_.after(static_cast<int>(delay->count()), [this, id] { attempt(id); });
  }
  if (failure != nullptr && failure->partial && takes_part(id, job, *failure)) return;
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

/// Makes a result of what came of a response that is not whole; false: it gives none.
bool Caller::takes_part(Id id, Job& job, http::Failure& failure) {
  if (job.call.part) return false;
  HttpResponse& partial = *failure.partial;
  const std::string status =
      std::to_string(partial.status) + " " + std::string(kind_name(failure.kind));
  if (invoke::is_useful_part(partial)) {
    make_result(id, job, std::move(partial), status, failure.message);
    return true;
  }
  // A hook that changes answers has not seen this one.
  if (failure.kind != http::Failure::Kind::too_large || context_.hooks.after_response != nullptr) {
    return false;
  }
  provider().concealment(job.use).apply(partial);
  auto made = invoke::make_large_result(*job.call.tool, partial, result_options(job));
  if (!made) return false;
  finish(id, std::move(*made), status);
  return true;
}

invoke::ResultOptions Caller::result_options(const Job& job) const {
  const protocol::Call& call = job.call;
  auto out = invoke::result_options(*call.tool, call.arguments, context_.configuration.settings);
  out.shown = call.shown;
  out.server = &context_.server;
  if (call.sealer != nullptr) {
    out.link = [&call](const invoke::LargeBody& body) {
      return protocol::result_uri(*call.sealer, *call.tool, call.arguments, call.principal.id,
                                  body);
    };
  }
  return out;
}

void Caller::make_result(Id id, const Job& job, HttpResponse response, const std::string& status,
                         const std::string& incomplete) {
  const credentials::Concealment concealment = provider().concealment(job.use);
  // What is read in parts keeps its size.
  const bool is_large = response.body.size() > context_.configuration.settings.result_limits.blob &&
                        invoke::is_binary(response);
  if (job.call.part || is_large) {
    concealment.mask(response);
  } else {
    concealment.apply(response);
  }
  const Tool& tool = *job.call.tool;
  invoke::ToolResult made = guarded(job, [&] {
    if (context_.hooks.after_response != nullptr) context_.hooks.after_response(tool, response);
    if (job.call.part) return protocol::read_part(tool, *job.call.part, response);
    invoke::ResultOptions options = result_options(job);
    options.incomplete = incomplete;
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
  const protocol::Call& call = job.mapped().call;
  context_.metrics.requests.add({call.method(), call.part && result.is_error ? "error" : "ok"});
  if (!call.part) {
    context_.metrics.tool_calls.add({!result.is_error      ? "ok"
                                     : status == "refused" ? "refused"
                                                           : "error"});
    context_.metrics.tool_call_time.add(time);
  }
  if (context_.log.enabled(LogLevel::info)) {
    const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    std::string line(call.tool->name);
    if (call.part) line += " (part of a result)";
    line += ' ';
    line += status;
    line += ' ';
    line += std::to_string(taken.count());
    line += " ms";
    context_.log.write(LogLevel::info, line);
  }
  job.mapped().done(std::move(result));
}

}  // namespace mcp::transport
