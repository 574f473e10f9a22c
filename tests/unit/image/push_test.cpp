// Pushing to registries that misbehave; tests/images pushes to a real one.
#include "image/push/push.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>

#include "../loopback/sockets.h"
#include "support/digest.h"

namespace mcpcc::image {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Answers by method and path; what is not in the table gets 404.
class Registry {
 public:
  Registry()
      : server([this](mcp::http::test::Peer& peer, int) {
          while (true) {
            const std::string first = peer.read(1);
            if (first.empty()) return;
            if (first[0] == '\x16') {  // a handshake of TLS
              peer.send("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTPS request");
              return;
            }
            const std::string request = first + peer.read_message();
            const std::string line = request.substr(0, request.find('\r'));
            const std::string key = line.substr(0, line.rfind(' '));
            const std::lock_guard lock(mutex);
            requests.push_back(request);
            lines.push_back(key);
            std::string answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
            for (const auto& [prefix, text] : answers) {
              if (key.starts_with(prefix)) answer = text;
            }
            peer.send(answer);
            if (ends_after_answer) return;
          }
        }) {
    on("GET /v2/ ", 200);
    lines.reserve(100);
  }

  void on(const std::string& request, int status, const std::string& headers = {},
          const std::string& body = {}) {
    const std::lock_guard lock(mutex);
    std::string key = request;
    while (key.ends_with(' ')) key.pop_back();
    answers[key] = "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  // A registry that takes what it gets.
  void take_everything() {
    on("POST /v2/pets/blobs/uploads/", 202, "Location: /v2/pets/blobs/uploads/1?state=x\r\n");
    on("PUT /v2/pets/blobs/uploads/1?state=x&digest=sha256:", 201);
    on("PUT /v2/pets/manifests/", 201, "OCI-Subject: sha256:x\r\n");
  }

  std::mutex mutex;
  std::map<std::string, std::string> answers;
  std::vector<std::string> requests, lines;
  std::atomic<bool> ends_after_answer{false};
  mcp::http::test::RawServer server;  // last: it uses the others
};

class PushTest : public ::testing::Test {
 protected:
  Layout layout() const {
    Layout result = make_layout({make_image({"linux", "amd64"}, {}, tar({{"a", "b"}}, 0))}, {});
    attach(result, result.top, "application/spdx+json", "{}\n", {});
    return result;
  }

  // The digest of what was pushed, or `refused: ` or `failed: ` with the message.
  std::string push_it(SessionOptions options = {}, bool plain_http = true) {
    options.plain_http = plain_http;
    options.pause = std::chrono::milliseconds(1);
    HttpClient client([](const char*) -> const char* { return nullptr; });
    Session session(client,
                    std::get<Reference>(parse_reference(registry.server.authority() + "/pets:1")),
                    std::move(options));
    const auto say = [](const PushFailure& failure) {
      std::string out = (failure.is_refusal ? "refused: " : "failed: ") + failure.message;
      for (const auto& hint : failure.hints) out += "; " + hint;
      return out;
    };
    if (const auto failure = session.open()) return say(*failure);
    const auto result = push(session, layout(), "1");
    if (const auto* failure = std::get_if<PushFailure>(&result)) return say(*failure);
    return std::get<Pushed>(result).digest;
  }

  Registry registry;
};

TEST_F(PushTest, Order) {
  registry.take_everything();
  EXPECT_EQ(push_it(), layout().top.digest);
  const Layout made = layout();
  ASSERT_GE(registry.lines.size(), 4u);
  EXPECT_EQ(registry.lines.front(), "GET /v2/");
  const std::size_t count = registry.lines.size();
  // First by digest, so that a referrer finds its subject; the tag when everything is there.
  EXPECT_EQ(registry.lines[count - 3], "PUT /v2/pets/manifests/" + made.top.digest);
  EXPECT_EQ(registry.lines[count - 2], "PUT /v2/pets/manifests/" + made.referrers[0].digest);
  EXPECT_EQ(registry.lines[count - 1], "PUT /v2/pets/manifests/1");
}

TEST_F(PushTest, SendsOnlyWhatIsMissing) {
  registry.take_everything();
  registry.on("HEAD /v2/pets/blobs/", 200);
  EXPECT_EQ(push_it(), layout().top.digest);
  for (const auto& line : registry.lines) EXPECT_THAT(line, Not(HasSubstr("POST"))) << line;
}

TEST_F(PushTest, ListsReferrersByTagWhereTheRegistryDoesNot) {
  registry.take_everything();
  registry.on("PUT /v2/pets/manifests/", 201);
  const Layout made = layout();
  std::string tag = made.top.digest;
  tag[6] = '-';
  registry.on("GET /v2/pets/manifests/" + tag, 200, "",
              R"({"schemaVersion":2,"manifests":[{"digest":"sha256:other","size": 1}]})");
  EXPECT_EQ(push_it(), made.top.digest);
  const auto at =
      std::find(registry.lines.begin(), registry.lines.end(), "PUT /v2/pets/manifests/" + tag);
  ASSERT_NE(at, registry.lines.end());
  const std::string& sent =
      registry.requests[static_cast<std::size_t>(at - registry.lines.begin())];
  EXPECT_THAT(sent,
              HasSubstr(R"({"manifests":[{"digest":"sha256:other","size": 1},{"artifactType":)"
                        R"("application/spdx+json","digest":")" +
                        made.referrers[0].digest));
}

TEST_F(PushTest, Refusals) {
  struct Case {
    std::string request;
    int status;
    std::string body, message;
  };
  const std::string name = "`" + registry.server.authority() + "`";
  const Case cases[] = {
      {"GET /v2/", 401, "", "refused: " + name + " wants a login (HTTP status 401); log in with"},
      {"POST /v2/pets/blobs/uploads/", 401, "",
       "refused: " + name + " wants a login (HTTP status 401); log in with"},
      {"POST /v2/pets/blobs/uploads/", 403,
       R"({"errors":[{"code":"DENIED","message":"read only\u202e"}]})",
       "refused: " + name +
           " does not allow an upload (HTTP status 403, DENIED: read only\\u202e)"},
      {"POST /v2/pets/blobs/uploads/", 404, R"({"errors":[{"code":"NAME_UNKNOWN"}]})",
       "refused: " + name + " has no place for an upload (HTTP status 404, NAME_UNKNOWN)"},
      {"PUT /v2/pets/blobs/uploads/1?state=x&digest=sha256:", 413, "",
       "refused: " + name + " takes nothing as large as"},
      {"PUT /v2/pets/manifests/", 400, R"({"errors":[{"code":"MANIFEST_INVALID"}]})",
       "refused: " + name + " refuses the manifest `sha256:"},
      {"GET /v2/", 405, "", "refused: " + name + " takes no requests for access to /v2/"},
      {"POST /v2/pets/blobs/uploads/", 405, "<html>\r\n<head><title>405 Not Allowed</title>",
       "refused: " + name + " takes no requests for an upload (HTTP status 405, 405 Not Allowed)"},
      {"POST /v2/pets/blobs/uploads/", 429, R"({"message":"slow down"})",
       "refused: " + name +
           " has no time for an upload: too many requests (HTTP status 429, slow down); push "
           "again"},
      {"POST /v2/pets/blobs/uploads/", 403, "read only\n since\x1b May\xff\n",
       "refused: " + name +
           " does not allow an upload (HTTP status 403, read only since\\u001b May\\xff)"},
      {"POST /v2/pets/blobs/uploads/", 403, std::string(299, 'x') + "\u20ac",
       "refused: " + name + " does not allow an upload (HTTP status 403, " + std::string(299, 'x') +
           ")"},
      {"PUT /v2/pets/manifests/1", 500, "<html>",
       "failed: " + name + " failed at the manifest `1`"},
      {"HEAD /v2/pets/blobs/", 503, "", "failed: " + name + " failed at"},
      {"POST /v2/pets/blobs/uploads/", 202, "", "failed: " + name + " failed at an upload"},
  };
  for (const Case& c : cases) {
    registry.answers.clear();
    registry.on("GET /v2/ ", 200);
    registry.take_everything();
    registry.on(c.request, c.status, "", c.body);
    EXPECT_THAT(push_it(), ::testing::StartsWith(c.message)) << c.request << ' ' << c.status;
  }
}

TEST_F(PushTest, AnotherDigestThanOurs) {
  registry.take_everything();
  registry.on("PUT /v2/pets/manifests/1", 201, "Docker-Content-Digest: sha256:other\r\n");
  EXPECT_THAT(push_it(),
              HasSubstr("stores something else than what was sent as `" + layout().top.digest));
}

TEST_F(PushTest, BasicAuthorization) {
  registry.take_everything();
  registry.on("GET /v2/", 401, "WWW-Authenticate: Basic realm=\"r\"\r\n");
  SessionOptions options;
  options.login = Login{"ann", "secret", ""};
  EXPECT_EQ(push_it(options), layout().top.digest);
  EXPECT_THAT(registry.requests[0], Not(HasSubstr("Authorization")));
  EXPECT_THAT(registry.requests[1], HasSubstr("Authorization: Basic YW5uOnNlY3JldA==\r\n"));
}

// What is wrong with a login is said without the login.
TEST_F(PushTest, WrongLogin) {
  registry.on("GET /v2/", 401, "WWW-Authenticate: Basic realm=\"r\"\r\n");
  registry.on("HEAD /v2/pets/blobs/", 401, "WWW-Authenticate: Basic realm=\"r\"\r\n");
  SessionOptions options;
  options.login = Login{"ann", "secret", ""};
  const std::string result = push_it(options);
  EXPECT_THAT(result, HasSubstr("does not accept the login (HTTP status 401)"));
  EXPECT_THAT(result, Not(HasSubstr("secret")));
}

TEST_F(PushTest, TokenAuthorization) {
  registry.take_everything();
  registry.on("GET /v2/", 401,
              "WWW-Authenticate: Bearer realm=\"http://" + registry.server.authority() +
                  "/token\",service=\"a b\"\r\n");
  registry.on("GET /token?service=a%20b&scope=repository%3Apets%3Apull%2Cpush", 200, "",
              R"({"access_token":"tk"})");
  SessionOptions options;
  options.login = Login{"ann", "secret", ""};
  EXPECT_EQ(push_it(options), layout().top.digest);
  EXPECT_THAT(registry.requests[1], HasSubstr("Authorization: Basic YW5uOnNlY3JldA==\r\n"));
  EXPECT_THAT(registry.requests[2], HasSubstr("Authorization: Bearer tk\r\n"));
}

TEST_F(PushTest, IdentityToken) {
  registry.take_everything();
  registry.on(
      "GET /v2/", 401,
      "WWW-Authenticate: Bearer realm=\"http://" + registry.server.authority() + "/token\"\r\n");
  registry.on("POST /token", 200, "", R"({"token":"tk"})");
  SessionOptions options;
  options.login = Login{"", "", "refresh&me"};
  EXPECT_EQ(push_it(options), layout().top.digest);
  EXPECT_THAT(registry.requests[1],
              HasSubstr("grant_type=refresh_token&refresh_token=refresh%26me&client_id=mcpcc&"
                        "scope=repository%3Apets%3Apull%2Cpush"));
}

TEST_F(PushTest, TokenServicesThatDoNotWork) {
  const std::string realm = "http://" + registry.server.authority() + "/token";
  struct Case {
    std::string realm;
    int status;
    std::string body, message;
  };
  const Case cases[] = {
      {"ftp://x/", 200, "", "names a token service that is no URL"},
      {"", 200, "", "names a token service that is no URL"},
      {"http://192.0.2.1/token", 200, "", "names a token service without TLS"},
      {realm, 200, "{}", "names a token service that gives no token"},
      {realm, 200, "[", "names a token service that gives no token"},
      {realm, 200, R"({"token":"a\r\nb"})", "names a token service that gives no token"},
      {realm, 401, "", "refused: the token service of `"},
      {realm, 503, "", "failed: the token service of `"},
  };
  for (const Case& c : cases) {
    registry.on("GET /v2/", 401, "WWW-Authenticate: Bearer realm=\"" + c.realm + "\"\r\n");
    registry.on("GET /token", c.status, "", c.body);
    EXPECT_THAT(push_it(), HasSubstr(c.message)) << c.realm << c.body;
  }
}

// An upload may lead to another host, which gets no credentials of ours.
TEST_F(PushTest, CredentialsStayWithTheRegistry) {
  Registry storage;
  storage.on("PUT /bucket?x=1&digest=sha256:", 201);
  registry.take_everything();
  registry.on("GET /v2/", 401, "WWW-Authenticate: Basic realm=\"r\"\r\n");
  registry.on("POST /v2/pets/blobs/uploads/", 202,
              "Location: http://" + storage.server.authority() + "/bucket?x=1\r\n");
  SessionOptions options;
  options.login = Login{"ann", "secret", ""};
  EXPECT_EQ(push_it(options), layout().top.digest);
  ASSERT_FALSE(storage.requests.empty());
  for (const auto& request : storage.requests) EXPECT_THAT(request, Not(HasSubstr("uthorization")));
}

TEST_F(PushTest, NobodyThere) {
  const std::string authority = registry.server.authority();
  HttpClient client([](const char*) -> const char* { return nullptr; });
  Session session(client, std::get<Reference>(parse_reference("127.0.0.1:1/pets:1")),
                  {true, {}, std::chrono::milliseconds(1)});
  const auto failure = session.open();
  ASSERT_TRUE(failure.has_value());
  EXPECT_FALSE(failure->is_refusal);
  EXPECT_THAT(failure->message, HasSubstr("`127.0.0.1:1` cannot be reached: "));
}

// A registry that breaks off has said its status, if it was an error.
TEST_F(PushTest, BrokenOff) {
  const std::string name = "`" + registry.server.authority() + "`";
  const std::pair<const char*, std::string> cases[] = {
      {"HTTP/1.1 403 X\r\nContent-Length: 100\r\n\r\nnot for",
       "refused: " + name + " does not allow an upload (HTTP status 403, not for)"},
      {"HTTP/1.1 500 X\r\nContent-Length: 100\r\n\r\n",
       "failed: " + name + " failed at an upload (HTTP status 500)"},
      {"HTTP/1.1 202 X\r\nContent-Length: 100\r\n\r\n",
       "failed: " + name + " does not answer as a registry does: "},
      {"HTTP/1.1 40", "failed: " + name + " does not answer as a registry does: "},
      {"", "failed: " + name + " does not answer as a registry does: "},
      {"SSH-2.0-x\r\n\r\n", "failed: " + name + " does not answer as a registry does: "},
  };
  registry.take_everything();
  registry.ends_after_answer = true;
  for (const auto& [answer, message] : cases) {
    registry.answers["POST /v2/pets/blobs/uploads/"] = answer;
    EXPECT_THAT(push_it(), ::testing::StartsWith(message)) << answer;
  }
}

TEST_F(PushTest, WordsWithoutTheLogin) {
  registry.take_everything();
  registry.on("GET /v2/", 401, "WWW-Authenticate: Basic realm=\"r\"\r\n");
  registry.on("POST /v2/pets/blobs/uploads/", 403, "", "ann:secret-9 Basic YW5uOnNlY3JldC05 ...");
  SessionOptions options;
  options.login = Login{"ann", "secret-9", ""};
  const std::string result = push_it(options);
  EXPECT_THAT(result, HasSubstr("(HTTP status 403, ann:<password> "));
  EXPECT_THAT(result, Not(HasSubstr("secret-9")));
  EXPECT_THAT(result, Not(HasSubstr("YW5u")));
}

// Of this machine, a registry may do without TLS unasked.
TEST_F(PushTest, LoopbackWithoutTls) {
  registry.take_everything();
  EXPECT_EQ(push_it({}, false), layout().top.digest);
}

// What it says without TLS has the word, whether it is yes or no.
TEST_F(PushTest, LoopbackWithoutTlsRefuses) {
  registry.take_everything();
  const std::string name = "`" + registry.server.authority() + "`";
  struct Case {
    int status;
    std::string message;
  };
  const Case cases[] = {
      {401, "refused: " + name + " wants a login (HTTP status 401, go away)"},
      {403, "refused: " + name + " does not allow access to /v2/ (HTTP status 403, go away)"},
      {404, layout().top.digest},
      {405, "refused: " + name + " takes no requests for access to /v2/ (HTTP status 405, go "},
      {429, "refused: " + name + " has no time for access to /v2/: too many requests (HTTP "},
      {500, "failed: " + name + " failed at access to /v2/ (HTTP status 500, go away)"},
      // A server of TLS says so, too.
      {400, "failed: " + name + " cannot be reached: cannot make a secure connection to "},
      {301, "failed: " + name + " cannot be reached: cannot make a secure connection to "},
  };
  for (const Case& c : cases) {
    registry.on("GET /v2/", c.status, "", "go away");
    EXPECT_THAT(push_it({}, false), ::testing::StartsWith(c.message)) << c.status;
  }
  registry.on("GET /v2/", 400, "", "go away");
  EXPECT_THAT(push_it({}, false), HasSubstr("; without TLS: HTTP status 400, go away"));
  registry.ends_after_answer = true;
  registry.answers["GET /v2/"] = "SSH-2.0-x\r\n\r\n";
  EXPECT_THAT(push_it({}, false), HasSubstr("; without TLS: " + registry.server.authority() +
                                            " sent a malformed response"));
}

}  // namespace
}  // namespace mcpcc::image
