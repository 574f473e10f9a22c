// A server process that wants authorization, and what leaves it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>

#include "auth/api_keys.h"
#include "certificates.h"
#include "issuer.h"
#include "process.h"
#include "signer.h"
#include "upstream.h"

namespace mcp::auth::test {
namespace {

using mcp::test::body_of;
using mcp::test::http;
using mcp::test::Output;
using mcp::test::port_in;
using mcp::test::Process;
using mcp::test::run;
using mcp::test::status_of;
using mcp::test::Upstream;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string write_file(const std::string& name, const std::string& text) {
  std::string path = http::test::temporary_path(name);
  std::ofstream(path) << text;
  return path;
}

std::string call(const std::string& tool) {
  return R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":")" + tool + R"("}})";
}

/// A server with one issuer and an API key, at https://mcp.example/mcp as clients know it.
class Served : public testing::Test {
 protected:
  Served() {
    issuer_.serve("/.well-known/oauth-authorization-server", key_set(signer_.jwk()));
    keys_file_ = write_file("mcp_api_keys", key_.line + "\n");
    const std::string config = write_file(
        "mcp_auth.json", R"({"authorization":{"resource":"https://mcp.example/mcp","issuers":[)"
                         R"({"issuer":")" +
                             issuer_.url() + R"("}],"api_keys":"mcp_api_keys","scopes":["mcp"]}})");
    process_ = std::make_unique<Process>(
        std::vector<std::string>{"--http", "127.0.0.1:0", "--config", config, "--base-url",
                                 upstream_.url(), "--log-level", "debug"},
        std::vector<std::string>{"SHOP_TOKEN=token-of-the-operator"});
    port_ = port_in(process_->read_error_line());
  }

  std::string token(const std::string& scope) const {
    return signer_.sign(R"({"iss":")" + issuer_.url() +
                        R"(","aud":"https://mcp.example/mcp","sub":"ann","scope":")" + scope +
                        R"(","exp":)" + std::to_string(std::time(nullptr) + 300) + "}");
  }

  std::string post(const std::string& authorization, const std::string& body,
                   const std::string& more = {}) {
    std::string headers =
        "Host: mcp.example\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\n" +
        more;
    if (!authorization.empty()) headers += "Authorization: " + authorization + "\r\n";
    responses_ += http(port_, "POST", "/mcp", headers, body);
    return responses_.substr(responses_.rfind("HTTP/1.1 "));
  }

  /// All that the server wrote to its log, and how it ended.
  std::string end() {
    process_->signal(SIGTERM);
    std::string log = process_->read_error_rest();
    EXPECT_EQ(process_->wait(), 0);
    return log;
  }

  Signer signer_{Signer::Kind::p256, "k"};
  NewApiKey key_ = *make_api_key("bob", {"*"});
  IssuerServer issuer_;
  Upstream upstream_;
  std::string keys_file_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_ = 0;
  std::string responses_;
};

TEST_F(Served, TellsWhereTokensComeFromAndTakesThem) {
  const std::string refused = post("", call("open"));
  EXPECT_EQ(status_of(refused), 401);
  EXPECT_THAT(refused,
              HasSubstr("\r\nWWW-Authenticate: Bearer scope=\"mcp\", resource_metadata=\"https://"
                        "mcp.example/.well-known/oauth-protected-resource/mcp\"\r\n"));
  EXPECT_EQ(body_of(refused),
            R"({"jsonrpc":"2.0","error":{"code":-32600,"message":"a bearer token is needed"}})");
  for (const char* path : {"", "/mcp"}) {
    const std::string target = "/.well-known/oauth-protected-resource" + std::string(path);
    const std::string metadata = http(port_, "GET", target, "Host: mcp.example\r\n");
    EXPECT_EQ(status_of(metadata), 200);
    EXPECT_THAT(metadata, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(body_of(metadata), HasSubstr(R"("authorization_servers":[")" + issuer_.url()));
    EXPECT_EQ(status_of(http(port_, "POST", target, "Host: mcp.example\r\n")), 405);
    EXPECT_EQ(status_of(http(port_, "GET", target, "Host: evil.example\r\n")), 403);
  }
  EXPECT_EQ(status_of(http(port_, "GET", "/healthz", "Host: x\r\n")), 200);
  const std::string answer = post("Bearer " + token("mcp"), call("open"));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_THAT(body_of(answer), HasSubstr(R"("isError":false)"));
}

TEST(ServedFeatures, ToolsInCodeNeedTheirScopes) {
  const NewApiKey all = *make_api_key("all", {"*"});
  const NewApiKey both = *make_api_key("both", {"notes:read", "notes:write"});
  const NewApiKey one = *make_api_key("one", {"notes:read"});
  write_file("mcp_code_keys", all.line + "\n" + both.line + "\n" + one.line + "\n");
  const std::string config =
      write_file("mcp_code.json", R"({"authorization":{"api_keys":"mcp_code_keys"}})");
  Process process({"--features", "--http", "127.0.0.1:0", "--config", config});
  const std::uint16_t port = port_in(process.read_error_line());
  const auto post = [&](const std::string& key) {
    return http(port, "POST", "/mcp",
                "Host: localhost:" + std::to_string(port) +
                    "\r\nContent-Type: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\n"
                    "Mcp-Method: tools/call\r\nMcp-Name: write_note\r\nAuthorization: Bearer " +
                    key + "\r\n",
                R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_note",)"
                R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                R"("io.modelcontextprotocol/clientCapabilities":{}}}})");
  };
  EXPECT_THAT(post(all.key), HasSubstr("written"));
  EXPECT_THAT(post(both.key), HasSubstr("written"));
  const std::string refused = post(one.key);
  EXPECT_EQ(status_of(refused), 403);
  EXPECT_THAT(refused, HasSubstr("\r\nWWW-Authenticate: Bearer error=\"insufficient_scope\", "));
  EXPECT_THAT(refused, HasSubstr("scope=\"notes:read notes:write\"\r\n"));
  const std::string host = "Host: localhost:" + std::to_string(port) + "\r\n";
  EXPECT_EQ(status_of(http(port, "GET", "/.well-known/oauth-protected-resource", host)), 404);
}

TEST_F(Served, CallsNeedTheScopesOfTheirOperation) {
  struct Case {
    std::string authorization, body;
    int status;
  };
  const std::string reader = "Bearer " + token("mcp items:read");
  const std::string list = R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})";
  const Case cases[] = {
      {"Bearer " + token(""), list, 403},
      {"Bearer " + token("mcp"), list, 200},
      {"Bearer " + token("mcp"), call("read"), 403},
      {reader, call("read"), 200},
      {reader, call("write"), 403},
      {reader, "[" + call("read") + "," + call("open") + "]", 200},
      {reader, "[" + call("read") + "," + call("write") + "]", 403},
      {"Bearer " + key_.key, call("write"), 200},
      {"Bearer " + key_.key + "x", call("write"), 401},
      {"Bearer " + key_.line, call("write"), 400},
      {"Bearer", call("open"), 400},
      {"Basic Ym9iOmJvYg==", call("open"), 401},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(status_of(post(c.authorization, c.body)), c.status) << c.authorization << c.body;
  }
  EXPECT_THAT(post(reader, call("write")),
              HasSubstr(R"(WWW-Authenticate: Bearer error="insufficient_scope", )"
                        R"(error_description="the token lacks a scope that this needs", )"
                        R"(scope="items:write items:read mcp", resource_metadata=)"));
  // What was refused did not go out: the one call of `write` is that of the API key.
  const std::vector<std::string> requests = upstream_.requests();
  EXPECT_EQ(std::ranges::count_if(
                requests, [](const auto& r) { return r.starts_with("GET /items/write\n"); }),
            1);
  EXPECT_EQ(requests.size(), 4U);
}

// MCP, `basic/authorization`: the token of a client goes no further.
TEST_F(Served, NoCredentialLeavesIt) {
  const std::string bearer = token("mcp items:read items:write");
  const std::string wrong = token("mcp").substr(0, 100) + ".x";
  EXPECT_EQ(status_of(post("Bearer " + bearer, call("write"))), 200);
  EXPECT_EQ(status_of(post("Bearer " + key_.key, call("write"))), 200);
  EXPECT_EQ(status_of(post("Bearer " + wrong, call("write"))), 401);
  EXPECT_EQ(status_of(post("Bearer " + bearer + "!", call("write"))), 400);
  EXPECT_EQ(status_of(post("Basic " + key_.key, call("write"))), 401);
  ASSERT_EQ(upstream_.requests().size(), 2U);
  EXPECT_THAT(upstream_.requests()[0], HasSubstr("\nX-Caller: " + issuer_.url() + " ann\n"));
  EXPECT_THAT(upstream_.requests()[1], HasSubstr("\nX-Caller: key:bob\n"));
  std::string everything = responses_;
  for (const std::string& request : upstream_.requests()) {
    EXPECT_THAT(request, HasSubstr("\nAuthorization: Bearer token-of-the-operator\n"));
    everything += request;
  }
  const std::string log = end();
  EXPECT_THAT(log, AllOf(HasSubstr(issuer_.url() + " ann calls write\n"),
                         HasSubstr("key:bob calls write\n"),
                         HasSubstr("refused with 400: the Authorization header is malformed\n"),
                         HasSubstr("refused with 401: a bearer token is needed\n")));
  everything += log;
  const std::string digest = key_.line.substr(key_.line.find(':') + 1, 64);
  for (const std::string& secret : {bearer.substr(0, 40), bearer.substr(bearer.rfind('.') + 1, 20),
                                    bearer.substr(bearer.find('.') + 1, 40), wrong.substr(0, 40),
                                    key_.key.substr(7, 20), digest}) {
    EXPECT_THAT(everything, Not(HasSubstr(secret)));
  }
}

TEST_F(Served, ABrowserReadsTheChallenge) {
  const std::string origin = "Origin: https://mcp.example\r\n";
  const std::string refused = post("", call("open"), origin);
  EXPECT_EQ(status_of(refused), 401);
  EXPECT_THAT(refused, HasSubstr("\r\nAccess-Control-Allow-Origin: https://mcp.example\r\n"));
  EXPECT_THAT(refused, HasSubstr("WWW-Authenticate, Retry-After\r\n"));
  const std::string preflight = http(port_, "OPTIONS", "/mcp",
                                     "Host: mcp.example\r\nAccess-Control-Request-Method: POST\r\n"
                                     "Access-Control-Request-Headers: authorization\r\n" +
                                         origin);
  EXPECT_EQ(status_of(preflight), 204);
  EXPECT_THAT(preflight, HasSubstr("\r\nAccess-Control-Allow-Headers: authorization\r\n"));
}

TEST_F(Served, ReadsApiKeysAgain) {
  EXPECT_EQ(status_of(post("Bearer " + key_.key, call("open"))), 200);
  const NewApiKey other = *make_api_key("carl", {"mcp"});
  std::ofstream(keys_file_) << other.line << '\n';
  process_->signal(SIGHUP);
  while (!process_->read_error_line().ends_with("info: read again: API keys")) {
  }
  EXPECT_EQ(status_of(post("Bearer " + key_.key, call("open"))), 401);
  EXPECT_EQ(status_of(post("Bearer " + other.key, call("open"))), 200);
  std::ofstream(keys_file_) << "carl\n";
  process_->signal(SIGHUP);
  std::string line;
  while (!(line = process_->read_error_line()).ends_with("what was read before stays")) {
  }
  EXPECT_THAT(line, HasSubstr(keys_file_ + ": line 1 has no `sha256:`"));
  EXPECT_EQ(status_of(post("Bearer " + other.key, call("open"))), 200);
}

TEST(ServedWithTls, TakesTokens) {
  const http::test::Authority authority("Test Authority");
  authority.write_identity("mcp_auth_tls", "DNS:localhost");
  const NewApiKey key = *make_api_key("bob", {});
  write_file("mcp_tls_keys", key.line);
  const std::string config = write_file(
      "mcp_auth_tls.json", R"({"authorization":{"api_keys":"mcp_tls_keys"},)"
                           R"("tls":{"certificate":"mcp_auth_tls.pem","key":"mcp_auth_tls.key"}})");
  Process process({"--http", "127.0.0.1:0", "--config", config});
  const std::string line = process.read_error_line();
  EXPECT_THAT(line, HasSubstr("serving https://"));
  http::ClientOptions options;
  options.ca_file = authority.write_bundle("mcp_auth_tls_ca.pem");
  http::test::LoopThread thread;
  http::Client client(thread.loop, options);
  thread.start();
  const auto post = [&](const std::string& credential) {
    return http::test::describe(
        http::test::fetch(client, {"POST",
                                   "https://localhost:" + std::to_string(port_in(line)) + "/mcp",
                                   {{"Authorization", "Bearer " + credential},
                                    {"Content-Type", "application/json"},
                                    {"Accept", "application/json, text/event-stream"}},
                                   R"({"jsonrpc":"2.0","id":1,"method":"ping"})"}));
  };
  EXPECT_EQ(post(key.key), R"(200 {"jsonrpc":"2.0","id":1,"result":{}})");
  EXPECT_THAT(post("x"), StartsWith("401 "));
  thread.stop();
}

TEST(Configuration, FaultsEndTheServerAtOnce) {
  struct Case {
    std::string authorization, problem;
  };
  const std::string secure = "` must be an https URL (http only on this machine)";
  const std::string issuer = R"("issuers":[{"issuer":"https://login.example"}])";
  const Case cases[] = {
      {"{}",
       "`authorization` names neither `issuers` nor `api_keys`: nobody could call the server"},
      {"{" + issuer + "}",
       "`authorization` needs `issuers` and `resource` together: tokens are for the server at that "
       "URL"},
      {R"({"resource":"http://mcp.example/mcp",)" + issuer + "}",
       "`authorization.resource" + secure + " without query and fragment"},
      {R"({"resource":"https://mcp.example/mcp?a",)" + issuer + "}",
       "`authorization.resource" + secure + " without query and fragment"},
      {R"({"resource":"https://mcp.example","issuers":[{"issuer":"http://login.example"}]})",
       "`authorization.issuers[].issuer" + secure + " without query and fragment"},
      {R"({"resource":"https://mcp.example","issuers":[{"issuer":"https://a","jwks_uri":"x"}]})",
       "`authorization.issuers[].jwks_uri" + secure},
      {R"({"resource":"https://m","issuers":[{"issuer":"https://a"},{"issuer":"https://a"}]})",
       "`authorization.issuers` has one issuer twice"},
      {R"({"api_keys":"none","scopes":["a b"]})",
       "`authorization.scopes` has one that is no scope: printable ASCII without blanks, quotes "
       "and backslashes"},
      {R"({"api_keys":"/no/such"})", "/no/such cannot be read or is over 4 MiB"},
      {R"({"api_key":"x"})", "`authorization` must be an object without the key `api_key`"},
      {R"({"clock_skew_seconds":601})",
       "`authorization` must be an object whose `clock_skew_seconds` is an integer from 0 to 600"},
  };
  for (const Case& c : cases) {
    const std::string config =
        write_file("mcp_bad.json", R"({"authorization":)" + c.authorization + "}");
    const Output output = run({"--http", "127.0.0.1:0", "--config", config});
    EXPECT_EQ(output.status, 2) << c.authorization;
    EXPECT_THAT(output.err, EndsWith(": " + c.problem + "\n")) << c.authorization;
  }
}

TEST(KeyNew, PrintsTheLineAndTheKeyApart) {
  const Output output = run({"key", "new", "alice", "items:read", "mcp"});
  EXPECT_EQ(output.status, 0);
  const auto keys = parse_api_keys(output.out);
  ASSERT_TRUE(std::holds_alternative<std::vector<ApiKey>>(keys)) << output.out;
  const ApiKey& key = std::get<std::vector<ApiKey>>(keys).at(0);
  EXPECT_EQ(key.name, "alice");
  EXPECT_EQ(key.digest, digest_of(output.err.substr(0, output.err.size() - 1)));
  EXPECT_THAT(key.scopes, testing::ElementsAre("items:read", "mcp"));
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"key"},
                                             {"key", "new"},
                                             {"key", "old", "a"},
                                             {"key", "new", "a b"},
                                             {"key", "new", "a", "\""}}) {
    EXPECT_EQ(run(wrong).status, 2);
  }
}

}  // namespace
}  // namespace mcp::auth::test
