#include "certificates.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace mcp::http::test {
namespace {

EVP_PKEY* make_key() {
  static char curve[] = "P-256";
  return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve);
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* make_certificate(EVP_PKEY* key, const char* subject, X509* issuer, EVP_PKEY* issuer_key,
                       const std::string& names, long seconds) {
  static std::atomic<long> serial = 1;
  X509* const certificate = X509_new();
  X509* const signer = issuer == nullptr ? certificate : issuer;
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
  X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(subject), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(signer));
  if (names.empty()) {
    add_extension(certificate, signer, NID_basic_constraints, "critical,CA:TRUE");
  } else {
    add_extension(certificate, signer, NID_subject_alt_name, names);
  }
  EXPECT_GT(X509_sign(certificate, issuer_key, EVP_sha256()), 0);
  return certificate;
}

template <class Write>
void write(const std::string& path, const Write& write_to) {
  std::FILE* const file = std::fopen(path.c_str(), "w");
  ASSERT_NE(file, nullptr) << path;
  EXPECT_TRUE(write_to(file));
  std::fclose(file);
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                    unsigned in_size, void*) {
  static constexpr unsigned char served[] = {2,   'h', '2', 8,   'h', 't',
                                             't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int result = SSL_select_next_proto(&chosen, size, served, sizeof served, in, in_size);
  *out = chosen;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

std::string temporary_path(const std::string& name) {
  struct Folder {
    Folder() { EXPECT_NE(mkdtemp(path.data()), nullptr); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path = testing::TempDir() + "mcpcc-XXXXXX";
  };
  static const Folder folder;
  return folder.path + "/" + name;
}

Authority::Authority(const char* name)
    : key_(make_key()), certificate_(make_certificate(key_, name, nullptr, key_, "", 3600)) {}

Authority::~Authority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

std::string Authority::write_bundle(const std::string& name) const {
  std::string path = temporary_path(name);
  write(path, [&](std::FILE* file) { return PEM_write_X509(file, certificate_) == 1; });
  return path;
}

IdentityFiles Authority::write_identity(const std::string& name, const std::string& names) const {
  EVP_PKEY* const intermediate_key = make_key();
  X509* const intermediate =
      make_certificate(intermediate_key, "intermediate", certificate_, key_, "", 3600);
  EVP_PKEY* const key = make_key();
  X509* const certificate =
      make_certificate(key, "server", intermediate, intermediate_key, names, 3600);
  IdentityFiles files{temporary_path(name + ".pem"), temporary_path(name + ".key")};
  write(files.certificate, [&](std::FILE* file) {
    return PEM_write_X509(file, certificate) == 1 && PEM_write_X509(file, intermediate) == 1;
  });
  write(files.key, [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
  });
  X509_free(certificate);
  EVP_PKEY_free(key);
  X509_free(intermediate);
  EVP_PKEY_free(intermediate_key);
  return files;
}

SSL_CTX* Authority::make_context(const std::string& names, long seconds) const {
  SSL_CTX* const context = SSL_CTX_new(TLS_server_method());
  EVP_PKEY* const key = make_key();
  X509* const certificate = make_certificate(key, "server", certificate_, key_, names, seconds);
  EXPECT_EQ(SSL_CTX_use_certificate(context, certificate), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context, key), 1);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return context;
}

TlsPeer::TlsPeer(const Peer& peer, SSL_CTX* context, bool connect) : ssl_(SSL_new(context)) {
  // OpenSSL's own sockets raise SIGPIPE. Only this thread is spared: the client under test must not
  // raise it.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  SSL_set_fd(ssl_, peer.descriptor());
  open_ = (connect ? SSL_connect(ssl_) : SSL_accept(ssl_)) == 1;
}

TlsPeer::~TlsPeer() { SSL_free(ssl_); }

std::string TlsPeer::protocol() const {
  const unsigned char* data = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &data, &size);
  return {data, data + size};
}

std::string TlsPeer::suite() const {
  return std::string(SSL_get_version(ssl_)) + " " + SSL_get_cipher_name(ssl_);
}

std::string TlsPeer::peer_serial() const {
  const X509* const certificate = SSL_get0_peer_certificate(ssl_);
  return std::to_string(ASN1_INTEGER_get(X509_get0_serialNumber(certificate)));
}

std::string TlsPeer::requested_server() const {
  const char* const name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

bool TlsPeer::read_more() {
  std::array<char, 16384> room;
  const int count = SSL_read(ssl_, room.data(), room.size());
  if (count <= 0) return false;
  buffer_.append(room.data(), static_cast<std::size_t>(count));
  return true;
}

std::string TlsPeer::read_until(std::string_view end) {
  for (;;) {
    const auto found = buffer_.find(end);
    if (found != std::string::npos) return read(found + end.size());
    if (!read_more()) return std::exchange(buffer_, {});
  }
}

std::string TlsPeer::read(std::size_t size) {
  while (buffer_.size() < size && read_more()) {
  }
  std::string text = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return text;
}

void TlsPeer::send(std::string_view text) {
  if (!text.empty()) SSL_write(ssl_, text.data(), static_cast<int>(text.size()));
}

void TlsPeer::send_closure_alert() { SSL_shutdown(ssl_); }

}  // namespace mcp::http::test
