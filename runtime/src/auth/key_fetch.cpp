#include "auth/key_fetch.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "auth/key_cache.h"
#include "auth/urls.h"
#include "http/message.h"
#include "json/value.h"

namespace mcp::auth {
namespace {

constexpr std::chrono::seconds patience{5};  // for each request
constexpr std::size_t metadata_limit = 256UL * 1024;

/// `jwks_uri` of the metadata; nullopt: it is not that of `issuer`, or names none that can be
/// trusted.
std::optional<std::string> keys_url_in(std::string text, const std::string& issuer) {
  const auto parsed =
      json::Document::parse(std::move(text), {.max_bytes = metadata_limit, .max_depth = 32});
  const auto* const document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return std::nullopt;
  const auto text_of = [&](std::string_view name) {
    const json::Value* const value = document->root().find(name);
    return value != nullptr && value->is_string() ? value->string() : std::string_view();
  };
  // RFC 8414, section 3.3: else one server could speak for another.
  if (text_of("issuer") != issuer || !is_secure_url(text_of("jwks_uri"))) return std::nullopt;
  return std::string(text_of("jwks_uri"));
}

class Fetch : public std::enable_shared_from_this<Fetch> {
 public:
  Fetch(http::Client& client, const Issuer& issuer, std::function<void(FetchResult)> done)
      : client_(client), issuer_(issuer), done_(std::move(done)) {}

  void start() {
    if (!issuer_.jwks_uri.empty()) return get_keys(issuer_.jwks_uri);
    places_ = {well_known_url(issuer_.issuer, "oauth-authorization-server"),
               issuer_.issuer + (issuer_.issuer.ends_with('/') ? "" : "/") +
                   ".well-known/openid-configuration"};
    get_metadata();
  }

 private:
  void get_metadata() {
    if (next_ == places_.size()) {
      return done_("no metadata of " + issuer_.issuer + " that names its keys: " + problem_);
    }
    get(
        places_[next_++],
        [this](HttpResponse response) {
          if (const auto url = keys_url_in(std::move(response.body), issuer_.issuer)) {
            return get_keys(*url);
          }
          problem_ = "it is for another issuer, or has no jwks_uri with https";
          get_metadata();
        },
        [this] { get_metadata(); });
  }

  void get_keys(const std::string& url) {
    get(
        url,
        [this](HttpResponse response) {
          const auto life = life_of(find_header(response.headers, "Cache-Control"));
          auto keys = KeySet::parse(std::move(response.body));
          if (!keys || keys->size() == 0) {
            return done_("the key set of " + issuer_.issuer + " has no key of use");
          }
          done_(FetchedKeys{std::move(*keys), life});
        },
        [this] { done_("the keys of " + issuer_.issuer + " cannot be had: " + problem_); });
  }

  template <class Then, class Else>
  void get(const std::string& url, Then then, Else otherwise) {
    HttpRequest request{"GET", url, {{"Accept", "application/json"}}, {}};
    client_.send(std::move(request), patience,
                 [self = shared_from_this(), then, otherwise](http::ClientResult result) {
                   if (const auto* failure = std::get_if<http::Failure>(&result)) {
                     self->problem_ = failure->message;
                     return otherwise();
                   }
                   auto& response = std::get<HttpResponse>(result);
                   if (response.status == 200) return then(std::move(response));
                   self->problem_ = "the answer was " + std::to_string(response.status);
                   otherwise();
                 });
  }

  http::Client& client_;
  const Issuer& issuer_;
  const std::function<void(FetchResult)> done_;
  std::vector<std::string> places_;  // of metadata
  std::size_t next_ = 0;
  std::string problem_;
};

}  // namespace

void fetch_keys(http::Client& client, const Issuer& issuer, std::function<void(FetchResult)> done) {
  std::make_shared<Fetch>(client, issuer, std::move(done))->start();
}

std::chrono::seconds life_of(const std::string* cache_control) {
  constexpr std::string_view name = "max-age=";
  std::string_view rest = cache_control == nullptr ? std::string_view() : *cache_control;
  while (!rest.empty()) {
    std::string_view directive = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(directive.size() + 1, rest.size()));
    directive.remove_prefix(std::min(directive.find_first_not_of(" \t"), directive.size()));
    while (directive.ends_with(' ') || directive.ends_with('\t')) directive.remove_suffix(1);
    if (http::equals_ignoring_case(directive, "no-store") ||
        http::equals_ignoring_case(directive, "no-cache")) {
      return std::chrono::seconds(0);
    }
    if (!http::equals_ignoring_case(directive.substr(0, name.size()), name)) continue;
    directive.remove_prefix(name.size());
    std::uint32_t seconds = 0;
    const auto [end, error] =
        std::from_chars(directive.data(), directive.data() + directive.size(), seconds);
    if (end != directive.data() + directive.size()) continue;
    return error == std::errc() ? std::chrono::seconds(seconds) : KeyCache::longest_life;
  }
  return KeyCache::usual_life;
}

}  // namespace mcp::auth
