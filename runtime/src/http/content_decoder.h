// Undoes the content codings that the client asks for (RFC 9110, section 8.4.1).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mcp::http {

/// What make_decoder() knows, as a value of Accept-Encoding; the best comes first.
inline constexpr std::string_view accepted_codings = "zstd, br, gzip, deflate";

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

/// nullptr when `coding` is none of accepted_codings.
std::unique_ptr<ContentDecoder> make_decoder(std::string_view coding);

}  // namespace mcp::http
