#include "image/descriptor.h"

#include "support/digest.h"

namespace mcpcc::image {

Descriptor describe(std::string_view media_type, std::string_view content) {
  Descriptor result;
  result.media_type = media_type;
  result.digest = "sha256:" + sha256(content);
  result.size = static_cast<std::int64_t>(content.size());
  return result;
}

void write(JsonWriter& json, const Descriptor& descriptor) {
  json.begin_object().map_member("annotations", descriptor.annotations);
  if (!descriptor.artifact_type.empty()) json.member("artifactType", descriptor.artifact_type);
  json.member("digest", descriptor.digest).member("mediaType", descriptor.media_type);
  if (descriptor.platform) {
    json.key("platform").begin_object();
    json.member("architecture", descriptor.platform->architecture);
    json.member("os", descriptor.platform->os);
    if (descriptor.platform->architecture == "arm64") json.member("variant", "v8");
    json.end_object();
  }
  json.member("size", descriptor.size).end_object();
}

}  // namespace mcpcc::image
