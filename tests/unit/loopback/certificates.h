// Certificates made for a test, and the server side of a TLS connection, by OpenSSL.
#pragma once

#include <openssl/ssl.h>

#include <string>

#include "http/identity.h"
#include "sockets.h"

namespace mcp::http::test {

/// `name` in a folder of this process alone, which goes when the process ends.
std::string temporary_path(const std::string& name);

/// A certificate authority that exists as long as this object.
class Authority {
 public:
  explicit Authority(const char* name);
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  /// Writes its certificate as PEM to temporary_path(name) and returns the path.
  std::string write_bundle(const std::string& name) const;
  /// A server's context with a new certificate for `names`, such as "DNS:localhost,IP:127.0.0.1",
  /// of which `seconds` of validity are left. The caller frees it.
  SSL_CTX* make_context(const std::string& names, long seconds = 3600) const;
  /// Writes a new certificate for `names` and its key as PEM to temporary files of `name`. The
  /// certificate is that of an intermediate authority, which follows it in the file.
  IdentityFiles write_identity(const std::string& name, const std::string& names) const;

 private:
  EVP_PKEY* key_;
  X509* certificate_;
};

/// One connection after its handshake: accepted, or made by `connect`.
class TlsPeer {
 public:
  TlsPeer(const Peer& peer, SSL_CTX* context, bool connect = false);
  ~TlsPeer();
  TlsPeer(const TlsPeer&) = delete;
  TlsPeer& operator=(const TlsPeer&) = delete;

  /// False when the handshake failed.
  bool is_open() const { return open_; }
  std::string protocol() const;          ///< chosen by ALPN
  std::string suite() const;             ///< "TLSv1.3 TLS_AES_256_GCM_SHA384"
  std::string peer_serial() const;       ///< of the certificate that the other side shows
  std::string requested_server() const;  ///< by SNI
  std::string read_until(std::string_view end);
  std::string read(std::size_t size);
  void send(std::string_view text);
  void send_closure_alert();

 private:
  bool read_more();

  SSL* ssl_;
  bool open_;
  std::string buffer_;
};

}  // namespace mcp::http::test
