// https from the client's side: who is trusted, and what an end of the connection means.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <string>

#include "certificates.h"
#include "http/client.h"
#include "sockets.h"

namespace mcp::http::test {
namespace {

using namespace std::literals;
using ::testing::StartsWith;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

/// A TLS server that runs `script` for each connection whose handshake succeeds.
class TlsServer {
 public:
  using Script = std::function<void(TlsPeer&)>;

  TlsServer(SSL_CTX* context, Script script)
      : context_(context), raw_([this, script = std::move(script)](Peer& peer, int) {
          TlsPeer tls(peer, context_.get());
          if (tls.is_open()) script(tls);
        }) {}

  std::string url(const std::string& host, std::string_view target = "/") const {
    return "https://" + host + ":" + std::to_string(raw_.port()) + std::string(target);
  }
  std::string port() const { return std::to_string(raw_.port()); }
  int connections() const { return raw_.connections(); }

 private:
  std::unique_ptr<SSL_CTX, ContextDeleter> context_;
  RawServer raw_;
};

void answer_each(TlsPeer& peer) {
  while (!peer.read_until("\r\n\r\n").empty()) peer.send(ok);
}

class Tls : public testing::Test {
 protected:
  Tls() { options_.ca_file = authority_.write_bundle("mcp_http_tls_ca.pem"); }

  std::string get(const std::string& url, std::chrono::milliseconds timeout = patience) {
    return send({"GET", url, {}, ""}, timeout);
  }
  std::string send(HttpRequest request, std::chrono::milliseconds timeout = patience) {
    LoopThread thread;
    Client client(thread.loop, options_);
    thread.start();
    std::string result = describe(fetch(client, std::move(request), timeout));
    thread.stop();
    return result;
  }

  Authority authority_{"Test Authority"};
  ClientOptions options_;
};

TEST_F(Tls, TrustedServer) {
  std::string protocol, name, address_name = "unset";
  TlsServer server(authority_.make_context("DNS:localhost,IP:127.0.0.1"), [&](TlsPeer& peer) {
    const bool by_name = peer.read_until("\r\n\r\n").find("Host: localhost") != std::string::npos;
    protocol = peer.protocol();
    (by_name ? name : address_name) = peer.requested_server();
    peer.send(ok);
  });
  EXPECT_EQ(get(server.url("localhost")), "200 hi");
  EXPECT_EQ(get(server.url("127.0.0.1")), "200 hi");
  EXPECT_EQ(protocol, "http/1.1");
  EXPECT_EQ(name, "localhost");
  EXPECT_EQ(address_name, "");
}

TEST_F(Tls, UntrustedServers) {
  const Authority other("Another Authority");
  struct Case {
    SSL_CTX* context;
    const char* host;
    const char* problem;
  };
  const Case cases[] = {
      {authority_.make_context("DNS:other.example"), "localhost", "hostname mismatch"},
      {authority_.make_context("DNS:localhost.other.example"), "localhost", "hostname mismatch"},
      {authority_.make_context("DNS:localhost"), "127.0.0.1", "IP address mismatch"},
      {authority_.make_context("IP:127.0.0.2"), "127.0.0.1", "IP address mismatch"},
      {other.make_context("DNS:localhost"), "localhost", "unable to get local issuer certificate"},
      {authority_.make_context("DNS:localhost", -60), "localhost", "certificate has expired"},
  };
  for (const auto& c : cases) {
    bool served = false;
    std::string authority;
    {
      TlsServer server(c.context,
                       [&](TlsPeer& peer) { served = !peer.read_until("\r\n").empty(); });
      authority = c.host + ":"s + server.port();
      EXPECT_EQ(get(server.url(c.host, "/secret?secret")),
                "tls: cannot make a secure connection to " + authority + ": " + c.problem);
    }
    EXPECT_FALSE(served) << c.problem;
  }
}

TEST_F(Tls, OldProtocolsAreRefused) {
  SSL_CTX* const context = authority_.make_context("DNS:localhost");
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
  TlsServer server(context, answer_each);
  EXPECT_THAT(get(server.url("localhost")), StartsWith("tls: "));
}

TEST_F(Tls, Version12) {
  SSL_CTX* const context = authority_.make_context("DNS:localhost");
  SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
  TlsServer server(context, answer_each);
  EXPECT_EQ(get(server.url("localhost")), "200 hi");
}

TEST_F(Tls, ServerWithoutTls) {
  const RawServer server([](Peer& peer, int) {
    peer.read(1);
    peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.read_to_end();
  });
  EXPECT_THAT(get("https://" + server.authority() + "/"),
              StartsWith("tls: cannot make a secure connection to " + server.authority() + ": "));
  const RawServer closing([](Peer& peer, int) { peer.read(1); });
  EXPECT_THAT(get("https://" + closing.authority() + "/"),
              StartsWith("tls: cannot make a secure connection to " + closing.authority() + ": "));
}

TEST_F(Tls, HandshakeThatNeverEnds) {
  const RawServer server([](Peer& peer, int) { peer.read_to_end(); });
  EXPECT_EQ(get("https://" + server.authority() + "/", 50ms),
            "timeout: cannot connect to " + server.authority() + " within 50 ms");
  options_.connect_timeout = 60ms;
  EXPECT_EQ(get("https://" + server.authority() + "/"),
            "timeout: cannot connect to " + server.authority() + " within 60 ms");
}

TEST_F(Tls, ConnectionIsKept) {
  TlsServer server(authority_.make_context("DNS:localhost"), answer_each);
  LoopThread thread;
  Client client(thread.loop, options_);
  thread.start();
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(describe(fetch(client, {"GET", server.url("localhost"), {}, ""})), "200 hi");
  }
  EXPECT_EQ(server.connections(), 1);
  thread.stop();
}

TEST_F(Tls, LargeBodiesBothWays) {
  std::string body(5'000'000, 'x');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 2654435761U >> 13);
  TlsServer server(authority_.make_context("DNS:localhost"), [&](TlsPeer& peer) {
    peer.read_until("\r\n\r\n");
    const std::string got = peer.read(body.size());
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(got.size()) + "\r\n\r\n" +
              got);
    peer.read_until("never");
  });
  EXPECT_TRUE(send({"POST", server.url("localhost"), {}, body}) == "200 " + body);
}

// RFC 9112, section 9.8: without a closure alert the end may be forged.
TEST_F(Tls, EndWithoutLength) {
  for (const bool alert : {true, false}) {
    TlsServer server(authority_.make_context("DNS:localhost"), [&](TlsPeer& peer) {
      peer.read_until("\r\n\r\n");
      peer.send("HTTP/1.1 200 OK\r\n\r\npart");
      if (alert) peer.send_closure_alert();
    });
    EXPECT_EQ(
        get(server.url("localhost")),
        alert ? "200 part" : "truncated: localhost:" + server.port() + " ended its response early");
  }
}

TEST_F(Tls, CertificateSources) {
  TlsServer server(authority_.make_context("DNS:localhost"), answer_each);
  const std::string bundle = options_.ca_file;
  options_.ca_file = "/nonexistent/ca.pem";
  EXPECT_EQ(get(server.url("localhost")),
            "tls: cannot read CA certificates from /nonexistent/ca.pem");
  options_.ca_file = "";
  EXPECT_THAT(get(server.url("localhost")), StartsWith("tls: "));
  setenv("SSL_CERT_FILE", bundle.c_str(), 1);
  EXPECT_EQ(get(server.url("localhost")), "200 hi");
  setenv("SSL_CERT_FILE", "/nonexistent/ca.pem", 1);
  EXPECT_EQ(get(server.url("localhost")),
            "tls: cannot read CA certificates from SSL_CERT_FILE /nonexistent/ca.pem");
  unsetenv("SSL_CERT_FILE");
}

TEST_F(Tls, Cancel) {
  std::promise<void> arrived;
  const RawServer server([&](Peer& peer, int) {
    peer.read(1);
    arrived.set_value();
    peer.read_to_end();
  });
  LoopThread thread;
  Client client(thread.loop, options_);
  thread.start();
  std::promise<ClientResult> result;
  const auto id = client.send({"GET", "https://" + server.authority() + "/", {}, ""}, 1h,
                              [&](ClientResult value) { result.set_value(std::move(value)); });
  arrived.get_future().wait();
  client.cancel(id);
  EXPECT_EQ(describe(result.get_future().get()), "cancelled: the request was cancelled");
  thread.stop();
}

}  // namespace
}  // namespace mcp::http::test
