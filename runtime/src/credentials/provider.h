// Credentials that take an exchange of their own: tokens of authorization servers, and what HTTP
// digest answers to the API. Loop thread only.
#pragma once

#include <mcp/http.h>
#include <mcp/tool.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "credentials/caller.h"
#include "credentials/concealment.h"
#include "credentials/digest.h"
#include "credentials/discovery.h"
#include "credentials/recent.h"
#include "credentials/settings.h"
#include "credentials/token_store.h"
#include "http/client.h"
#include "http/loop.h"
#include "invoke/credentials.h"
#include "upstream/egress.h"

namespace mcp::credentials {

/// A token that was fetched for a call.
struct FetchedToken {
  Key key;
  std::string text;
};

/// The credentials of one call, from its first try to its last.
struct Use {
  invoke::Credentials credentials;                   ///< for build_request()
  const SecurityRequirement* requirement = nullptr;  ///< nullptr: none is met, or none is needed
  std::string caller_token;
  std::vector<FetchedToken> tokens;  ///< in the request
  Key digest_key{};                  ///< of what the last try was signed with
  std::string digest_nonce;          ///< empty: it was not
  std::string digest_response;
  DigestProof digest_proof;
  bool renewed = false;  ///< the API refused them once, and the call is sent again
};

class Provider {
 public:
  /// All of them outlive it. Destroyed after the loop has stopped.
  Provider(http::Loop& loop, const Server& server, const Settings& settings,
           const upstream::Egress& egress, const http::Proxies& proxies);

  /// Chooses the requirement that a call of `tool` meets.
  Use begin(const Tool& tool, const CallerCredentials& caller) const;

  /// The tokens that `use` wants, or why they cannot be had: a sentence for people and models.
  using Obtained = std::variant<std::vector<FetchedToken>, std::string>;
  /// Calls `done` once, within `timeout`, before this returns when nothing has to be fetched.
  void obtain(const Use& use, std::chrono::milliseconds timeout,
              std::function<void(Obtained)> done);

  /// Puts the tokens into a request that build_request() made.
  void add_tokens(const Use& use, HttpRequest& request) const;
  /// Adds what covers the whole request, which is not changed afterwards: HTTP digest.
  void sign(Use& use, HttpRequest& request);

  /// False: the answer pretends that the API knows the password of HTTP digest, and it does not.
  static bool is_genuine(const Use& use, const HttpResponse& response);

  /// Learns from the answer of the API. True: it refused credentials that can be renewed, and the
  /// call has to be sent again (RFC 9110, section 15.5.2: it was not carried out). Once for a call.
  bool is_worth_another_try(Use& use, const HttpResponse& response);

  /// Of everything secret that the last try held.
  Concealment concealment(const Use& use) const;

  /// The client certificate that `use` wants; nullptr: none.
  const http::IdentityFiles* identity(const Use& use) const;

 private:
  struct Scheme {
    std::string refresh_token;  // the latest: servers may give another one with each token
    std::optional<Endpoint> endpoint;
    std::chrono::steady_clock::time_point endpoint_end{};
  };
  struct Wanted {
    std::uint16_t scheme;
    Grant grant;
    Key key;
  };
  class Obtaining;
  using EndpointDone = std::function<void(std::variant<Endpoint, std::string>)>;

  std::vector<Wanted> wanted_by(const Use& use) const;
  bool is_fetched(const Use& use, std::uint16_t scheme) const;
  void fetch(const Wanted& wanted, TokenStore::FetchDone done);
  void find_endpoint(std::uint16_t scheme, const EndpointDone& done);
  http::Client& client();

  http::Loop& loop_;
  const Server& server_;
  const Settings& settings_;
  const upstream::Egress& egress_;
  const http::Proxies& proxies_;
  std::vector<Scheme> schemes_;
  TokenStore tokens_;
  Recent<DigestSession> digests_;
  std::unique_ptr<http::Client> client_;
};

}  // namespace mcp::credentials
