// Undoes the content codings that the client asks for: gzip and deflate (RFC 9110, section 8.4.1).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mcp::http {

/// Decodes one body, piece by piece.
class ContentDecoder {
 public:
  enum class Outcome { ok, too_large, malformed };

  virtual ~ContentDecoder() = default;

  /// Appends what `data` decodes to, as long as `out` stays within `limit` bytes.
  virtual Outcome decode(std::string_view data, std::string& out, std::size_t limit) = 0;
  /// True when the coded data has come to its own end, or there was none.
  virtual bool is_complete() const = 0;
};

/// nullptr when `coding` is neither gzip nor deflate.
std::unique_ptr<ContentDecoder> make_decoder(std::string_view coding);

}  // namespace mcp::http
