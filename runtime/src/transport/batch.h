// Gathering the answers of a JSON-RPC batch.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace mcp::transport {

/// Counts down the messages of a batch and joins their answers into one array. Thread safe; held by
/// shared_ptr in the callbacks of its calls.
class BatchReply {
 public:
  using Done = std::function<void(std::string_view)>;

  /// `done` gets the array, or an empty text when nothing was answered, once `messages` messages
  /// are done.
  BatchReply(std::size_t messages, Done done) : open_(messages), done_(std::move(done)) {}

  /// One message is done; an empty `text` is no answer.
  void add(std::string_view text);

 private:
  std::mutex mutex_;
  std::size_t open_;
  Done done_;
  std::string text_;
};

}  // namespace mcp::transport
