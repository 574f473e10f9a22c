// Undoes the content codings that the client asks for (RFC 9110, section 8.4.1).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
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

/// More codings over one another than this are no body that anybody means.
inline constexpr std::size_t max_codings = 3;

/// Undoes `codings`, values of Content-Encoding with commas between them, in the order in which
/// they were applied (RFC 9110, section 8.4): the last one first. What is between two of them stays
/// within the limit, too. nullopt: one is none of accepted_codings and not `identity`, or they are
/// too many. nullptr: there is nothing to undo.
std::optional<std::unique_ptr<ContentDecoder>> make_decoder(std::string_view codings);

}  // namespace mcp::http
