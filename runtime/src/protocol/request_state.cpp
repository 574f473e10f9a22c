#include "protocol/request_state.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace mcp::protocol {
namespace {

constexpr std::size_t nonce_size = 12;  // NIST SP 800-38D, section 5.2.1.1
constexpr std::size_t tag_size = 16;
constexpr std::size_t expiry_size = 8;
constexpr std::size_t largest_token = 1'048'576;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

[[noreturn]] void fail() { throw std::runtime_error("the cryptography library failed"); }

void must(int result) {
  if (result != 1) fail();
}

const unsigned char* bytes(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

unsigned char* bytes(std::string& text) {
  return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

Cipher make_cipher() {
  Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (cipher == nullptr) fail();
  return cipher;
}

// RFC 4648, section 5, without padding.
constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view data) {
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : data) {
    buffer = (buffer << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6) out += alphabet[(buffer >> (bits - 6)) & 63];
  }
  if (bits > 0) out += alphabet[(buffer << (6 - bits)) & 63];
  return out;
}

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 6) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((buffer >> bits) & 0xff);
  }
  // What is left over must be nothing, so that a token is written in one way only.
  if (bits >= 6 || (buffer & ((1U << bits) - 1)) != 0) return std::nullopt;
  return out;
}

std::string pack(StateSealer::Clock::time_point time) {
  const auto seconds = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((seconds >> shift) & 0xff);
  return out;
}

/// What `sealed` (nonce, text, tag) holds; nullopt: it was sealed with another key, or is changed.
std::optional<std::string> decrypt(const unsigned char* key, std::string& sealed,
                                   std::string_view binding) {
  std::string plain(sealed.size() - nonce_size - tag_size, '\0');
  const Cipher cipher = make_cipher();
  unsigned char* const data = bytes(sealed);
  int size = 0;
  must(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key, data));
  must(EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes(binding),
                         static_cast<int>(binding.size())));
  must(EVP_DecryptUpdate(cipher.get(), bytes(plain), &size, data + nonce_size,
                         static_cast<int>(plain.size())));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size),
                           data + nonce_size + plain.size()));
  unsigned char end = 0;
  if (EVP_DecryptFinal_ex(cipher.get(), &end, &size) != 1) return std::nullopt;
  return plain;
}

}  // namespace

StateSealer::StateSealer(const std::vector<std::string>& secrets, std::string_view server)
    : server_(server) {
  for (const std::string& secret : secrets) {
    const std::string digest = sha256("mcpcc request state\n" + secret);
    std::copy(digest.begin(), digest.end(), keys_.emplace_back().begin());
  }
}

const std::vector<StateSealer::Key>& StateSealer::keys() const {
  std::call_once(made_, [&] {
    if (!keys_.empty()) return;
    Key& key = keys_.emplace_back();
    must(RAND_bytes(key.data(), static_cast<int>(key.size())));
  });
  return keys_;
}

std::string StateSealer::seal(std::string_view text, std::string_view binding,
                              Clock::time_point expiry) const {
  const std::string plain = pack(expiry) + std::string(text);
  const std::string bound = server_ + '\n' + std::string(binding);
  std::string out(nonce_size + plain.size() + tag_size, '\0');
  must(RAND_bytes(bytes(out), static_cast<int>(nonce_size)));
  const Cipher cipher = make_cipher();
  int size = 0;
  must(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, keys().front().data(),
                          bytes(out)));
  must(EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes(std::string_view(bound)),
                         static_cast<int>(bound.size())));
  unsigned char* const body = bytes(out) + nonce_size;
  must(EVP_EncryptUpdate(cipher.get(), body, &size, bytes(plain), static_cast<int>(plain.size())));
  must(EVP_EncryptFinal_ex(cipher.get(), body + size, &size));
  must(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                           body + plain.size()));
  return encode(out);
}

std::optional<std::string> StateSealer::open(std::string_view token, std::string_view binding,
                                             Clock::time_point now) const {
  if (token.size() > largest_token) return std::nullopt;
  std::optional<std::string> sealed = decode(token);
  if (!sealed || sealed->size() < nonce_size + expiry_size + tag_size) return std::nullopt;
  const std::string bound = server_ + '\n' + std::string(binding);
  for (const Key& key : keys()) {
    const std::optional<std::string> plain = decrypt(key.data(), *sealed, bound);
    if (!plain) continue;
    if (plain->substr(0, expiry_size) < pack(now)) return std::nullopt;
    return plain->substr(expiry_size);
  }
  return std::nullopt;
}
std::string random_token(std::size_t count) {
  std::string out(count, '\0');
  must(RAND_bytes(bytes(out), static_cast<int>(count)));
  return encode(out);
}

std::string sha256(std::string_view text) {
  std::string out(32, '\0');
  unsigned int size = 0;
  must(EVP_Digest(text.data(), text.size(), bytes(out), &size, EVP_sha256(), nullptr));
  return out;
}

}  // namespace mcp::protocol
