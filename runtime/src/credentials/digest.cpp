#include "credentials/digest.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "credentials/challenge.h"
#include "http/message.h"
#include "invoke/percent.h"

namespace mcp::credentials {
namespace {

using Hash = DigestChallenge::Hash;
using Quality = DigestChallenge::Quality;

constexpr std::string_view session_suffix = "-sess";

std::string hex(const unsigned char* bytes, std::size_t size) {
  std::string out;
  out.reserve(2 * size);
  for (std::size_t i = 0; i < size; ++i) {
    out += "0123456789abcdef"[bytes[i] / 16];
    out += "0123456789abcdef"[bytes[i] % 16];
  }
  return out;
}

const EVP_MD* function_of(Hash hash) {
  switch (hash) {
    case Hash::sha256:
      return EVP_sha256();
    case Hash::sha512_256:
      return EVP_sha512_256();
    case Hash::md5:
      break;
  }
  return EVP_md5();
}

/// RFC 7616, section 3.4.1: H(data), in lower case.
std::string hashed(Hash hash, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (EVP_Digest(data.data(), data.size(), bytes.data(), &size, function_of(hash), nullptr) != 1) {
    throw std::runtime_error("OpenSSL does not have the hash function that HTTP digest needs");
  }
  return hex(bytes.data(), size);
}

std::string random_nonce() {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("the system gives no random numbers");
  }
  return hex(bytes.data(), bytes.size());
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view& part : parts) {
    if (&part != parts.begin()) out += ':';
    out += part;
  }
  return out;
}

bool read_algorithm(std::string_view text, DigestChallenge& out) {
  if (text.size() > session_suffix.size() &&
      http::equals_ignoring_case(text.substr(text.size() - session_suffix.size()),
                                 session_suffix)) {
    out.session = true;
    text.remove_suffix(session_suffix.size());
  }
  constexpr std::pair<std::string_view, Hash> names[] = {
      {"MD5", Hash::md5}, {"SHA-256", Hash::sha256}, {"SHA-512-256", Hash::sha512_256}};
  for (const auto& [name, hash] : names) {
    if (!http::equals_ignoring_case(text, name)) continue;
    out.hash = hash;
    return true;
  }
  return false;
}

/// False: it offers only what is not known.
bool read_quality(std::string_view offered, DigestChallenge& out) {
  bool integrity = false;
  while (!offered.empty()) {
    std::string_view option = offered.substr(0, offered.find(','));
    offered.remove_prefix(std::min(option.size() + 1, offered.size()));
    while (option.starts_with(' ') || option.starts_with('\t')) option.remove_prefix(1);
    while (option.ends_with(' ') || option.ends_with('\t')) option.remove_suffix(1);
    if (http::equals_ignoring_case(option, "auth")) {
      out.quality = Quality::auth;
      return true;
    }
    integrity = integrity || http::equals_ignoring_case(option, "auth-int");
  }
  if (integrity) out.quality = Quality::auth_int;
  return integrity;
}

bool is_true(const std::string* value) {
  return value != nullptr && http::equals_ignoring_case(*value, "true");
}

/// nullopt: no Digest challenge, or one that cannot be answered.
std::optional<DigestChallenge> read(const Challenge& challenge) {
  if (!http::equals_ignoring_case(challenge.scheme, "Digest")) return std::nullopt;
  const std::string* const realm = challenge.find("realm");
  const std::string* const nonce = challenge.find("nonce");
  if (realm == nullptr || nonce == nullptr) return std::nullopt;
  DigestChallenge out;
  if (const std::string* algorithm = challenge.find("algorithm")) {
    if (!read_algorithm(*algorithm, out)) return std::nullopt;
    out.algorithm = *algorithm;
  }
  if (const std::string* offered = challenge.find("qop")) {
    if (!read_quality(*offered, out)) return std::nullopt;
  } else if (out.session) {
    return std::nullopt;  // needs the client's nonce, which only `qop` sends
  }
  out.realm = *realm;
  out.nonce = *nonce;
  if (const std::string* opaque = challenge.find("opaque")) out.opaque = *opaque;
  out.stale = is_true(challenge.find("stale"));
  out.hashes_user = is_true(challenge.find("userhash"));
  return out;
}

void append_quoted(std::string& out, std::string_view name, std::string_view value) {
  if (!out.ends_with(' ')) out += ", ";
  out.append(name).append("=\"");
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_plain(std::string& out, std::string_view name, std::string_view value) {
  out.append(", ").append(name).append("=").append(value);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view to_string(Quality quality) {
  return quality == Quality::auth_int ? "auth-int" : "auth";
}

}  // namespace

std::optional<DigestChallenge> digest_challenge(const HttpHeaders& headers) {
  std::optional<DigestChallenge> best;
  for (const Challenge& challenge : read_challenges(headers, "WWW-Authenticate")) {
    std::optional<DigestChallenge> candidate = read(challenge);
    if (candidate && (!best || candidate->hash > best->hash)) best = std::move(candidate);
  }
  return best;
}

DigestSession::DigestSession(DigestChallenge challenge, std::string client_nonce)
    : challenge_(std::move(challenge)), client_nonce_(std::move(client_nonce)) {}

void DigestSession::set_nonce(std::string nonce) {
  challenge_.nonce = std::move(nonce);
  count_ = 0;
}

SignedRequest DigestSession::authorize(const DigestUser& user, std::string_view method,
                                       std::string_view target, std::string_view body) {
  const DigestChallenge& c = challenge_;
  const auto h = [&](std::string_view data) { return hashed(c.hash, data); };
  if (client_nonce_.empty()) client_nonce_ = random_nonce();
  ++count_;
  std::string count;  // `nc`: eight hexadecimal digits
  for (int shift = 28; shift >= 0; shift -= 4) count += "0123456789abcdef"[(count_ >> shift) & 15U];

  std::string secret = h(joined({user.name, c.realm, user.password}));
  if (c.session) secret = h(joined({secret, c.nonce, client_nonce_}));
  const std::string request = c.quality == Quality::auth_int ? h(joined({method, target, h(body)}))
                                                             : h(joined({method, target}));
  const std::string_view quality = to_string(c.quality);
  const std::string response =
      c.quality == Quality::none
          ? h(joined({secret, c.nonce, request}))
          : h(joined({secret, c.nonce, count, client_nonce_, quality, request}));

  std::string out = "Digest ";
  if (c.hashes_user) {
    append_quoted(out, "username", h(joined({user.name, c.realm})));
  } else if (is_ascii(user.name)) {
    append_quoted(out, "username", user.name);
  } else {  // RFC 7616, section 3.4: as RFC 8187 has it
    out += "username*=UTF-8''";
    invoke::append_escaped(out, user.name, invoke::Escape::unreserved);
  }
  append_quoted(out, "realm", c.realm);
  append_quoted(out, "uri", target);
  if (!c.algorithm.empty()) append_plain(out, "algorithm", c.algorithm);
  append_quoted(out, "nonce", c.nonce);
  if (c.quality != Quality::none) {
    append_plain(out, "nc", count);
    append_quoted(out, "cnonce", client_nonce_);
    append_plain(out, "qop", quality);
  }
  append_quoted(out, "response", response);
  if (!c.opaque.empty()) append_quoted(out, "opaque", c.opaque);
  if (c.hashes_user) append_plain(out, "userhash", "true");
  return {std::move(out),
          response,
          {c.hash, c.quality, std::move(secret), c.nonce, std::move(count), client_nonce_,
           std::string(target)}};
}

bool is_genuine(const DigestProof& proof, const HttpHeaders& headers) {
  const std::string* const value = find_header(headers, "Authentication-Info");
  if (value == nullptr || proof.quality != Quality::auth) return true;
  const Challenge given = read_parameters(*value);
  const std::string* const answer = given.find("rspauth");
  const std::string* const quality = given.find("qop");
  if (answer == nullptr || (quality != nullptr && *quality != to_string(Quality::auth)))
    return true;
  const std::string expected = hashed(
      proof.hash,
      joined({proof.secret, proof.nonce, proof.count, proof.client_nonce, to_string(Quality::auth),
              hashed(proof.hash, joined({std::string_view(), proof.target}))}));
  return http::equals_ignoring_case(*answer, expected);
}

std::string next_nonce(const HttpHeaders& headers) {
  const std::string* const value = find_header(headers, "Authentication-Info");
  if (value == nullptr) return {};
  const Challenge parameters = read_parameters(*value);
  const std::string* const nonce = parameters.find("nextnonce");
  return nonce == nullptr ? std::string() : *nonce;
}

}  // namespace mcp::credentials
