// Content blocks of MCP, and the arrays that hold them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mcp::invoke {

/// Blocks of a result, in the order they are added. What is no UTF-8 becomes U+FFFD.
class Content {
 public:
  Content& text(std::string_view text);  ///< `TextContent`
  /// `ImageContent` or `AudioContent`, by `type`.
  Content& media(std::string_view type, std::string_view mime_type, std::string_view bytes);
  /// `EmbeddedResource` with `BlobResourceContents`.
  Content& resource(std::string_view uri, std::string_view mime_type, std::string_view bytes);
  /// `ResourceLink` (MCP 2025-06-18). `size` in bytes.
  Content& link(std::string_view uri, std::string_view name, std::string_view description,
                std::string_view mime_type, std::size_t size);
  std::string array() const { return blocks_ + "]"; }  ///< JSON

 private:
  void begin(std::string_view type);
  std::string blocks_ = "[";
};

}  // namespace mcp::invoke
