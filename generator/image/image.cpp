#include "image/image.h"

#include <array>
#include <ctime>

#include "image/archive.h"
#include "image/descriptor.h"
#include "support/digest.h"
#include "support/json_writer.h"

namespace mcpcc::image {

namespace {

constexpr std::array<std::string_view, 2> architectures = {"amd64", "arm64"};

// Docker counts in nanoseconds.
constexpr std::int64_t seconds = 1'000'000'000;

void write_health_check(JsonWriter& json, const std::vector<std::string>& command) {
  if (command.empty()) return;
  json.key("Healthcheck").begin_object().member("Interval", 30 * seconds).member("Retries", 3);
  json.member("StartPeriod", 5 * seconds).key("Test").begin_array().string("CMD");
  for (const std::string& word : command) json.string(word);
  json.end_array().member("Timeout", 5 * seconds).end_object();
}

// OCI Image Specification, "Image Configuration"; members in the order of their names.
std::string make_config(const Platform& platform, const ImageConfig& config,
                        const std::string& diff_id) {
  const std::string created = rfc3339(config.created);
  JsonWriter json;
  json.begin_object().member("architecture", platform.architecture).key("config").begin_object();
  json.list_member("Entrypoint", config.entrypoint).list_member("Env", config.environment);
  if (config.port != 0) {
    json.key("ExposedPorts").begin_object().key(std::to_string(config.port) + "/tcp");
    json.begin_object().end_object().end_object();
  }
  write_health_check(json, config.health_check);
  json.map_member("Labels", config.labels).member("User", config.user).member("WorkingDir", "/");
  json.end_object().member("created", created).key("history").begin_array().begin_object();
  json.member("created", created).member("created_by", config.history).end_object().end_array();
  json.member("os", platform.os).key("rootfs").begin_object();
  json.key("diff_ids").begin_array().string(diff_id).end_array().member("type", "layers");
  json.end_object();
  if (platform.architecture == "arm64") json.member("variant", "v8");
  return json.end_object().text();
}

}  // namespace

std::optional<Platform> parse_platform(std::string_view text) {
  constexpr std::string_view os = "linux/";
  if (!text.starts_with(os)) return std::nullopt;
  for (const std::string_view architecture : architectures) {
    if (text.substr(os.size()) == architecture) return Platform{"linux", std::string(architecture)};
  }
  return std::nullopt;
}

std::string to_string(const Platform& platform) {
  return platform.os + '/' + platform.architecture;
}

std::string rfc3339(std::int64_t time) {
  const auto seconds_since = static_cast<std::time_t>(time);
  std::tm parts{};
  gmtime_r(&seconds_since, &parts);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

Image make_image(const Platform& platform, const ImageConfig& config, std::string layer_tar) {
  Image image;
  image.platform = platform;
  image.annotations = config.labels;
  image.config = make_config(platform, config, "sha256:" + sha256(layer_tar));
  image.layer = gzip(layer_tar);
  image.layer_tar = std::move(layer_tar);
  JsonWriter json;
  json.begin_object().map_member("annotations", image.annotations).key("config");
  write(json, describe(media_type::config, image.config));
  json.key("layers").begin_array();
  write(json, describe(media_type::layer, image.layer));
  json.end_array().member("mediaType", media_type::manifest).member("schemaVersion", 2);
  image.manifest = json.end_object().text();
  return image;
}

}  // namespace mcpcc::image
