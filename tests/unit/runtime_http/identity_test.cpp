// https from the server's side: what is shown, what is negotiated, and what a fault of one client
// means for the others.
#include "http/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "certificates.h"
#include "http/client.h"
#include "http/server.h"
#include "sockets.h"

namespace mcp::http::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, ContextDeleter>;

ContextPtr client_context() { return ContextPtr(SSL_CTX_new(TLS_client_method())); }

class TlsServer : public testing::Test {
 protected:
  TlsServer() {
    EXPECT_EQ(identity_->load(), "");
    ServerOptions options;
    options.identity = identity_;
    options.max_connections = 4;
    server_ = std::make_unique<Server>(thread_.loop, std::move(options),
                                       [](ServerRequest received, const Responder& responder) {
                                         responder.respond({200, {}, std::move(received.body)});
                                       });
    thread_.start();
  }
  ~TlsServer() override {
    thread_.stop();
    server_.reset();
  }

  Peer connect() { return Peer::connect(server_->port()); }

  /// What a client with these settings negotiates; empty: no connection.
  std::string suite(const std::function<void(SSL_CTX*)>& set) {
    const ContextPtr context = client_context();
    set(context.get());
    const Peer peer = connect();
    const TlsPeer tls(peer, context.get(), true);
    return tls.is_open() ? tls.suite() : "";
  }

  std::string shown_serial() {
    const ContextPtr context = client_context();
    const Peer peer = connect();
    const TlsPeer tls(peer, context.get(), true);
    return tls.peer_serial();
  }

  Authority authority_{"Test Authority"};
  IdentityFiles files_ = authority_.write_identity("mcp_identity", "DNS:localhost,IP:127.0.0.1");
  std::shared_ptr<Identity> identity_ = std::make_shared<Identity>(files_);
  LoopThread thread_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsServer, OurClientTrustsTheChainAndBodiesComeBackWhole) {
  ClientOptions options;
  options.ca_file = authority_.write_bundle("mcp_identity_ca.pem");
  LoopThread client_thread;
  Client client(client_thread.loop, options);
  client_thread.start();
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const std::string url = "https://" + std::string(host) + ":" + std::to_string(server_->port());
    std::string body(3'000'000, 'x');
    for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 2654435761U >> 9);
    EXPECT_EQ(describe(fetch(client, {"POST", url, {}, "small"})), "200 small");
    EXPECT_TRUE(describe(fetch(client, {"POST", url, {}, body})) == "200 " + body);
  }
  client_thread.stop();
}

TEST_F(TlsServer, OnlyModernVersionsAndSuites) {
  EXPECT_THAT(suite([](SSL_CTX*) {}), StartsWith("TLSv1.3 "));
  EXPECT_THAT(suite([](SSL_CTX* c) { SSL_CTX_set_max_proto_version(c, TLS1_2_VERSION); }),
              StartsWith("TLSv1.2 ECDHE-ECDSA-AES"));
  EXPECT_EQ(suite([](SSL_CTX* c) {
              SSL_CTX_set_min_proto_version(c, TLS1_VERSION);
              SSL_CTX_set_max_proto_version(c, TLS1_1_VERSION);
              SSL_CTX_set_cipher_list(c, "ALL:@SECLEVEL=0");
            }),
            "");
  EXPECT_EQ(suite([](SSL_CTX* c) {
              SSL_CTX_set_max_proto_version(c, TLS1_2_VERSION);
              SSL_CTX_set_cipher_list(c, "ECDHE-ECDSA-AES128-SHA256");  // not authenticated
            }),
            "");
}

// RFC 7301, section 3.2.
TEST_F(TlsServer, NegotiatesHttp1AndNothingElse) {
  static constexpr unsigned char both[] = {2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  const ContextPtr context = client_context();
  SSL_CTX_set_alpn_protos(context.get(), both, sizeof both);
  {
    const Peer peer = connect();
    EXPECT_EQ(TlsPeer(peer, context.get(), true).protocol(), "http/1.1");
  }
  SSL_CTX_set_alpn_protos(context.get(), both, 3);
  const Peer peer = connect();
  EXPECT_FALSE(TlsPeer(peer, context.get(), true).is_open());
}

TEST_F(TlsServer, ARequestInPiecesAndTheNextOneOnTheConnection) {
  const ContextPtr context = client_context();
  const Peer peer = connect();
  TlsPeer tls(peer, context.get(), true);
  for (const char* c = request; *c != '\0'; ++c) tls.send({c, 1});
  EXPECT_THAT(tls.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
  tls.send(request);
  EXPECT_THAT(tls.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

// Whatever does not end its handshake is a connection without work, which goes for a new client.
TEST_F(TlsServer, ClientsThatSpeakNoTlsOrNothingKeepNobodyOut) {
  std::list<Peer> silent;
  for (int i = 0; i < 10; ++i) silent.push_back(connect());
  Peer plain = connect();
  plain.send(request);
  EXPECT_THAT(plain.read_to_end(), testing::Not(HasSubstr("HTTP/")));
  Peer gone = connect();
  gone.send("\x16\x03\x01");
  gone.reset();
  EXPECT_THAT(suite([](SSL_CTX*) {}), StartsWith("TLSv1.3 "));
}

TEST_F(TlsServer, LoadsAgainForLaterConnectionsOnly) {
  const ContextPtr context = client_context();
  const Peer before = connect();
  TlsPeer tls(before, context.get(), true);
  const std::string first = shown_serial();
  authority_.write_identity("mcp_identity", "DNS:localhost");
  std::string problem = "not loaded";
  thread_.run([&] { problem = identity_->load(); });
  EXPECT_EQ(problem, "");
  EXPECT_NE(shown_serial(), first);
  tls.send(request);
  EXPECT_THAT(tls.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));

  const std::string second = shown_serial();
  std::ofstream(files_.key) << "not a key";
  thread_.run([&] { problem = identity_->load(); });
  EXPECT_EQ(problem, files_.key + " holds no private key in PEM");
  EXPECT_EQ(shown_serial(), second);
}

TEST(Identity, FaultsNameTheFile) {
  const Authority authority("Test Authority");
  const IdentityFiles good = authority.write_identity("mcp_good", "DNS:localhost");
  const IdentityFiles other = authority.write_identity("mcp_other", "DNS:localhost");
  const std::string text = temporary_path("mcp_text");
  std::ofstream(text) << "nothing of use\n";
  const std::string broken = temporary_path("mcp_broken.pem");
  std::ofstream(broken) << "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  const std::string encrypted = temporary_path("mcp_encrypted.key");
  EVP_PKEY* const key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  std::FILE* const file = std::fopen(encrypted.c_str(), "w");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(PEM_write_PKCS8PrivateKey(file, key, EVP_aes_256_cbc(), "pass", 4, nullptr, nullptr),
            1);
  std::fclose(file);
  EVP_PKEY_free(key);

  struct Case {
    IdentityFiles files;
    std::string problem;
  };
  const Case cases[] = {
      {good, ""},
      {{"/no/such", good.key}, "/no/such cannot be read"},
      {{good.certificate, "/no/such"}, "/no/such cannot be read"},
      {{text, good.key}, text + " holds no certificate in PEM"},
      {{good.certificate, text}, text + " holds no private key in PEM"},
      {{good.key, good.key}, good.key + " holds no certificate in PEM"},
      {{good.certificate, good.certificate}, good.certificate + " holds no private key in PEM"},
      {{good.certificate, other.key},
       "the key in " + other.key + " is not that of the certificate in " + good.certificate},
      {{good.certificate, encrypted},
       encrypted + " is encrypted; the server needs it without a password"},
  };
  for (const Case& c : cases) {
    Identity identity(c.files);
    EXPECT_EQ(identity.load(), c.problem);
    EXPECT_EQ(identity.context() != nullptr, c.problem.empty());
  }
  EXPECT_THAT(Identity({broken, good.key}).load(),
              StartsWith(broken + " holds no usable certificate: "));
}

}  // namespace
}  // namespace mcp::http::test
