#include "transport/outcome.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <variant>

#include "invoke/invoke.h"

namespace mcp::transport {

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

std::string_view class_of(const http::ClientResult& result) {
  if (const auto* failure = std::get_if<http::Failure>(&result)) return kind_name(failure->kind);
  constexpr std::array<std::string_view, 4> classes = {"2xx", "3xx", "4xx", "5xx"};
  const int status = std::get<HttpResponse>(result).status;
  return classes[static_cast<std::size_t>(std::clamp(status / 100, 2, 5) - 2)];
}

upstream::Gates::Outcome outcome_of(const http::ClientResult& result) {
  using Kind = http::Failure::Kind;
  using Outcome = upstream::Gates::Outcome;
  if (const auto* failure = std::get_if<http::Failure>(&result)) {
    if (failure->kind == Kind::timeout && failure->partial &&
        invoke::is_useful_part(*failure->partial)) {
      return Outcome::good;
    }
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

}  // namespace mcp::transport
