// A connected byte stream, plain or TLS, as HTTP sees it. No Asio type appears here.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace mcp::http {

/// Used on the loop thread only. Its owner is kept alive by the operations under way, so the stream
/// may live in its owner.
class Stream {
 public:
  /// Who hears of the stream. Always called from the loop, never from within a call of Stream. A
  /// call that was already queued when the stream was closed still comes.
  class Owner {
   public:
    virtual void on_read(std::size_t size) = 0;
    /// No byte will come any more. `clean`: the peer said so; else the connection broke.
    virtual void on_read_end(bool clean) = 0;
    /// Some of a pending write went out.
    virtual void on_write_progress() {}
    virtual void on_written(bool ok) = 0;

   protected:
    ~Owner() = default;
  };
  using OwnerPtr = std::shared_ptr<Owner>;

  enum class Written { done, pending, failed };

  virtual ~Stream() = default;

  /// Reads at least one byte to `data`, then calls on_read or on_read_end. One read at a time.
  virtual void read(char* data, std::size_t size, const OwnerPtr& owner) = 0;
  /// Writes `head`, then `body`, with one system call where the peer takes it. When pending,
  /// on_written follows and both texts have to stay until then. One write at a time.
  virtual Written write(std::string_view head, std::string_view body, const OwnerPtr& owner) = 0;
  /// Tells the peer that no more comes; reading goes on.
  virtual void end_writing() = 0;
  virtual void close() = 0;
};

}  // namespace mcp::http
