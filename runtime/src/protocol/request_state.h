// What a server gives a client to bring back: the state of a request that goes on in a later one.
// MCP 2026-07-28, `basic/patterns/mrtr`: integrity protected, expiring, bound to who may use it.
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::protocol {

/// Seals texts with AES-256-GCM and a random key of this process. Thread safe. Throws
/// std::runtime_error when the machine has no randomness to give.
class StateSealer {
 public:
  using Clock = std::chrono::system_clock;

  /// `text` as an opaque token that open() takes until `expiry`. `binding`: what else must be the
  /// same then.
  std::string seal(std::string_view text, std::string_view binding, Clock::time_point expiry) const;
  /// nullopt: not sealed here, for another binding, changed, or expired.
  std::optional<std::string> open(std::string_view token, std::string_view binding,
                                  Clock::time_point now) const;

 private:
  const unsigned char* key() const;

  // Random, made by the first use: a server that needs none starts without it.
  mutable std::once_flag made_;
  mutable std::array<unsigned char, 32> key_{};
};

/// `bytes` random bytes as text that URLs, headers and JSON take as it is.
std::string random_token(std::size_t bytes);

/// The SHA-256 of `text`, 32 bytes.
std::string sha256(std::string_view text);

}  // namespace mcp::protocol
