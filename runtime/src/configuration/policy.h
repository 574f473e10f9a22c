// Keys of the configuration file that say how requests are sent: for all tools, or in `tools` for
// one.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "upstream/policy.h"

namespace mcp::configuration {

/// What is given of a policy.
struct PolicyKeys {
  std::optional<std::chrono::milliseconds> timeout, connect_timeout, read_timeout;
  std::optional<unsigned> retries, redirects;
  std::optional<std::string> idempotency_header;
};

/// What is given of the limits of an upstream.
struct LimitKeys {
  std::optional<unsigned> concurrency, queue, breaker_failures;
  std::optional<std::chrono::milliseconds> breaker_pause;
};

/// Reads the member `key`. nullopt: there is no such key; empty: fine; else what the value should
/// have been.
std::optional<std::string> read_policy_key(std::string_view key, const json::Value& value,
                                           PolicyKeys& keys);
std::optional<std::string> read_limit_key(std::string_view key, const json::Value& value,
                                          LimitKeys& keys);

std::vector<std::string_view> policy_key_names();
std::vector<std::string_view> limit_key_names();

/// `policy` with what `keys` say otherwise.
upstream::Policy with(upstream::Policy policy, const PolicyKeys& keys);
upstream::Limits with(upstream::Limits limits, const LimitKeys& keys);

/// A number of seconds as options and files have it: above 0 and at most a day.
std::optional<std::chrono::milliseconds> parse_seconds(std::string_view text);

}  // namespace mcp::configuration
