// A client that stays: what one stdio process or one legacy session remembers. Serving thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "protocol/protocol.h"

namespace mcp::transport {

class Operation;

class Peer {
 public:
  virtual ~Peer() = default;

  /// Sends a message that belongs to no request.
  virtual void announce(std::string_view message) = 0;

  /// Where the client's answer to a question goes.
  struct Asked {
    std::weak_ptr<Operation> operation;
    std::uint64_t wait;
    std::size_t index;
    Question question;
  };

  protocol::Connection connection;
  std::unordered_map<std::string, Asked> asked;  ///< by raw id of the server's request
  /// How to end what runs, by raw id of the client's request.
  std::unordered_map<std::string, std::function<void()>> running;
  std::uint64_t last_question = 0;
};

}  // namespace mcp::transport
