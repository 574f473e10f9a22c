#include "credentials/provider.h"

#include <algorithm>
#include <utility>

#include "credentials/known.h"
#include "credentials/variables.h"
#include "http/message.h"
#include "invoke/security.h"

namespace mcp::credentials {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_tokens = 1024;
constexpr std::size_t most_digests = 1024;
constexpr std::size_t answer_limit = 256UL * 1024;
constexpr std::chrono::seconds patience{30};  // for each request to an authorization server
constexpr std::chrono::minutes metadata_life{60};

std::string ticked(std::string_view text) { return "`" + std::string(text) + "`"; }

/// So that no two lists of texts give the same one.
Key key_of(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += std::to_string(text.size()) + ':' + text;
  return auth::digest_of(all);
}

Key key_of(std::uint16_t scheme, const Grant& grant) {
  std::vector<std::string> texts = {std::to_string(scheme),
                                    std::to_string(static_cast<int>(grant.kind)),
                                    grant.client_id,
                                    grant.client_secret,
                                    grant.token,
                                    grant.audience,
                                    grant.resource};
  texts.insert(texts.end(), grant.scopes.begin(), grant.scopes.end());
  return key_of(texts);
}

std::string origin_of(std::string_view url) {
  const http::Origin origin = http::parse_request_url(url);
  return (origin.tls ? "https://" : "http://") + origin.host + ":" + origin.port;
}

std::string authority_of(std::string_view url) { return http::parse_request_url(url).authority; }

void set_authorization(HttpRequest& request, std::string value) {
  std::erase_if(request.headers, [](const auto& header) {
    return http::equals_ignoring_case(header.first, "Authorization");
  });
  request.headers.emplace_back("Authorization", std::move(value));
}

}  // namespace

Provider::Provider(http::Loop& loop, const Server& server, const Settings& settings,
                   const upstream::Egress& egress, const http::Proxies& proxies)
    : loop_(loop),
      server_(server),
      settings_(settings),
      egress_(egress),
      proxies_(proxies),
      tokens_(most_tokens),
      digests_(most_digests) {
  for (const SchemeSettings& scheme : settings) schemes_.push_back({scheme.refresh_token, {}, {}});
}

Use Provider::begin(const Tool& tool, const CallerCredentials& caller) const {
  Use out;
  out.credentials = known_credentials(server_, settings_, caller);
  out.requirement = invoke::choose_requirement(tool, out.credentials);
  out.caller_token = caller.token;
  return out;
}

bool Provider::is_fetched(const Use& use, std::uint16_t scheme) const {
  return is_oauth(server_.security_schemes[scheme].kind) &&
         use.credentials[scheme].kind == invoke::Credential::Kind::later;
}

std::vector<Provider::Wanted> Provider::wanted_by(const Use& use) const {
  std::vector<Wanted> out;
  if (use.requirement == nullptr) return out;
  for (const SecurityUse& each : use.requirement->schemes) {
    if (!is_fetched(use, each.scheme)) continue;
    const SchemeSettings& settings = settings_[each.scheme];
    Grant grant;
    grant.client_id = settings.client_id;
    grant.client_secret = settings.client_secret;
    if (settings.scopes) {
      grant.scopes = *settings.scopes;
    } else if (settings.exchange || settings.refresh_token.empty()) {
      for (const Text& scope : each.scopes) grant.scopes.emplace_back(scope.view());
    }
    if (settings.exchange && !use.caller_token.empty()) {
      grant.kind = Grant::Kind::token_exchange;
      grant.token = use.caller_token;
      grant.audience = settings.exchange->audience;
      grant.resource = settings.exchange->resource;
    } else if (!settings.refresh_token.empty()) {
      // The one that was configured names the token in the cache, whichever is the latest.
      grant.kind = Grant::Kind::refresh_token;
      grant.token = settings.refresh_token;
    } else {
      grant.audience = settings.audience;
    }
    const Key key = key_of(each.scheme, grant);
    out.push_back({each.scheme, std::move(grant), key});
  }
  return out;
}

/// The tokens of one call, one after the other.
class Provider::Obtaining : public std::enable_shared_from_this<Obtaining> {
 public:
  Obtaining(Provider& provider, std::vector<Wanted> wanted, std::function<void(Obtained)> done)
      : provider_(provider), wanted_(std::move(wanted)), done_(std::move(done)) {}

  void next() {
    if (!done_) return;
    if (got_.size() == wanted_.size()) return std::exchange(done_, nullptr)(std::move(got_));
    const Wanted& wanted = wanted_[got_.size()];
    const TokenStore::WaiterId waiter = provider_.tokens_.get(
        wanted.key,
        [this, &wanted](TokenStore::FetchDone fetched) {
          provider_.fetch(wanted, std::move(fetched));
        },
        [self = shared_from_this()](TokenResult result) { self->got(std::move(result)); });
    if (waiter != 0) waiter_ = waiter;
  }

  void end(std::chrono::milliseconds timeout) {
    if (!done_) return;
    provider_.tokens_.give_up(wanted_[got_.size()].key, waiter_);
    std::exchange(
        done_, nullptr)("no access token came within " + std::to_string(timeout.count()) + " ms");
  }

  bool is_over() const { return done_ == nullptr; }

 private:
  void got(TokenResult result) {
    if (!done_) return;
    if (auto* problem = std::get_if<TokenProblem>(&result)) {
      return std::exchange(done_, nullptr)(std::move(problem->message));
    }
    got_.push_back({wanted_[got_.size()].key, std::get<std::string>(std::move(result))});
    next();
  }

  Provider& provider_;
  const std::vector<Wanted> wanted_;
  std::vector<FetchedToken> got_;
  std::function<void(Obtained)> done_;
  TokenStore::WaiterId waiter_ = 0;
};

void Provider::obtain(const Use& use, milliseconds timeout, std::function<void(Obtained)> done) {
  const auto obtaining = std::make_shared<Obtaining>(*this, wanted_by(use), std::move(done));
  obtaining->next();
  if (obtaining->is_over()) return;
  loop_.after(static_cast<int>(timeout.count()), [obtaining, timeout] { obtaining->end(timeout); });
}

void Provider::fetch(const Wanted& wanted, TokenStore::FetchDone done) {
  const std::string name = ticked(server_.security_schemes[wanted.scheme].name);
  find_endpoint(wanted.scheme, [this, scheme = wanted.scheme, grant = wanted.grant, name,
                                done = std::move(done)](auto found) mutable {
    const std::string begin = "the access token for " + name + " cannot be had: ";
    if (auto* problem = std::get_if<std::string>(&found)) {
      return done(TokenProblem{begin + *problem});
    }
    const Endpoint& endpoint = std::get<Endpoint>(found);
    const SchemeSettings& settings = settings_[scheme];
    std::string url = endpoint.token_url;
    const bool refreshes = grant.kind == Grant::Kind::refresh_token;
    if (refreshes) {
      grant.token = schemes_[scheme].refresh_token;
      if (!settings.refresh_url.empty()) url = settings.refresh_url;
    }
    grant.secret_in_body = settings.client_authentication == ClientAuthentication::post ||
                           (settings.client_authentication == ClientAuthentication::automatic &&
                            !endpoint.takes_basic);
    HttpRequest request = token_request(grant);
    request.url = url;
    client().send(
        std::move(request), patience,
        [this, scheme, refreshes, begin, url, done = std::move(done)](http::ClientResult result) {
          if (const auto* failure = std::get_if<http::Failure>(&result)) {
            return done(TokenProblem{begin + failure->message});
          }
          auto read = read_token(std::get<HttpResponse>(result));
          if (auto* problem = std::get_if<std::string>(&read)) {
            return done(TokenProblem{begin + authority_of(url) + " " + *problem});
          }
          Token& token = std::get<Token>(read);
          if (refreshes && !token.refresh_token.empty()) {
            schemes_[scheme].refresh_token = token.refresh_token;
          }
          done(std::move(token));
        });
  });
}

void Provider::find_endpoint(std::uint16_t index, const EndpointDone& done) {
  const SchemeSettings& settings = settings_[index];
  if (!settings.token_url.empty()) return done(Endpoint{settings.token_url});
  const auto now = std::chrono::steady_clock::now();
  Scheme& scheme = schemes_[index];
  if (scheme.endpoint && now < scheme.endpoint_end) return done(*scheme.endpoint);
  HttpRequest request{"GET", settings.metadata_url, {{"Accept", "application/json"}}, {}};
  client().send(std::move(request), patience, [this, index, done](http::ClientResult result) {
    if (const auto* failure = std::get_if<http::Failure>(&result)) return done(failure->message);
    auto& response = std::get<HttpResponse>(result);
    const SchemeSettings& asked = settings_[index];
    const std::string server = authority_of(asked.metadata_url) + " ";
    if (response.status != 200) return done(server + "answered " + std::to_string(response.status));
    auto read = read_metadata(asked, std::move(response.body));
    if (auto* problem = std::get_if<std::string>(&read)) return done(server + *problem);
    schemes_[index].endpoint = std::get<Endpoint>(read);
    schemes_[index].endpoint_end = std::chrono::steady_clock::now() + metadata_life;
    done(std::get<Endpoint>(std::move(read)));
  });
}

void Provider::add_tokens(const Use& use, HttpRequest& request) const {
  for (const FetchedToken& token : use.tokens) set_authorization(request, "Bearer " + token.text);
}

void Provider::sign(Use& use, HttpRequest& request) {
  use.digest_nonce.clear();
  use.digest_response.clear();
  if (use.requirement == nullptr) return;
  for (const SecurityUse& each : use.requirement->schemes) {
    if (server_.security_schemes[each.scheme].kind != SecurityKind::http_digest) continue;
    const std::string& secret = use.credentials[each.scheme].text;
    use.digest_key = key_of({std::to_string(each.scheme), origin_of(request.url), secret});
    DigestSession* const session = digests_.find(use.digest_key);
    if (session == nullptr) return;
    const std::size_t colon = secret.find(':');
    const std::string_view text = secret;
    SignedRequest made =
        session->authorize({text.substr(0, colon), text.substr(colon + 1)}, request.method,
                           http::parse_request_url(request.url).target, request.body);
    use.digest_nonce = session->nonce();
    use.digest_response = std::move(made.response);
    use.digest_proof = std::move(made.proof);
    set_authorization(request, std::move(made.authorization));
    return;
  }
}

bool Provider::is_genuine(const Use& use, const HttpResponse& response) {
  return use.digest_nonce.empty() || credentials::is_genuine(use.digest_proof, response.headers);
}

bool Provider::is_worth_another_try(Use& use, const HttpResponse& response) {
  if (use.requirement == nullptr) return false;
  bool renewable = false;
  for (const SecurityUse& each : use.requirement->schemes) {
    if (server_.security_schemes[each.scheme].kind != SecurityKind::http_digest) continue;
    if (response.status != 401) {
      std::string next = next_nonce(response.headers);
      DigestSession* const session = next.empty() ? nullptr : digests_.find(use.digest_key);
      // Of two answers at once, the later one may not take back what the earlier one gave.
      if (session != nullptr && session->nonce() == use.digest_nonce) {
        session->set_nonce(std::move(next));
      }
      continue;
    }
    std::optional<DigestChallenge> challenge = digest_challenge(response.headers);
    digests_.remove(use.digest_key);
    // The same nonce again: it was the name or the password that was wrong.
    if (!challenge || challenge->nonce == use.digest_nonce) continue;
    digests_.add(use.digest_key, DigestSession(std::move(*challenge)));
    renewable = true;
  }
  if (response.status == 401) {
    for (const FetchedToken& token : use.tokens) {
      tokens_.drop(token.key, token.text);
      renewable = true;
    }
  }
  return renewable && !std::exchange(use.renewed, true);
}

Concealment Provider::concealment(const Use& use) const {
  Concealment out;
  if (use.requirement == nullptr) return out;
  for (const SecurityUse& each : use.requirement->schemes) {
    const SecurityScheme& scheme = server_.security_schemes[each.scheme];
    const std::string_view secret = use.credentials[each.scheme].text;
    out.add(secret, scheme.variable);
    if (scheme.kind == SecurityKind::http_basic || scheme.kind == SecurityKind::http_digest) {
      out.add(secret.substr(secret.find(':') + 1), scheme.variable);
    }
    if (scheme.kind == SecurityKind::http_digest) out.add(use.digest_response, scheme.variable);
    if (!is_fetched(use, each.scheme)) continue;
    for (const FetchedToken& token : use.tokens) out.add(token.text, scheme.variable);
  }
  return out;
}

const http::IdentityFiles* Provider::identity(const Use& use) const {
  if (use.requirement == nullptr) return nullptr;
  for (const SecurityUse& each : use.requirement->schemes) {
    const auto& identity = settings_[each.scheme].identity;
    if (identity) return &*identity;
  }
  return nullptr;
}

http::Client& Provider::client() {
  if (client_ == nullptr) {
    http::ClientOptions options;
    options.response_limit = answer_limit;
    options.user_agent = std::string(server_.name) + "-mcp mcpcc/" MCPCC_VERSION;
    options.may_connect = [this](const std::string& host, const http::IpAddress& address) {
      return egress_.may_connect(host, address);
    };
    options.proxies = proxies_;
    client_ = std::make_unique<http::Client>(loop_, std::move(options));
  }
  return *client_;
}

}  // namespace mcp::credentials
