// How credentials lie at rest: AES-256-GCM (NIST SP 800-38D) under a key that never lies beside
// them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mcpcc::registry {

/// A key of 256 bits. Its memory is cleared when it goes.
class Key {
 public:
  /// Reads base64 (44 characters) or hexadecimal (64 digits), white space around it allowed. Throws
  /// Failure (`registry-key-unusable`) without repeating the text. `origin` says where it comes
  /// from: "MCPCC_REGISTRY_KEY".
  static Key parse(std::string_view text, std::string_view origin);
  /// A new one, from the random generator of OpenSSL.
  static Key random();

  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  /// 16 hexadecimal digits that tell keys apart and say nothing about them.
  const std::string& id() const { return id_; }
  std::string base64() const;

 private:
  friend std::string seal(const Key&, std::string_view, std::string_view);
  friend std::optional<std::string> unseal(const Key&, std::string_view, std::string_view);
  explicit Key(const std::array<unsigned char, 32>& bytes);
  std::array<unsigned char, 32> bytes_;
  std::string id_;
};

/// Base64 of nonce (12 random bytes), ciphertext and tag (16 bytes). `context` is authenticated and
/// not stored: unseal() needs the same.
std::string seal(const Key& key, std::string_view context, std::string_view plaintext);

/// nullopt: another key, another context, or changed bytes.
std::optional<std::string> unseal(const Key& key, std::string_view context,
                                  std::string_view sealed);

/// Overwrites what `text` holds, for secrets.
void wipe(std::string& text);

/// `bytes` random bytes in hexadecimal.
std::string random_hex(std::size_t bytes);

}  // namespace mcpcc::registry
