#include "configuration/policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "http/framing_field.h"
#include "http/message.h"

namespace mcp::configuration {
namespace {

std::string read_seconds(const json::Value& value, std::optional<std::chrono::milliseconds>& out) {
  if (value.is_number()) out = parse_seconds(value.number());
  return out ? std::string() : "a number above 0 and at most 86400";
}

std::string read_count(const json::Value& value, unsigned least, unsigned most,
                       std::optional<unsigned>& out) {
  if (value.is_number()) {
    const std::string_view text = value.number();
    unsigned count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool is_whole = error == std::errc() && end == text.data() + text.size();
    if (is_whole && count >= least && count <= most) out = count;
  }
  return out ? std::string()
             : "an integer from " + std::to_string(least) + " to " + std::to_string(most);
}

/// Headers that are about the message, or hold what else decides on: a key in one of them would not
/// be sent.
bool is_set_elsewhere(std::string_view name) {
  constexpr std::array<std::string_view, 8> names = {
      "accept",           "accept-encoding", "authorization",       "cookie",
      "content-encoding", "content-type",    "proxy-authorization", "user-agent"};
  return http::is_framing_field(name) || std::ranges::any_of(names, [&](std::string_view known) {
           return http::equals_ignoring_case(known, name);
         });
}

std::string read_key_header(const json::Value& value, std::optional<std::string>& out) {
  const bool is_name = value.is_string() && http::is_token(value.string());
  if (is_name && !is_set_elsewhere(value.string())) out = value.string();
  return out ? std::string() : "the name of a header that nothing else is sent in";
}

template <class Keys>
struct Key {
  std::string_view name;
  std::string (*read)(const json::Value& value, Keys& keys);
};

constexpr Key<PolicyKeys> policy_keys[] = {
    {"timeout_seconds",
     [](const json::Value& value, PolicyKeys& keys) { return read_seconds(value, keys.timeout); }},
    {"connect_timeout_seconds",
     [](const json::Value& value, PolicyKeys& keys) {
       return read_seconds(value, keys.connect_timeout);
     }},
    {"read_timeout_seconds",
     [](const json::Value& value, PolicyKeys& keys) {
       return read_seconds(value, keys.read_timeout);
     }},
    {"retries", [](const json::Value& value,
                   PolicyKeys& keys) { return read_count(value, 0, 9, keys.retries); }},
    {"redirects", [](const json::Value& value,
                     PolicyKeys& keys) { return read_count(value, 0, 20, keys.redirects); }},
    {"idempotency_header",
     [](const json::Value& value, PolicyKeys& keys) {
       return read_key_header(value, keys.idempotency_header);
     }},
};

constexpr Key<LimitKeys> limit_keys[] = {
    {"concurrency", [](const json::Value& value,
                       LimitKeys& keys) { return read_count(value, 1, 65'536, keys.concurrency); }},
    {"queue", [](const json::Value& value,
                 LimitKeys& keys) { return read_count(value, 0, 65'536, keys.queue); }},
    {"breaker_failures",
     [](const json::Value& value, LimitKeys& keys) {
       return read_count(value, 0, 1'000'000, keys.breaker_failures);
     }},
    {"breaker_pause_seconds",
     [](const json::Value& value, LimitKeys& keys) {
       return read_seconds(value, keys.breaker_pause);
     }},
};

template <class Keys, std::size_t N>
std::optional<std::string> read(const Key<Keys> (&table)[N], std::string_view name,
                                const json::Value& value, Keys& keys) {
  for (const Key<Keys>& key : table) {
    if (key.name == name) return key.read(value, keys);
  }
  return std::nullopt;
}

template <class Keys, std::size_t N>
std::vector<std::string_view> names(const Key<Keys> (&table)[N]) {
  std::vector<std::string_view> out;
  for (const Key<Keys>& key : table) out.push_back(key.name);
  return out;
}

}  // namespace

std::optional<std::string> read_policy_key(std::string_view key, const json::Value& value,
                                           PolicyKeys& keys) {
  return read(policy_keys, key, value, keys);
}

std::optional<std::string> read_limit_key(std::string_view key, const json::Value& value,
                                          LimitKeys& keys) {
  return read(limit_keys, key, value, keys);
}

std::vector<std::string_view> policy_key_names() { return names(policy_keys); }
std::vector<std::string_view> limit_key_names() { return names(limit_keys); }

upstream::Policy with(upstream::Policy policy, const PolicyKeys& keys) {
  policy.timeout = keys.timeout.value_or(policy.timeout);
  policy.connect_timeout = keys.connect_timeout.value_or(policy.connect_timeout);
  if (keys.read_timeout) policy.read_timeout = keys.read_timeout;
  policy.retries = keys.retries.value_or(policy.retries);
  policy.redirects = keys.redirects.value_or(policy.redirects);
  policy.idempotency_header = keys.idempotency_header.value_or(policy.idempotency_header);
  return policy;
}

upstream::Limits with(upstream::Limits limits, const LimitKeys& keys) {
  limits.running = keys.concurrency.value_or(limits.running);
  limits.waiting = keys.queue.value_or(limits.waiting);
  limits.failures = keys.breaker_failures.value_or(limits.failures);
  limits.pause = keys.breaker_pause.value_or(limits.pause);
  return limits;
}

std::optional<std::chrono::milliseconds> parse_seconds(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(seconds >= 0.001) || seconds > 86400) return std::nullopt;
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

}  // namespace mcp::configuration
