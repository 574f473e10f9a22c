// Client certificates, shown to a server that wants one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "calls.h"
#include "certificates.h"

namespace mcp::credentials::test {
namespace {

using http::test::Authority;
using http::test::Peer;
using http::test::RawServer;
using http::test::TlsPeer;
using mcp::test::Output;
using mcp::test::run;
using testing::HasSubstr;

TEST(MutualTls, TheClientCertificateOfTheSchemeIsShown) {
  const Authority authority("shop authority"), others("another authority");
  const std::string bundle = authority.write_bundle("shop-ca.pem");
  const http::IdentityFiles identity = authority.write_identity("client", "DNS:client.example");
  const http::IdentityFiles foreign = others.write_identity("foreign", "DNS:client.example");
  SSL_CTX* const context = authority.make_context("IP:127.0.0.1");
  ASSERT_EQ(SSL_CTX_load_verify_file(context, bundle.c_str()), 1);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  std::atomic<bool> has_key = false;
  {
    RawServer server([&](Peer& connection, int) {
      TlsPeer peer(connection, context);
      if (!peer.is_open()) return;
      const std::string head = peer.read_until("\r\n\r\n");
      if (head.find("X-Key: the-key\r\n") != std::string::npos) has_key = true;
      peer.send(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n"
          R"({"ok":true})");
      peer.send_closure_alert();
    });
    const auto call = [&](const char* tool, const http::IdentityFiles& files) {
      return run({"call", tool, R"({"id":"1"})", "--base-url", "https://" + server.authority(),
                  "--timeout", "20"},
                 {"SSL_CERT_FILE=" + bundle, "SHOP_HEADER=the-key",
                  "SHOP_CERTIFICATE_CERTIFICATE_FILE=" + files.certificate,
                  "SHOP_CERTIFICATE_KEY_FILE=" + files.key});
    };
    const Output shown = call("certificate", identity);
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr(R"({"ok":true})"));
    EXPECT_FALSE(has_key);
    // Both of `certificate` and `header`.
    EXPECT_EQ(call("either", identity).status, 0);
    EXPECT_TRUE(has_key);
    // A scheme without a certificate shows none.
    EXPECT_EQ(call("header", identity).status, 1);
    EXPECT_EQ(call("certificate", foreign).status, 1);
  }
  SSL_CTX_free(context);
}

}  // namespace
}  // namespace mcp::credentials::test
