// What a server gives a client to bring back: the state of a request that goes on in a later one.
// MCP 2026-07-28, `basic/patterns/mrtr`: integrity protected, expiring, bound to who may use it.
#pragma once

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::protocol {

/// Seals texts with AES-256-GCM. Thread safe. Throws std::runtime_error when the machine has no
/// randomness to give.
class StateSealer {
 public:
  using Clock = std::chrono::system_clock;

  /// `secrets`: the first one seals, all of them open; none: a random one of this process.
  /// `server`: whose states these are.
  explicit StateSealer(const std::vector<std::string>& secrets = {}, std::string_view server = {});

  /// `text` as an opaque token that open() takes until `expiry`. `binding`: what else must be the
  /// same then.
  std::string seal(std::string_view text, std::string_view binding, Clock::time_point expiry) const;
  /// nullopt: not sealed here, for another binding, changed, or expired.
  std::optional<std::string> open(std::string_view token, std::string_view binding,
                                  Clock::time_point now) const;

 private:
  using Key = std::array<unsigned char, 32>;
  const std::vector<Key>& keys() const;

  std::string server_;
  // A random one is made by the first use: a server that needs none starts without it.
  mutable std::once_flag made_;
  mutable std::vector<Key> keys_;
};

/// `bytes` random bytes as text that URLs, headers and JSON take as it is.
std::string random_token(std::size_t bytes);

/// The SHA-256 of `text`, 32 bytes.
std::string sha256(std::string_view text);

}  // namespace mcp::protocol
