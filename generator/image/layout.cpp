#include "image/layout.h"

#include "support/digest.h"
#include "support/json_writer.h"

namespace mcpcc::image {

namespace {

constexpr std::string_view reference_name = "org.opencontainers.image.ref.name";
constexpr std::string_view containerd_name = "io.containerd.image.name";

std::string index_of(const std::vector<Descriptor>& manifests, const Labels& annotations) {
  JsonWriter json;
  json.begin_object().map_member("annotations", annotations).key("manifests").begin_array();
  for (const Descriptor& manifest : manifests) write(json, manifest);
  json.end_array().member("mediaType", media_type::index).member("schemaVersion", 2);
  return json.end_object().text();
}

ArchiveEntry folder(std::string path) {
  return {std::move(path), {}, 0755, ArchiveEntry::Kind::folder};
}

ArchiveEntry file(std::string path, std::string content) {
  return {std::move(path), std::move(content), 0644, ArchiveEntry::Kind::file};
}

}  // namespace

Descriptor Layout::add(std::string_view media_type, std::string content) {
  Descriptor descriptor = describe(media_type, content);
  blobs.insert_or_assign(descriptor.digest, std::move(content));
  return descriptor;
}

Layout make_layout(const std::vector<Image>& images, const Labels& annotations) {
  Layout layout;
  for (const Image& image : images) {
    layout.add(media_type::config, image.config);
    layout.add(media_type::layer, image.layer);
    Descriptor manifest = layout.add(media_type::manifest, image.manifest);
    manifest.platform = image.platform;
    layout.images.push_back(std::move(manifest));
  }
  layout.top = layout.images.size() == 1
                   ? layout.images.front()
                   : layout.add(media_type::index, index_of(layout.images, annotations));
  return layout;
}

void attach(Layout& layout, const Descriptor& subject, std::string_view artifact_type,
            std::string content, const Labels& annotations) {
  const Descriptor layer = layout.add(artifact_type, std::move(content));
  const Descriptor config = layout.add(media_type::empty, "{}");
  Descriptor target;  // without what an index says about it
  target.media_type = subject.media_type;
  target.digest = subject.digest;
  target.size = subject.size;
  JsonWriter json;
  json.begin_object().map_member("annotations", annotations);
  json.member("artifactType", artifact_type).key("config");
  write(json, config);
  json.key("layers").begin_array();
  write(json, layer);
  json.end_array().member("mediaType", media_type::manifest).member("schemaVersion", 2);
  json.key("subject");
  write(json, target);
  Descriptor manifest = layout.add(media_type::manifest, json.end_object().text());
  manifest.artifact_type = artifact_type;
  manifest.annotations = annotations;
  layout.referrers.push_back(std::move(manifest));
}

std::vector<ArchiveEntry> layout_files(const Layout& layout, const Reference& reference) {
  Descriptor named = layout.top;
  named.annotations[std::string(reference_name)] = reference.tag;
  named.annotations[std::string(containerd_name)] = reference.full();
  std::vector<ArchiveEntry> files = {folder("blobs"), folder("blobs/sha256"),
                                     file("oci-layout", R"({"imageLayoutVersion":"1.0.0"})"),
                                     file("index.json", index_of({std::move(named)}, {}))};
  for (const auto& [digest, content] : layout.blobs) {
    std::string path = "blobs/" + digest;
    path[path.find(':')] = '/';
    files.push_back(file(std::move(path), content));
  }
  return files;
}

std::vector<ArchiveEntry> docker_files(const Image& image, const Reference& reference) {
  const std::string config = sha256(image.config) + ".json";
  const std::string layer = sha256(image.layer_tar);
  JsonWriter json;
  json.begin_array().begin_object().member("Config", config);
  json.key("Layers").begin_array().string(layer + "/layer.tar").end_array();
  json.key("RepoTags").begin_array().string(reference.name + ':' + reference.tag).end_array();
  json.end_object().end_array();
  return {folder(layer), file(layer + "/layer.tar", image.layer_tar), file(config, image.config),
          file("manifest.json", json.text())};
}

}  // namespace mcpcc::image
