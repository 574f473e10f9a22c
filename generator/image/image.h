// Container images as values: configuration, manifest and layer of one platform, by the OCI Image
// Specification 1.1.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcpcc::image {

struct Platform {
  std::string os = "linux";
  std::string architecture;  ///< as Go names it: `amd64`, `arm64`

  friend bool operator==(const Platform&, const Platform&) = default;
};

/// Reads `linux/amd64`; nullopt: no platform that mcpcc makes images for.
std::optional<Platform> parse_platform(std::string_view text);
std::string to_string(const Platform& platform);

/// Labels of an image and annotations of its manifest, the same in both.
using Labels = std::map<std::string, std::string, std::less<>>;

/// What a container of the image runs, and how.
struct ImageConfig {
  std::int64_t created = 0;  ///< seconds since 1970
  std::vector<std::string> entrypoint;
  std::vector<std::string> environment;  ///< `NAME=value`
  /// A command whose exit status says whether the server is well; empty: none. OCI's specification
  /// has no health checks; Docker reads this member of the configuration in images of both kinds,
  /// Podman in Docker's.
  std::vector<std::string> health_check;
  std::string user;     ///< `uid:gid`
  int port = 0;         ///< exposed TCP port; 0: none
  std::string history;  ///< what made the layer
  Labels labels;
};

/// The image of one platform: three texts and their digests.
struct Image {
  Platform platform;
  std::string config;     ///< JSON
  std::string layer;      ///< tar, compressed with gzip
  std::string layer_tar;  ///< the same before it was compressed
  std::string manifest;   ///< JSON
  Labels annotations;
};

/// An image with one layer. The same arguments give the same bytes.
Image make_image(const Platform& platform, const ImageConfig& config, std::string layer_tar);

/// `1970-01-01T00:00:00Z` (RFC 3339) of seconds since 1970.
std::string rfc3339(std::int64_t time);

namespace media_type {
inline constexpr std::string_view index = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view manifest = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view config = "application/vnd.oci.image.config.v1+json";
inline constexpr std::string_view layer = "application/vnd.oci.image.layer.v1.tar+gzip";
inline constexpr std::string_view empty = "application/vnd.oci.empty.v1+json";
}  // namespace media_type

}  // namespace mcpcc::image
