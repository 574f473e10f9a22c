#include "registry/vault.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>
#include <stdexcept>
#include <vector>

#include "invoke/base64.h"
#include "registry/failure.h"
#include "support/digest.h"

namespace mcpcc::registry {

namespace {

constexpr std::size_t nonce_size = 12, tag_size = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

Cipher make_cipher() {
  Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  if (cipher == nullptr) throw std::bad_alloc();
  return cipher;
}

void check(int status) {
  if (status != 1) throw std::runtime_error("AES-256-GCM is not available");
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void fill_random(unsigned char* out, std::size_t size) {
  if (RAND_bytes(out, static_cast<int>(size)) != 1)
    throw std::runtime_error("the random generator of OpenSSL does not work");
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    int value = 0;
    for (const char c : text.substr(i, 2)) {
      const int digit = OPENSSL_hexchar2int(static_cast<unsigned char>(c));
      if (digit < 0) return std::nullopt;
      value = value * 16 + digit;
    }
    out += static_cast<char>(value);
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

}  // namespace

Key::Key(const std::array<unsigned char, 32>& bytes) : bytes_(bytes) {
  std::string input = "mcpcc registry key\n";
  input.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  id_ = sha256(input).substr(0, 16);
  wipe(input);
}

Key::~Key() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

Key Key::parse(std::string_view text, std::string_view origin) {
  text = trimmed(text);
  auto decoded = text.size() == 64 ? from_hex(text) : mcp::invoke::base64_decoded(text);
  if (!decoded || decoded->size() != 32) {
    if (decoded) wipe(*decoded);
    throw Failure(rules::registry_key_unusable, std::string(origin) + " holds no key of 256 bits",
                  {"a key is 32 random bytes in base64 or hexadecimal: "
                   "`mcpcc registry new-key FILE` makes one"});
  }
  std::array<unsigned char, 32> raw{};
  std::copy(decoded->begin(), decoded->end(), raw.begin());
  wipe(*decoded);
  Key key(raw);
  OPENSSL_cleanse(raw.data(), raw.size());
  return key;
}

Key Key::random() {
  std::array<unsigned char, 32> raw{};
  fill_random(raw.data(), raw.size());
  Key key(raw);
  OPENSSL_cleanse(raw.data(), raw.size());
  return key;
}

std::string Key::base64() const {
  std::string out;
  mcp::invoke::append_base64(out, {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
  return out;
}

std::string seal(const Key& key, std::string_view context, std::string_view plaintext) {
  std::string out(nonce_size + plaintext.size() + tag_size, '\0');
  fill_random(bytes(out), nonce_size);
  const Cipher cipher = make_cipher();
  int size = 0;
  check(
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes_.data(), bytes(out)));
  check(EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes(context),
                          static_cast<int>(context.size())));
  check(EVP_EncryptUpdate(cipher.get(), bytes(out) + nonce_size, &size, bytes(plaintext),
                          static_cast<int>(plaintext.size())));
  unsigned char* const end = bytes(out) + nonce_size + plaintext.size();
  check(EVP_EncryptFinal_ex(cipher.get(), end, &size));
  check(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_size, end));
  std::string encoded;
  mcp::invoke::append_base64(encoded, out);
  return encoded;
}

std::optional<std::string> unseal(const Key& key, std::string_view context,
                                  std::string_view sealed) {
  auto raw = mcp::invoke::base64_decoded(sealed);
  if (!raw || raw->size() < nonce_size + tag_size) return std::nullopt;
  std::string out(raw->size() - nonce_size - tag_size, '\0');
  const Cipher cipher = make_cipher();
  int size = 0;
  check(
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, key.bytes_.data(), bytes(*raw)));
  check(EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes(context),
                          static_cast<int>(context.size())));
  check(EVP_DecryptUpdate(cipher.get(), bytes(out), &size, bytes(*raw) + nonce_size,
                          static_cast<int>(out.size())));
  check(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_size,
                            bytes(*raw) + nonce_size + out.size()));
  if (EVP_DecryptFinal_ex(cipher.get(), bytes(out) + out.size(), &size) != 1) {
    wipe(out);
    return std::nullopt;
  }
  return out;
}

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

std::string random_hex(std::size_t size) {
  std::string raw(size, '\0'), out;
  fill_random(bytes(raw), size);
  for (const char c : raw) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

}  // namespace mcpcc::registry
