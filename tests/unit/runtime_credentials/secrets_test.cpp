// Secrets of every kind, and every place where they could come out.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <csignal>
#include <map>
#include <string>
#include <vector>

#include "calls.h"
#include "invoke/base64.h"
#include "invoke/percent.h"
#include "json/write.h"
#include "site.h"

namespace mcp::credentials::test {
namespace {

using mcp::test::Output;
using mcp::test::Process;
using mcp::test::run;

// Each with characters that are written otherwise in JSON, in a URL and in base64.
const std::map<std::string, std::string> secrets = {
    {"SHOP_HEADER", "header+key/\"0123\""},
    {"SHOP_QUERY", "query key&=?0123"},
    {"SHOP_COOKIE", "cookie-key/+=0123"},
    {"SHOP_BASIC", "basic user:basic \"pass\"/word+0"},
    {"SHOP_BEARER", "bearer.token/+~0123"},
    {"SHOP_DIGEST", "digestuser:digest pass/word+0"},
    {"SHOP_OAUTH_CLIENT_SECRET", "client secret:/+\"0123"},
    {"SHOP_OPENID_REFRESH_TOKEN", "refresh/token+0123"},
};
// Secrets that servers give.
constexpr const char* fetched_token = "fetched-token/+0123";
constexpr const char* rotated_token = "rotated-token/+0123";

std::string hash(const EVP_MD* function, const std::string& text, bool as_hex) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), bytes.data(), &size, function, nullptr);
  const std::string raw(reinterpret_cast<const char*>(bytes.data()), size);
  std::string out;
  if (!as_hex) {
    invoke::append_base64(out, raw);
    return out;
  }
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    out += "0123456789abcdef"[byte / 16];
    out += "0123456789abcdef"[byte % 16];
  }
  return out;
}

/// The texts that may stand nowhere, by what they are.
std::map<std::string, std::string> forbidden() {
  std::map<std::string, std::string> out;
  const auto add = [&](const std::string& name, const std::string& text) {
    out[name] = text;
    std::string json, percent, form, base64;
    json::append_string(json, text);
    out[name + " in JSON"] = json.substr(1, json.size() - 2);
    invoke::append_escaped(percent, text, invoke::Escape::unreserved);
    out[name + " percent-encoded"] = percent;
    invoke::append_escaped(form, text, invoke::Escape::form);
    out[name + " in a form"] = form;
    invoke::append_base64(base64, text);
    out[name + " in base64"] = base64.substr(0, text.size() / 3 * 4);
    std::string for_urls = out[name + " in base64"];
    for (char& c : for_urls) c = c == '+' ? '-' : c == '/' ? '_' : c;
    out[name + " in base64 for URLs"] = for_urls;
    for (const EVP_MD* function : {EVP_md5(), EVP_sha1(), EVP_sha256()}) {
      const std::string kind = std::string(" hashed by ") + EVP_MD_get0_name(function);
      out[name + kind] = hash(function, text, true);
      out[name + kind + " in base64"] = hash(function, text, false);
    }
  };
  for (const auto& [name, secret] : secrets) {
    add(name, secret);
    const std::size_t colon = secret.find(':');
    if (name == "SHOP_BASIC" || name == "SHOP_DIGEST") {
      add(name + " (password)", secret.substr(colon + 1));
    }
  }
  // H(A1) is as good as the password (RFC 7616, section 5.11).
  add("H(A1)", hash(EVP_md5(), "digestuser:shop:digest pass/word+0", true));
  add("token", fetched_token);
  add("rotated token", rotated_token);
  return out;
}

std::vector<std::string> environment() {
  std::vector<std::string> out = {"SHOP_OAUTH_CLIENT_ID=app", "SHOP_OPENID_CLIENT_ID=app"};
  for (const auto& [name, secret] : secrets) out.push_back(name + "=" + secret);
  return out;
}

/// Repeats what it was sent in every form that it can think of.
std::string echo(const Seen& seen) {
  std::string all = seen.method + " " + seen.target + "\n";
  for (const auto& [name, value] : seen.headers) all += name + ": " + value + "\n";
  all += seen.body + "\n";
  std::string decoded, base64, percent;
  for (const auto& [name, value] : seen.headers) {
    const std::size_t space = value.find(' ');
    const auto text = invoke::base64_decoded(
        std::string_view(value).substr(space == std::string::npos ? 0 : space + 1));
    decoded += text.value_or("") + "\n";
  }
  decoded += invoke::percent_decoded(seen.target) + invoke::percent_decoded(seen.body);
  invoke::append_base64(base64, all + decoded);
  invoke::append_escaped(percent, all + decoded, invoke::Escape::unreserved);
  return all + decoded + base64 + "\n" + percent;
}

/// An API and an authorization server that tell everything. The id of the item decides how.
std::optional<HttpResponse> telltale(const Seen& seen, bool refuses_tokens) {
  if (seen.target == "/token") {
    if (!refuses_tokens) {
      return token_response(fetched_token,
                            std::string(R"(,"refresh_token":")") + rotated_token + "\"");
    }
    std::string body = R"({"error":)";
    json::append_string(body, echo(seen));
    return json_response(401, body + R"(,"error_description":"no"})");
  }
  if (seen.target == "/.well-known/openid-configuration") {
    if (refuses_tokens) return HttpResponse{500, {{"Content-Type", "text/html"}}, echo(seen)};
    const std::string url = "http://" + seen.header("Host");
    return json_response(200,
                         R"({"issuer":")" + url + R"(","token_endpoint":")" + url + R"(/token"})");
  }
  HttpResponse response{200, {}, {}};
  const std::string text = echo(seen);
  if (seen.target.find("/html") != std::string::npos) {
    response = {500, {{"Content-Type", "text/html"}}, "<pre>" + text + "</pre>"};
  } else if (seen.target.find("/problem") != std::string::npos) {
    std::string json;
    json::append_string(json, text);
    response = {400,
                {{"Content-Type", "application/problem+json"}},
                R"({"title":)" + json + R"(,"detail":)" + json + "}"};
  } else {
    std::string json;
    json::append_string(json, text);
    response = json_response(200, R"({"you sent":)" + json + "}");
  }
  std::string line;  // a header field that is shown
  for (const char c : seen.header("Authorization") + seen.header("X-Key") + seen.target) {
    line += c == '\n' ? ' ' : c;
  }
  response.headers.emplace_back("Location", line);
  if (seen.header("Authorization").empty() && seen.target.find("challenge") != std::string::npos) {
    response.status = 401;
    response.headers.emplace_back("WWW-Authenticate",
                                  R"(Digest realm="shop", nonce="n", qop="auth")");
  }
  return response;
}

constexpr const char* tools[] = {"header", "query",       "cookie", "basic", "bearer",
                                 "digest", "digest_post", "oauth",  "openid"};

std::string everything_said(bool refuses_tokens) {
  Site shop([&](const Seen& seen) { return telltale(seen, refuses_tokens); });
  std::string said;
  const auto keep = [&](const Output& output) { said += output.out + output.err; };
  {
    Process process({"--base-url", shop.url(), "--log-level", "debug"}, environment());
    for (const char* tool : tools) {
      for (const char* id : {"plain", "html", "problem", "challenge", "throw"}) {
        said += answer_of(process, tool, R"({"id":")" + std::string(id) + "\"}") + "\n";
      }
    }
    process.signal(SIGTERM);
    said += process.read_rest() + process.read_error_rest();
    process.wait();
    // The API did repeat them.
    for (const char* name : {"HEADER", "QUERY", "COOKIE", "BASIC", "BEARER", "DIGEST"}) {
      EXPECT_NE(said.find("<SHOP_" + std::string(name) + ">"), std::string::npos) << name;
    }
    for (const char* name : {"<SHOP_OAUTH>", "<SHOP_OPENID>"}) {
      EXPECT_EQ(said.find(name) == std::string::npos, refuses_tokens) << name;
    }
  }
  for (const char* tool : tools) {
    const std::string call = R"({"id":"1"})";
    keep(
        run({"call", tool, call, "--base-url", shop.url(), "--log-level", "debug"}, environment()));
    keep(run({"call", tool, call, "--base-url", shop.url(), "--dry-run"}, environment()));
    // Refused arguments, and an API that is not there.
    keep(run({"call", tool, R"({"id":7,"no":1})", "--base-url", shop.url()}, environment()));
    keep(run({"call", tool, call, "--base-url", "http://127.0.0.1:1", "--timeout", "1"},
             environment()));
  }
  keep(run({"--help"}, environment()));
  keep(run({"tools", "--format", "json"}, environment()));
  {
    // A process that is killed in the middle of a call.
    Process process({"--base-url", shop.url(), "--log-level", "debug"}, environment());
    process.write_line(call_message("basic", R"({"id":"1"})"));
    said += process.read_line();
    process.signal(SIGABRT);
    said += process.read_rest() + process.read_error_rest();
    process.wait();
  }
  return said;
}

void expect_no_secret(const std::string& said) {
  for (const auto& [what, text] : forbidden()) {
    const std::size_t at = said.find(text);
    EXPECT_EQ(at, std::string::npos)
        << what
        << " in: " << (at == std::string::npos ? "" : said.substr(at < 200 ? 0 : at - 200, 400));
  }
}

TEST(Secrets, ComeOutNowhere) {
  for (const bool refuses_tokens : {false, true}) {
    const std::string said = everything_said(refuses_tokens);
    EXPECT_NE(said.find("invalid"), std::string::npos);
    expect_no_secret(said);
  }
}

/// Everything that a server says over HTTP: to both eras, on the stream of HTTP+SSE, and to
/// monitoring.
std::string everything_said_over_http(Site& shop) {
  Process process({"--base-url", shop.url(), "--log-level", "debug", "--http", "127.0.0.1:0",
                   "--sse", "--metrics", "127.0.0.1:0"},
                  environment());
  const std::string first = process.read_error_line(), second = process.read_error_line();
  const auto metrics_port =
      static_cast<std::uint16_t>(std::stoi(first.substr(first.rfind(':') + 1)));
  const std::uint16_t port = mcp::test::port_in(second);
  std::string said = first + second;
  const std::string host = "Host: localhost:" + std::to_string(port) + "\r\n";
  const std::string json =
      host + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
  mcp::test::Socket stream(port);
  stream.write("GET /sse HTTP/1.1\r\n" + host + "Accept: text/event-stream\r\n\r\n");
  std::string endpoint;
  while (!endpoint.starts_with("data: ")) {
    endpoint = stream.read_line();
    said += endpoint + "\n";
  }
  endpoint = endpoint.substr(6, endpoint.find_last_not_of('\r') - 5);
  const auto post_sse = [&](const std::string& message) {
    said += mcp::test::http(port, "POST", endpoint, json, message);
    for (std::string line; !line.starts_with("data: ");) {
      line = stream.read_line();
      said += line + "\n";
    }
  };
  post_sse(R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":)"
           R"("2024-11-05","capabilities":{},"clientInfo":{"name":"c","version":"1"}}})");
  for (const char* tool : tools) {
    for (const char* id : {"plain", "html", "problem", "challenge", "throw"}) {
      const std::string arguments = R"({"id":")" + std::string(id) + "\"}";
      said += mcp::test::http(port, "POST", "/mcp",
                              json +
                                  "MCP-Protocol-Version: 2026-07-28\r\n"
                                  "Mcp-Method: tools/call\r\nMcp-Name: " +
                                  tool + "\r\n",
                              call_message(tool, arguments));
      const std::string legacy =
          R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":")" +
          std::string(tool) + R"(","arguments":)" + arguments + "}}";
      said += mcp::test::http(port, "POST", "/mcp", json + "MCP-Protocol-Version: 2025-11-25\r\n",
                              legacy);
      post_sse(legacy);
    }
  }
  const std::string metrics = mcp::test::http(
      metrics_port, "GET", "/metrics", "Host: localhost:" + std::to_string(metrics_port) + "\r\n");
  EXPECT_EQ(mcp::test::status_of(metrics), 200);
  EXPECT_NE(metrics.find("mcp_upstream_responses_total"), std::string::npos);
  said += metrics;
  said += mcp::test::http(port, "GET", "/healthz", host);
  stream.close();
  process.signal(SIGTERM);
  said += process.read_rest() + process.read_error_rest();
  process.wait();
  return said;
}

TEST(Secrets, ComeOutNowhereOverHttp) {
  for (const bool refuses_tokens : {false, true}) {
    Site shop([&](const Seen& seen) { return telltale(seen, refuses_tokens); });
    const std::string said = everything_said_over_http(shop);
    for (const char* name : {"HEADER", "QUERY", "COOKIE", "BASIC", "BEARER", "DIGEST"}) {
      EXPECT_NE(said.find("<SHOP_" + std::string(name) + ">"), std::string::npos) << name;
    }
    expect_no_secret(said);
    // Metadata are public: nothing goes there but the question.
    const std::vector<Seen> asked = shop.seen("/.well-known/openid-configuration");
    EXPECT_FALSE(asked.empty());
    for (const Seen& request : asked) {
      std::string all = request.target + request.body;
      for (const auto& [name, value] : request.headers) all += name + ": " + value + "\n";
      expect_no_secret(all);
    }
  }
}

TEST(Secrets, ThatCannotBeUsedAreNotShownEither) {
  for (const auto& [name, secret] : secrets) {
    const std::string bad = "hush\"/+" + secret + "\r\nhush";
    const Output output = run({"call", "open", R"({"id":"1"})", "--base-url", "http://127.0.0.1:1"},
                              {name + "=" + bad});
    EXPECT_EQ(output.status, 2) << name;
    EXPECT_EQ((output.out + output.err).find("hush"), std::string::npos) << output.err;
    EXPECT_NE(output.err.find(name), std::string::npos) << output.err;
  }
}

}  // namespace
}  // namespace mcp::credentials::test
