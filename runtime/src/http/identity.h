// The certificate and the private key that one side of a TLS connection shows.
#pragma once

#include <string>
#include <utility>

struct ssl_ctx_st;

namespace mcp::http {

/// Where they are: PEM files. The certificate comes first in its file and the ones that lead to a
/// trusted one follow.
struct IdentityFiles {
  std::string certificate;
  std::string key;  ///< not encrypted
};

/// Puts them into `context`. Why they cannot be used, naming the file; empty when they can.
std::string load_identity(ssl_ctx_st* context, const IdentityFiles& files);

/// What a server shows. TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only,
/// HTTP/1.1. Loop thread only.
class Identity {
 public:
  explicit Identity(IdentityFiles files) : files_(std::move(files)) {}
  ~Identity();
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  /// Reads the files, at first or again: later connections show what is in them now. Why it cannot,
  /// naming the file, and empty when it can; then nothing has changed.
  std::string load();

  /// nullptr before the first load() that went well.
  ssl_ctx_st* context() const { return context_; }

 private:
  IdentityFiles files_;
  ssl_ctx_st* context_ = nullptr;
};

}  // namespace mcp::http
