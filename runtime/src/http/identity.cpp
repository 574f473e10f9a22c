#include "http/identity.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <memory>
#include <string_view>

namespace mcp::http {
namespace {

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using ContextPtr = std::unique_ptr<SSL_CTX, ContextDeleter>;

// RFC 9325, section 4.2. Version 1.3 has no other kind of suite.
constexpr const char* version_1_2_suites = "ECDHE+AESGCM:ECDHE+CHACHA20";

int choose_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in,
                    unsigned in_size, void*) {
  static constexpr unsigned char served[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int result = SSL_select_next_proto(&chosen, size, served, sizeof served, in, in_size);
  *out = chosen;
  // RFC 7301, section 3.2: a client that wants something else is told so.
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

// OpenSSL would ask for the password on the terminal. `asked` is a bool.
int no_password(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

std::string unreadable(const std::string& file) {
  return access(file.c_str(), R_OK) == 0 ? std::string() : file + " cannot be read";
}

std::string load_certificate(SSL_CTX* context, const std::string& file) {
  if (std::string problem = unreadable(file); !problem.empty()) return problem;
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, file.c_str()) == 1) return {};
  const unsigned long error = ERR_peek_error();
  if (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE) {
    return file + " holds no certificate in PEM";
  }
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  return file + " holds no usable certificate: " + (reason != nullptr ? reason : "unknown error");
}

std::string load_key(SSL_CTX* context, const IdentityFiles& files) {
  if (std::string problem = unreadable(files.key); !problem.empty()) return problem;
  ERR_clear_error();
  bool is_encrypted = false;
  SSL_CTX_set_default_passwd_cb(context, no_password);
  SSL_CTX_set_default_passwd_cb_userdata(context, &is_encrypted);
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) == 1) {
    if (SSL_CTX_check_private_key(context) == 1) return {};
  }
  if (is_encrypted) {
    return files.key + " is encrypted; the server needs it without a password";
  }
  if (ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_X509) {
    return "the key in " + files.key + " is not that of the certificate in " + files.certificate;
  }
  return files.key + " holds no private key in PEM";
}

}  // namespace

std::string load_identity(SSL_CTX* context, const IdentityFiles& files) {
  std::string problem = load_certificate(context, files.certificate);
  if (problem.empty()) problem = load_key(context, files);
  ERR_clear_error();
  return problem;
}

Identity::~Identity() { SSL_CTX_free(context_); }

std::string Identity::load() {
  const ContextPtr made(SSL_CTX_new(TLS_server_method()));
  if (made == nullptr) return "cannot initialise OpenSSL";
  SSL_CTX_set_min_proto_version(made.get(), TLS1_2_VERSION);
  SSL_CTX_set_security_level(made.get(), 2);  // 112 bits: RSA from 2048 on
  SSL_CTX_set_cipher_list(made.get(), version_1_2_suites);
  SSL_CTX_set_options(made.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                      SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_cache_mode(made.get(), SSL_SESS_CACHE_OFF);  // tickets need no memory here
  SSL_CTX_set_mode(made.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                   SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(made.get(), choose_protocol, nullptr);
  std::string problem = load_identity(made.get(), files_);
  if (!problem.empty()) return problem;
  // Connections hold the context that they began with.
  SSL_CTX_free(context_);
  context_ = made.get();
  SSL_CTX_up_ref(context_);
  return {};
}

}  // namespace mcp::http
