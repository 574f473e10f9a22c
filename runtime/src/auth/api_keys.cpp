#include "auth/api_keys.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "auth/base64url.h"
#include "auth/scopes.h"

namespace mcp::auth {
namespace {

constexpr std::size_t most_keys = 10'000;  // all of them are compared with every key that comes
constexpr std::size_t name_limit = 64;
constexpr std::string_view digest_prefix = "sha256:";
constexpr std::string_view key_prefix = "mcpkey_";  // for people and for scanners of secrets
constexpr std::size_t key_bytes = 32;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_limit && text.front() != '#' &&
         std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    words.push_back(line.substr(0, line.find_first_of(blanks)));
    line.remove_prefix(words.back().size());
  }
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<Digest> parse_digest(std::string_view word) {
  if (!word.starts_with(digest_prefix)) return std::nullopt;
  word.remove_prefix(digest_prefix.size());
  Digest out{};
  if (word.size() != 2 * out.size()) return std::nullopt;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = hex_value(word[2 * i]);
    const int low = hex_value(word[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return out;
}

std::string hex(const Digest& digest) {
  std::string out;
  for (const unsigned char byte : digest) {
    out += "0123456789abcdef"[byte / 16];
    out += "0123456789abcdef"[byte % 16];
  }
  return out;
}

/// A text: what is wrong with the line.
std::variant<ApiKey, std::string> parse_line(const std::vector<std::string_view>& words) {
  if (!is_name(words[0])) return "is no name of at most 64 printable characters";
  const std::optional<Digest> digest = words.size() < 2 ? std::nullopt : parse_digest(words[1]);
  if (!digest) return "has no `sha256:` and 64 hexadecimal digits after the name";
  ApiKey key{std::string(words[0]), *digest, {words.begin() + 2, words.end()}};
  if (!std::ranges::all_of(key.scopes, is_scope)) return "has a scope that is none";
  return key;
}

}  // namespace

Digest digest_of(std::string_view text) {
  Digest out{};
  if (EVP_Digest(text.data(), text.size(), out.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
  return out;
}

std::variant<std::vector<ApiKey>, std::string> parse_api_keys(std::string_view text) {
  std::vector<ApiKey> keys;
  std::set<std::string, std::less<>> names;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) continue;
    const std::string where = "line " + std::to_string(number) + " ";
    auto parsed = parse_line(words);
    if (const auto* problem = std::get_if<std::string>(&parsed)) return where + *problem;
    auto& key = std::get<ApiKey>(parsed);
    if (!names.insert(key.name).second) return where + "has the name of another key";
    if (keys.size() == most_keys) return where + "is beyond 10000 keys";
    keys.push_back(std::move(key));
  }
  return keys;
}

const ApiKey* find_api_key(const std::vector<ApiKey>& keys, const Digest& digest) {
  const ApiKey* found = nullptr;
  for (const ApiKey& key : keys) {
    if (CRYPTO_memcmp(key.digest.data(), digest.data(), digest.size()) == 0) found = &key;
  }
  return found;
}

std::optional<NewApiKey> make_api_key(const std::string& name,
                                      const std::vector<std::string>& scopes) {
  if (!is_name(name) || !std::ranges::all_of(scopes, is_scope)) return std::nullopt;
  unsigned char random[key_bytes];
  if (RAND_bytes(random, sizeof random) != 1) throw std::runtime_error("no random numbers");
  NewApiKey out;
  out.key = std::string(key_prefix) + encode_base64url(std::string(random, random + key_bytes));
  out.line = name + " " + std::string(digest_prefix) + hex(digest_of(out.key));
  for (const std::string& scope : scopes) out.line += " " + scope;
  return out;
}

}  // namespace mcp::auth
