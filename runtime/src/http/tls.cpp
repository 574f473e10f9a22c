// OpenSSL runs on the socket itself, through a BIO that never blocks and never raises SIGPIPE; Asio
// only says when the socket is ready. So there are no composed operations, and no copies beyond
// OpenSSL's own.
#include "http/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace mcp::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Debian and Alpine; Fedora and RHEL; openSUSE; the extracted bundle of p11-kit; BSD and macOS.
constexpr const char* bundle_files[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

int socket_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int bio_write(BIO* bio, const char* data, int size) {
  BIO_clear_retry_flags(bio);
  const auto count = ::send(socket_of(bio), data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (count < 0 && would_block()) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

int bio_read(BIO* bio, char* data, int size) {
  BIO_clear_retry_flags(bio);
  const auto count = ::recv(socket_of(bio), data, static_cast<std::size_t>(size), 0);
  if (count < 0 && would_block()) BIO_set_retry_read(bio);
  if (count == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(count);
}

long bio_control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
  return 0;
}

BIO* make_bio(int socket) {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "mcp socket");
    if (made == nullptr) return made;
    BIO_meth_set_write(made, bio_write);
    BIO_meth_set_read(made, bio_read);
    BIO_meth_set_ctrl(made, bio_control);
    return made;
  }();
  BIO* const bio = method == nullptr ? nullptr : BIO_new(method);
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(bio, 1);
  return bio;
}

class Connection final : public TlsStream, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Socket socket, const TlsContext& context, const std::string& host)
      : Connection(std::move(socket), context.get()) {
    usable_ = usable_ && set_expected_name(host);
  }
  Connection(Socket socket, const Identity& identity)
      : Connection(std::move(socket), identity.context()) {
    if (usable_) SSL_set_accept_state(ssl_);
  }
  ~Connection() override { SSL_free(ssl_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void handshake(Done done) override {
    ERR_clear_error();
    const int result = usable_ ? SSL_connect(ssl_) : -1;
    if (result == 1) {
      established_ = true;
      return finish_handshake(std::move(done), {});
    }
    const auto direction = usable_ ? wanted(result) : Direction::none;
    if (direction == Direction::none) {
      return finish_handshake(std::move(done), describe_failure());
    }
    wait(direction, [self = shared_from_this(), done = std::move(done)](bool ok) mutable {
      if (ok) {
        self->handshake(std::move(done));
      } else {
        done("connection lost");
      }
    });
  }

  void read(char* data, std::size_t size, const OwnerPtr& owner) override {
    read(data, size, owner, false);
  }

  Written write(std::string_view head, std::string_view body, const OwnerPtr& owner) override {
    // One text, so that a small request is one record.
    output_.assign(head).append(body);
    written_ = 0;
    return write_more(owner);
  }

  void end_writing() override {
    if (established_) SSL_shutdown(ssl_);
  }

  void close() override {
    end_writing();
    established_ = false;
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  enum class Direction { none, read, write };

  Connection(Socket socket, SSL_CTX* context) : socket_(std::move(socket)), ssl_(SSL_new(context)) {
    error_code ignored;
    socket_.set_option(Tcp::no_delay(true), ignored);
    socket_.native_non_blocking(true, ignored);
    BIO* const bio = ssl_ == nullptr ? nullptr : make_bio(socket_.native_handle());
    if (bio == nullptr) return;
    SSL_set_bio(ssl_, bio, bio);
    usable_ = true;
  }

  bool set_expected_name(std::string host) {
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (!not_an_address) {
      return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), host.c_str()) == 1;
    }
    SSL_set_hostflags(ssl_, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // RFC 6066, section 3: the server name is a name, never an address.
    return SSL_set1_host(ssl_, host.c_str()) == 1 &&
           SSL_ctrl(ssl_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) ==
               1;
  }

  Direction wanted(int result) {
    switch (SSL_get_error(ssl_, result)) {
      case SSL_ERROR_WANT_READ:
        return Direction::read;
      case SSL_ERROR_WANT_WRITE:
        return Direction::write;
      default:
        return Direction::none;
    }
  }

  std::string describe_failure() {
    if (ssl_ != nullptr) {
      const long verified = SSL_get_verify_result(ssl_);
      if (verified != X509_V_OK) return X509_verify_cert_error_string(verified);
    }
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    return reason != nullptr ? reason : "connection lost";
  }

  void finish_handshake(Done done, std::string error) {
    asio::post(socket_.get_executor(), [self = shared_from_this(), done = std::move(done),
                                        error = std::move(error)]() mutable {
      if (self->socket_.is_open()) done(std::move(error));
    });
  }

  // Calls `then` from the loop with whether the socket is ready; not at all when it is closed
  // meanwhile.
  template <class Then>
  void wait(Direction direction, Then then) {
    const auto kind = direction == Direction::read ? Socket::wait_read : Socket::wait_write;
    socket_.async_wait(kind, [this, then = std::move(then)](const error_code& error) mutable {
      if (error != asio::error::operation_aborted && socket_.is_open()) then(!error);
    });
  }

  void read(char* data, std::size_t size, const OwnerPtr& owner, bool from_loop) {
    ERR_clear_error();
    const int limit = static_cast<int>(std::min<std::size_t>(size, INT_MAX));
    const int count = usable_ ? SSL_read(ssl_, data, limit) : -1;
    const Direction direction = count > 0 || !usable_ ? Direction::none : wanted(count);
    if (direction != Direction::none) {
      return wait(direction, [this, data, size, owner](bool ok) {
        if (ok) {
          read(data, size, owner, true);
        } else {
          owner->on_read_end(false);
        }
      });
    }
    // RFC 9112, section 9.8: an end without a closure alert may be an attacker's.
    const bool clean = count <= 0 && usable_ && SSL_get_error(ssl_, count) == SSL_ERROR_ZERO_RETURN;
    established_ = count > 0 || (clean && established_);
    const auto tell = [count, clean, owner] {
      if (count > 0) {
        owner->on_read(static_cast<std::size_t>(count));
      } else {
        owner->on_read_end(clean);
      }
    };
    if (from_loop) {
      tell();
    } else {
      asio::post(socket_.get_executor(), tell);
    }
  }

  Written write_more(const OwnerPtr& owner) {
    while (written_ < output_.size()) {
      ERR_clear_error();
      const std::size_t size = std::min<std::size_t>(output_.size() - written_, INT_MAX);
      const int count = SSL_write(ssl_, output_.data() + written_, static_cast<int>(size));
      if (count > 0) {
        written_ += static_cast<std::size_t>(count);
        continue;
      }
      const Direction direction = wanted(count);
      if (direction == Direction::none) {
        established_ = false;
        return Written::failed;
      }
      wait(direction, [this, owner](bool ok) {
        const Written result = ok ? write_more(owner) : Written::failed;
        if (result == Written::pending) return owner->on_write_progress();
        owner->on_written(result == Written::done);
      });
      return Written::pending;
    }
    output_ = {};
    return Written::done;
  }

  Socket socket_;
  SSL* const ssl_;
  bool usable_ = false;
  bool established_ = false;  // and not failed since: only then may a closure alert be sent
  std::string output_;
  std::size_t written_ = 0;
};

bool load_system_certificates(SSL_CTX* context, std::string& error) {
  const char* const file = std::getenv("SSL_CERT_FILE");
  const char* const folder = std::getenv("SSL_CERT_DIR");
  if (file != nullptr || folder != nullptr) {
    if (file != nullptr && SSL_CTX_load_verify_file(context, file) != 1) {
      error = std::string("cannot read CA certificates from SSL_CERT_FILE ") + file;
      return false;
    }
    return folder == nullptr || SSL_CTX_load_verify_dir(context, folder) == 1;
  }
  for (const char* const bundle : bundle_files) {
    if (access(bundle, R_OK) == 0 && SSL_CTX_load_verify_file(context, bundle) == 1) return true;
  }
  // The place that OpenSSL was built with, which is not there where a static build runs on another
  // system.
  if (access(X509_get_default_cert_file(), R_OK) != 0 &&
      access(X509_get_default_cert_dir(), R_OK) != 0) {
    error = "no CA certificates found on this system; SSL_CERT_FILE can name them";
    return false;
  }
  return SSL_CTX_set_default_verify_paths(context) == 1;
}

}  // namespace

TlsContext::TlsContext(const std::string& ca_file, const std::optional<IdentityFiles>& identity)
    : context_(SSL_CTX_new(TLS_client_method())) {
  if (context_ == nullptr) {
    error_ = "cannot initialise OpenSSL";
    return;
  }
  static constexpr unsigned char http_1_1[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
  SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context_, http_1_1, sizeof http_1_1);
  SSL_CTX_set_options(context_, SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                 SSL_MODE_RELEASE_BUFFERS);
  const bool loaded = ca_file.empty() ? load_system_certificates(context_, error_)
                                      : SSL_CTX_load_verify_file(context_, ca_file.c_str()) == 1;
  if (!loaded && error_.empty()) {
    error_ = "cannot read CA certificates" + (ca_file.empty() ? "" : " from " + ca_file);
  }
  if (identity && error_.empty()) error_ = load_identity(context_, *identity);
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

std::shared_ptr<TlsStream> make_tls_stream(Socket socket, const TlsContext& context,
                                           const std::string& host) {
  return std::make_shared<Connection>(std::move(socket), context, host);
}

std::unique_ptr<Stream> make_tls_server_stream(Socket socket, const Identity& identity) {
  return std::make_unique<Connection>(std::move(socket), identity);
}

}  // namespace mcp::http
