// TLS and CORS of a server process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <string>

#include "../loopback/certificates.h"
#include "process.h"

namespace mcp::test {
namespace {

using http::test::Authority;
using http::test::Peer;
using http::test::TlsPeer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

constexpr const char* ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";

/// One request; the response's header, body and the serial number of the certificate.
struct Answer {
  std::string head, body, serial;
};

Answer post(std::uint16_t port) {
  const std::unique_ptr<SSL_CTX, ContextDeleter> context(SSL_CTX_new(TLS_client_method()));
  const Peer peer = Peer::connect(port);
  TlsPeer tls(peer, context.get(), true);
  const std::string body = ping;
  tls.send("POST /mcp HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
           "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
           "Connection: close\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body);
  Answer answer{.head = tls.read_until("\r\n\r\n"), .body = {}, .serial = tls.peer_serial()};
  answer.body = tls.read_until("the end");
  return answer;
}

TEST(Https, ServesAndReadsTheCertificateAgain) {
  const Authority authority("Test Authority");
  const auto files = authority.write_identity("mcp_https", "DNS:localhost");
  Process process({"--http", "127.0.0.1:0", "--tls-cert", files.certificate, "--tls-key", files.key,
                   "--log-level", "info"});
  const std::string line = process.read_error_line();
  EXPECT_THAT(line, HasSubstr("serving https://127.0.0.1:"));
  const std::uint16_t port = port_in(line);
  const Answer first = post(port);
  EXPECT_THAT(first.head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(first.body, HasSubstr(R"("result":{})"));

  authority.write_identity("mcp_https", "DNS:localhost");
  process.signal(SIGHUP);
  EXPECT_THAT(process.read_error_line(), EndsWith("info: read again: the certificate"));
  EXPECT_NE(post(port).serial, first.serial);

  std::ofstream(files.key) << "not a key";
  process.signal(SIGHUP);
  EXPECT_THAT(
      process.read_error_line(),
      EndsWith("error: " + files.key + " holds no private key in PEM; what was read before stays"));
  EXPECT_THAT(post(port).head, StartsWith("HTTP/1.1 200 OK\r\n"));
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(), 0);
}

TEST(Https, FaultsOfTheFilesEndItAtOnce) {
  const Output output =
      run({"--http", "127.0.0.1:0", "--tls-cert", "/no/such", "--tls-key", "/no/such"});
  EXPECT_EQ(output.status, 2);
  EXPECT_THAT(output.err, EndsWith(": /no/such cannot be read\n"));
}

TEST(Cors, PagesOfAllowedOriginsMayReadEveryAnswer) {
  Process process({"--http", "127.0.0.1:0", "--allow-origin", "https://app.example"});
  const std::uint16_t port = port_in(process.read_error_line());
  const std::string host = "Host: localhost:" + std::to_string(port) + "\r\n";
  const std::string asks =
      "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n";
  struct Case {
    std::string method, headers;
    int status;
    bool readable;
  };
  const Case cases[] = {
      {"OPTIONS", "Origin: https://app.example\r\n" + asks, 204, true},
      {"OPTIONS", "Origin: http://localhost:3000\r\n" + asks, 204, true},
      {"OPTIONS", "Origin: https://evil.example\r\n" + asks, 403, false},
      {"OPTIONS", asks, 405, false},
      {"OPTIONS", "Origin: https://app.example\r\n", 405, true},
      {"POST", "Origin: https://app.example\r\n", 415, true},
      {"POST",
       "Origin: https://app.example\r\nContent-Type: application/json\r\n"
       "Accept: application/json, text/event-stream\r\n",
       200, true},
      {"POST", "Origin: https://evil.example\r\nContent-Type: application/json\r\n", 403, false},
      {"POST", "Content-Type: application/json\r\n", 406, false},
  };
  for (const Case& c : cases) {
    const std::string response =
        mcp::test::http(port, c.method, "/mcp", host + c.headers, c.method == "POST" ? ping : "");
    EXPECT_EQ(status_of(response), c.status) << c.method << ' ' << c.headers;
    if (c.readable) {
      EXPECT_THAT(response, HasSubstr("\r\nVary: Origin\r\n"));
      EXPECT_THAT(response, HasSubstr("\r\nAccess-Control-Expose-Headers: Mcp-Session-Id, "));
      const std::string origin = c.headers.substr(8, c.headers.find('\r') - 8);
      EXPECT_THAT(response, HasSubstr("\r\nAccess-Control-Allow-Origin: " + origin + "\r\n"));
      EXPECT_THAT(response, Not(HasSubstr("Access-Control-Allow-Credentials")));
    } else {
      EXPECT_THAT(response, Not(HasSubstr("Access-Control-"))) << c.method << ' ' << c.headers;
    }
  }
}

}  // namespace
}  // namespace mcp::test
