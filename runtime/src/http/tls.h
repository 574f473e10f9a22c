// TLS for connections in both directions, by OpenSSL. For the .cpp files of this folder: includes
// Asio.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/identity.h"
#include "http/socket_stream.h"
#include "http/stream.h"

struct ssl_ctx_st;

namespace mcp::http {

/// The trusted certificates and the settings of outgoing connections. Making one reads the CA
/// bundle and initialises OpenSSL.
class TlsContext {
 public:
  /// `ca_file` empty: SSL_CERT_FILE and SSL_CERT_DIR, else the places where systems keep their
  /// bundle. `identity` is shown to servers that ask for a certificate.
  TlsContext(const std::string& ca_file, const std::optional<IdentityFiles>& identity);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// Why no connection can be made with it; empty when one can.
  const std::string& error() const { return error_; }
  ssl_ctx_st* get() const { return context_; }

 private:
  ssl_ctx_st* context_ = nullptr;
  std::string error_;
};

/// An outgoing connection.
class TlsStream : public Stream {
 public:
  /// Called from the loop with why the handshake failed, empty when it did not; never after
  /// close().
  using Done = std::function<void(std::string error)>;

  /// Comes before any other call. The stream keeps itself alive until `done` is called.
  virtual void handshake(Done done) = 0;
};

/// A TLS 1.2 or 1.3 client stream on a connected `socket`. The peer has to show a certificate for
/// `host`, a name or an address without brackets, that leads to a trusted one.
std::shared_ptr<TlsStream> make_tls_stream(Socket socket, const TlsContext& context,
                                           const std::string& host);

/// A TLS server stream on an accepted `socket`. The handshake is part of the first read: one that
/// fails is an end that is not clean. Its owner keeps it alive, as it does any Stream.
std::unique_ptr<Stream> make_tls_server_stream(Socket socket, const Identity& identity);

}  // namespace mcp::http
