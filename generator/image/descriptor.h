// How manifests refer to content: OCI Image Specification 1.1, "Content Descriptors".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "image/image.h"
#include "support/json_writer.h"

namespace mcpcc::image {

struct Descriptor {
  std::string media_type;
  std::string digest;  ///< `sha256:...`
  std::int64_t size = 0;
  std::string artifact_type;  ///< of a manifest that is no image; empty: none
  std::optional<Platform> platform;
  Labels annotations;
};

Descriptor describe(std::string_view media_type, std::string_view content);

void write(JsonWriter& json, const Descriptor& descriptor);

}  // namespace mcpcc::image
