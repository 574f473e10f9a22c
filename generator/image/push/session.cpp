#include "image/push/session.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "credentials/challenge.h"
#include "credentials/concealment.h"
#include "http/message.h"
#include "invoke/base64.h"
#include "invoke/percent.h"
#include "json/value.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::image {

namespace {

using namespace std::chrono_literals;
using mcp::http::Failure;

constexpr auto timeout = 300s;  // a layer takes its time
constexpr int attempts = 3;

bool is_loopback(const std::string& registry) {
  return registry == "localhost" || registry.starts_with("localhost:") ||
         registry.starts_with("127.") || registry.starts_with("[::1]");
}

// Docker Hub's registry has another name than images on it.
std::string host_of(const Reference& reference) {
  return reference.registry == "docker.io" ? "registry-1.docker.io" : reference.registry;
}

bool is_temporary(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

// What a registry says about an error: the first of its errors (OCI Distribution Specification 1.1,
// "Error Codes"), and what stands between here and it: text, or the title of a page.
std::string words_of(const mcp::HttpResponse& response) {
  auto parsed = mcp::json::Document::parse(response.body);
  if (const auto* document = std::get_if<mcp::json::Document>(&parsed)) {
    const auto* said = &document->root();
    const auto* errors = said->find("errors");
    if (errors != nullptr && errors->is_array() && !errors->items().empty()) {
      said = &errors->items()[0];
    }
    std::string out;
    for (const char* key : {"code", "message"}) {
      const auto* value = said->find(key);
      if (value == nullptr || !value->is_string() || value->string().empty()) continue;
      out += (out.empty() ? "" : ": ") + std::string(value->string());
    }
    return out;
  }
  std::string_view text = response.body;
  if (text.find('<') != std::string_view::npos) {
    const std::size_t begin = text.find("<title>");
    if (begin == std::string_view::npos) return {};
    text = text.substr(begin + 7);
    text = text.substr(0, text.find('<'));
  }
  return std::string(text);
}

// On one line, and not more than a person reads.
std::string shortened(std::string_view text) {
  constexpr std::size_t max_shown = 300;
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    if (!is_space) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
    if (line.size() > 4 * max_shown) break;
  }
  if (line.ends_with(' ')) line.pop_back();
  std::size_t size = std::min(line.size(), max_shown);
  while (size < line.size() && size > 0 && utf8::is_continuation(line[size])) --size;
  std::string out;
  append_visible(out, std::string_view(line).substr(0, size));
  return out;
}

void add_parameter(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (!out.empty() && out.back() != '?') out += '&';
  out.append(name) += '=';
  mcp::invoke::append_escaped(out, value, mcp::invoke::Escape::unreserved);
}

}  // namespace

Session::Session(HttpClient& client, const Reference& reference, SessionOptions options)
    : client_(client), reference_(reference), options_(std::move(options)) {}

// A registry may repeat in an answer what it was sent.
std::string Session::explanation(const mcp::HttpResponse& response) const {
  mcp::credentials::Concealment secrets;
  secrets.add(authorization_, "authorization");
  secrets.add(std::string_view(authorization_).substr(authorization_.find(' ') + 1), "token");
  if (options_.login) {
    secrets.add(options_.login->password, "password");
    secrets.add(options_.login->identity_token, "identity token");
    secrets.add(basic(), "authorization");
  }
  std::string said = words_of(response);
  secrets.apply(said);
  said = shortened(said);
  return "HTTP status " + std::to_string(response.status) + (said.empty() ? "" : ", " + said);
}

PushFailure Session::not_reached(const Failure& failure) const {
  const std::string name = "`" + reference_.registry + "`";
  switch (failure.kind) {
    case Failure::Kind::tls:
      return {false,
              name + " cannot be reached: " + failure.message,
              {"SSL_CERT_FILE names the certificates that are trusted; for a registry without TLS "
               "there is --plain-http"}};
    case Failure::Kind::malformed:
    case Failure::Kind::truncated:
    case Failure::Kind::too_large:
      return {false,
              name + " does not answer as a registry does: " + failure.message,
              {"see that the name and port are those of a registry"}};
    default:
      return {false, name + " cannot be reached: " + failure.message, {}};
  }
}

PushFailure Session::refusal(const mcp::HttpResponse& response, const std::string& doing) const {
  const std::string name = "`" + reference_.registry + "`";
  PushFailure result{response.status >= 400 && response.status < 500, name, {}};
  switch (response.status) {
    case 401:
      if (options_.login) {
        result.message += " does not accept the login";
        result.hints = {"log in again with `docker login` or `podman login`"};
      } else {
        result.message += " wants a login";
        result.hints = {
            "log in with `docker login` or `podman login`; DOCKER_CONFIG or REGISTRY_AUTH_FILE "
            "says where the login is kept"};
      }
      break;
    case 403:
      result.message += " does not allow " + doing;
      result.hints = {"see that the account may write to `" + reference_.repository + "`"};
      break;
    case 404:
      result.message += " has no place for " + doing;
      result.hints = {"see that the name is right and `" + reference_.repository +
                      "` exists, where the registry does not make repositories by itself"};
      break;
    case 405:
      result.message += " takes no requests for " + doing;
      result.hints = {"see that it is the registry itself, and not a copy that is only read"};
      break;
    case 413:
      result.message += " takes nothing as large as " + doing;
      break;
    case 429:
      result.message += " has no time for " + doing + ": too many requests";
      result.hints = {"push again later: what is there already is not sent again"};
      break;
    default:
      result.message += (result.is_refusal ? " refuses " : " failed at ") + doing;
  }
  result.message += " (" + explanation(response) + ")";
  return result;
}

HttpResult Session::send_patiently(const mcp::HttpRequest& request) {
  for (int attempt = 1;; ++attempt) {
    HttpResult result = client_.send(request, timeout);
    const auto* response = std::get_if<mcp::HttpResponse>(&result);
    auto* failure = std::get_if<Failure>(&result);
    const bool again = response != nullptr ? is_temporary(response->status)
                                           : failure->kind == Failure::Kind::connect ||
                                                 failure->kind == Failure::Kind::truncated;
    if (!again || attempt == attempts) {
      // A status says what is wrong, though the connection ended in the middle of the rest.
      if (failure != nullptr && failure->partial && failure->partial->status >= 400) {
        return *std::move(failure->partial);
      }
      return result;
    }
    std::this_thread::sleep_for(options_.pause * attempt * attempt);
  }
}

std::optional<PushFailure> Session::open() {
  const std::string host = host_of(reference_);
  const bool may_be_plain = is_loopback(reference_.registry);
  const auto ask = [&](const char* scheme) {
    origin_ = scheme + host;
    return send_patiently({"GET", origin_ + "/v2/", {}, ""});
  };
  HttpResult result = ask(options_.plain_http ? "http://" : "https://");
  const auto* failure = std::get_if<Failure>(&result);
  if (failure != nullptr && failure->kind == Failure::Kind::tls && may_be_plain) {
    // One of this machine often has no TLS; whether it has shows in what it says without. With
    // TLS, servers answer 400, or lead elsewhere.
    HttpResult plain = ask("http://");
    const auto* response = std::get_if<mcp::HttpResponse>(&plain);
    if (response == nullptr || response->status == 400 ||
        (response->status >= 300 && response->status < 400)) {
      PushFailure out = not_reached(*failure);
      out.message += "; without TLS: " + (response != nullptr ? explanation(*response)
                                                              : std::get<Failure>(plain).message);
      return out;
    }
    result = std::move(plain);
    failure = nullptr;
  }
  if (failure != nullptr) return not_reached(*failure);
  const auto& response = std::get<mcp::HttpResponse>(result);
  if (response.status == 401) return authorize(response);
  // Some proxies in front of registries answer this one in their own way.
  if (response.status == 200 || response.status == 404) return std::nullopt;
  return refusal(response, "access to /v2/");
}

std::string Session::basic() const {
  std::string out = "Basic ";
  mcp::invoke::append_base64(out, options_.login->user + ':' + options_.login->password);
  return out;
}

// A challenge for Bearer is answered as Docker's token authentication has it, with a token for the
// scope that it names.
std::optional<PushFailure> Session::authorize(const mcp::HttpResponse& response) {
  const auto challenges = mcp::credentials::read_challenges(response.headers, "WWW-Authenticate");
  for (const auto& challenge : challenges) {
    if (!mcp::http::equals_ignoring_case(challenge.scheme, "Bearer")) continue;
    const auto value = [&](std::string_view name) {
      const std::string* found = challenge.find(name);
      return found == nullptr ? std::string() : *found;
    };
    const std::string scope = value("scope");
    return fetch_token(
        value("realm"), value("service"),
        scope.empty() ? "repository:" + reference_.repository + ":pull,push" : scope);
  }
  for (const auto& challenge : challenges) {
    if (!mcp::http::equals_ignoring_case(challenge.scheme, "Basic")) continue;
    if (!options_.login || options_.login->user.empty() || authorization_ == basic()) break;
    authorization_ = basic();
    return std::nullopt;
  }
  return refusal(response, "access");
}

std::optional<PushFailure> Session::fetch_token(const std::string& realm,
                                                const std::string& service,
                                                const std::string& scope) {
  const mcp::http::Origin origin = mcp::http::parse_url(realm);
  const auto wrong = [&](const std::string& why) {
    return PushFailure{false, "`" + reference_.registry + "` names a token service " + why, {}};
  };
  if (origin.host.empty() || realm.find('#') != std::string::npos) return wrong("that is no URL");
  // Else anybody between us and it could read the login.
  const mcp::http::Origin registry = mcp::http::parse_url(origin_);
  if (!origin.tls && (registry.tls || origin.host != registry.host)) return wrong("without TLS");
  mcp::HttpRequest request{"GET", realm, {{"Accept", "application/json"}}, ""};
  if (options_.login && !options_.login->identity_token.empty()) {
    // OAuth 2.0 with a refresh token, as Docker's registries extend it.
    request.method = "POST";
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    add_parameter(request.body, "grant_type", "refresh_token");
    add_parameter(request.body, "refresh_token", options_.login->identity_token);
    add_parameter(request.body, "client_id", "mcpcc");
    add_parameter(request.body, "service", service);
    add_parameter(request.body, "scope", scope);
  } else {
    request.url += realm.find('?') == std::string::npos ? '?' : '&';
    add_parameter(request.url, "service", service);
    add_parameter(request.url, "scope", scope);
    if (options_.login && !options_.login->user.empty()) {
      request.headers.emplace_back("Authorization", basic());
    }
  }
  const HttpResult result = send_patiently(request);
  if (const auto* failure = std::get_if<Failure>(&result)) {
    PushFailure out = not_reached(*failure);
    out.message = "the token service of " + out.message;
    return out;
  }
  const auto& response = std::get<mcp::HttpResponse>(result);
  if (response.status != 200) {
    PushFailure out = refusal(response, "access");
    out.message = "the token service of " + out.message;
    return out;
  }
  auto parsed = mcp::json::Document::parse(response.body);
  if (const auto* document = std::get_if<mcp::json::Document>(&parsed)) {
    for (const char* key : {"token", "access_token"}) {
      const auto* token = document->root().find(key);
      if (token == nullptr || !token->is_string() || token->string().empty()) continue;
      if (!mcp::http::is_field_value(token->string())) break;
      const std::string authorization = "Bearer " + std::string(token->string());
      authorization_ = authorization;
      return std::nullopt;
    }
  }
  return wrong("that gives no token");
}

std::optional<std::string> Session::url_of(const std::string& target) const {
  if (target.starts_with("/v2/") || target.find("://") != std::string::npos) {
    std::string url = mcp::http::resolve_reference(origin_ + "/v2/", target);
    const mcp::http::Origin origin = mcp::http::parse_url(url);
    if (origin.host.empty() || (!origin.tls && origin_.starts_with("https:"))) return std::nullopt;
    return url;
  }
  return origin_ + "/v2/" + reference_.repository + target;
}

PushResult Session::send(const std::string& method, const std::string& target,
                         const mcp::HttpHeaders& headers, const std::string& body) {
  const auto url = url_of(target);
  if (!url) {
    return PushFailure{false,
                       "`" + reference_.registry +
                           "` names a place for uploads that is no URL, or one without TLS",
                       {}};
  }
  const auto is_ours = [&] {
    return mcp::http::parse_url(*url).authority == mcp::http::parse_url(origin_).authority;
  };
  for (bool is_retry = false;; is_retry = true) {
    mcp::HttpRequest request{method, *url, headers, body};
    if (!authorization_.empty() && is_ours()) {
      request.headers.emplace_back("Authorization", authorization_);
    }
    HttpResult result = send_patiently(request);
    if (const auto* failure = std::get_if<Failure>(&result)) return not_reached(*failure);
    auto& response = std::get<mcp::HttpResponse>(result);
    if (response.status != 401) return std::move(response);
    if (is_retry || !is_ours()) return refusal(response, "access");
    if (auto problem = authorize(response)) return std::move(*problem);
  }
}

}  // namespace mcpcc::image
