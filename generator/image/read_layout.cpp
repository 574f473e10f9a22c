// A layout is input like any other: what it says about itself is checked before it is used.
#include "image/read_layout.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <span>

#include "json/value.h"
#include "support/digest.h"
#include "support/text.h"

namespace mcpcc::image {

namespace {

namespace fs = std::filesystem;
using mcp::json::Value;

constexpr std::int64_t max_manifest = std::int64_t{4} << 20;  // as registries have it
constexpr std::int64_t max_blob = std::int64_t{1} << 30;
constexpr std::size_t max_manifests = 1000;
constexpr std::uintmax_t max_referrer = 65'536;

struct Broken {
  std::string what;
};

std::string shown(std::string_view text) {
  std::string out = "`";
  append_visible(out, text.substr(0, 200));
  return out + '`';
}

std::string text_of(const Value& object, std::string_view key) {
  const Value* member = object.find(key);
  return member != nullptr && member->is_string() ? std::string(member->string()) : std::string();
}

bool is_digest(std::string_view digest) {
  return digest.size() == 71 && digest.starts_with("sha256:") &&
         std::all_of(digest.begin() + 7, digest.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

class Reader {
 public:
  explicit Reader(fs::path folder) : folder_(std::move(folder)) {}

  Layout read(const std::string& tag) {
    if (!fs::is_regular_file(folder_ / "oci-layout")) {
      throw Broken{"there is no file `oci-layout`"};
    }
    const auto index = parse(read_file("index.json", max_manifest), "index.json");
    bool is_found = false;
    for (const Value& entry : items(index.root(), "manifests", "index.json")) {
      Descriptor descriptor = descriptor_of(entry);
      const auto name = descriptor.annotations.find("org.opencontainers.image.ref.name");
      const std::string named = name == descriptor.annotations.end() ? "" : name->second;
      if (!descriptor.artifact_type.empty() || (!tag.empty() && named != tag)) continue;
      if (is_found) throw Broken{"it holds several images; the name wants the tag of one of them"};
      is_found = true;
      layout_.top = std::move(descriptor);
    }
    if (!is_found) {
      throw Broken{tag.empty() ? "it holds no image" : "it holds no image " + shown(tag)};
    }
    read_manifest(layout_.top, 0);
    find_referrers();
    return std::move(layout_);
  }

 private:
  std::string read_file(const std::string& name, std::int64_t max_size) {
    const fs::path path = folder_ / name;
    std::error_code error;
    if (!fs::is_regular_file(path, error)) throw Broken{"there is no file `" + name + "`"};
    const auto size = fs::file_size(path, error);
    if (error || size > static_cast<std::uintmax_t>(max_size)) {
      throw Broken{"`" + name + "` is larger than " + std::to_string(max_size) + " bytes"};
    }
    std::ifstream in(path, std::ios::binary);
    std::string text(size, '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    if (!in) throw Broken{"`" + name + "` cannot be read"};
    return text;
  }

  static mcp::json::Document parse(std::string text, const std::string& name) {
    auto parsed = mcp::json::Document::parse(std::move(text));
    if (auto* document = std::get_if<mcp::json::Document>(&parsed)) return std::move(*document);
    throw Broken{"`" + name + "` is no JSON"};
  }

  std::span<const Value> items(const Value& object, std::string_view key, const std::string& name) {
    const Value* list = object.find(key);
    if (list == nullptr || !list->is_array()) {
      throw Broken{"`" + name + "` has no list `" + std::string(key) + "`"};
    }
    count_ += list->items().size();
    if (count_ > max_manifests) throw Broken{"it holds more than 1000 entries"};
    return list->items();
  }

  static Labels annotations_of(const Value& value) {
    Labels result;
    const Value* annotations = value.find("annotations");
    if (annotations == nullptr || !annotations->is_object()) return result;
    for (const auto& member : annotations->members()) {
      if (member.value.is_string()) result[std::string(member.key)] = member.value.string();
    }
    return result;
  }

  static Descriptor descriptor_of(const Value& value) {
    Descriptor descriptor;
    descriptor.media_type = text_of(value, "mediaType");
    descriptor.digest = text_of(value, "digest");
    descriptor.artifact_type = text_of(value, "artifactType");
    const Value* size = value.find("size");
    if (!is_digest(descriptor.digest) || size == nullptr || !size->is_number()) {
      throw Broken{"a descriptor names no `sha256:` digest and size"};
    }
    descriptor.size = std::strtoll(std::string(size->number()).c_str(), nullptr, 10);
    descriptor.annotations = annotations_of(value);
    if (const Value* platform = value.find("platform")) {
      descriptor.platform = Platform{text_of(*platform, "os"), text_of(*platform, "architecture")};
    }
    return descriptor;
  }

  const std::string& read_blob(const Descriptor& descriptor, std::int64_t max_size) {
    const auto known = layout_.blobs.find(descriptor.digest);
    if (known != layout_.blobs.end()) return known->second;
    std::string content = read_file("blobs/sha256/" + descriptor.digest.substr(7), max_size);
    if (static_cast<std::int64_t>(content.size()) != descriptor.size) {
      throw Broken{"`" + descriptor.digest + "` has " + std::to_string(content.size()) +
                   " bytes, and not " + std::to_string(descriptor.size)};
    }
    if ("sha256:" + sha256(content) != descriptor.digest) {
      throw Broken{"`" + descriptor.digest + "` holds something else"};
    }
    return layout_.blobs.emplace(descriptor.digest, std::move(content)).first->second;
  }

  // An index holds images, and an image holds no further manifest.
  void read_manifest(const Descriptor& descriptor, int depth) {
    const auto manifest = parse(read_blob(descriptor, max_manifest), descriptor.digest);
    const Value& root = manifest.root();
    if (descriptor.media_type == media_type::index && depth == 0) {
      for (const Value& entry : items(root, "manifests", descriptor.digest)) {
        Descriptor image = descriptor_of(entry);
        read_manifest(image, 1);
        layout_.images.push_back(std::move(image));
      }
      return;
    }
    if (descriptor.media_type != media_type::manifest) {
      throw Broken{"`" + descriptor.digest + "` is of the kind " + shown(descriptor.media_type) +
                   ", which is no image of OCI"};
    }
    if (depth == 0) layout_.images.push_back(descriptor);
    read_parts(root, descriptor.digest);
  }

  void read_parts(const Value& manifest, const std::string& name) {
    const Value* config = manifest.find("config");
    if (config == nullptr) throw Broken{"`" + name + "` has no `config`"};
    read_blob(descriptor_of(*config), max_blob);
    for (const Value& layer : items(manifest, "layers", name)) {
      read_blob(descriptor_of(layer), max_blob);
    }
  }

  // Nothing lists them: they are the manifests among the blobs that have the image as their
  // subject.
  void find_referrers() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "blobs/sha256")) {
      const std::string digest = "sha256:" + entry.path().filename().string();
      if (!is_digest(digest) || layout_.blobs.contains(digest)) continue;
      if (!entry.is_regular_file() || entry.file_size() > max_referrer) continue;
      names.push_back(digest);
      if (names.size() > max_manifests) throw Broken{"it holds more than 1000 small blobs"};
    }
    std::sort(names.begin(), names.end());
    for (const std::string& digest : names) read_referrer(digest);
  }

  void read_referrer(const std::string& digest) {
    std::string content =
        read_file("blobs/sha256/" + digest.substr(7), static_cast<std::int64_t>(max_referrer));
    Descriptor descriptor = describe(media_type::manifest, content);
    auto parsed = mcp::json::Document::parse(std::move(content));
    const auto* document = std::get_if<mcp::json::Document>(&parsed);
    if (document == nullptr) return;
    const Value& root = document->root();
    const Value* subject = root.find("subject");
    const std::string about = subject == nullptr ? "" : text_of(*subject, "digest");
    const auto is_it = [&](const Descriptor& image) { return image.digest == about; };
    if (text_of(root, "mediaType") != media_type::manifest ||
        (!is_it(layout_.top) && std::ranges::none_of(layout_.images, is_it))) {
      return;
    }
    if (descriptor.digest != digest) throw Broken{"`" + digest + "` holds something else"};
    descriptor.artifact_type = text_of(root, "artifactType");
    descriptor.annotations = annotations_of(root);
    layout_.blobs.emplace(digest, document->text());
    read_parts(root, digest);
    layout_.referrers.push_back(std::move(descriptor));
  }

  fs::path folder_;
  Layout layout_;
  std::size_t count_ = 0;
};

}  // namespace

std::variant<Layout, std::string> read_layout(const fs::path& folder, const std::string& tag) {
  try {
    return Reader(folder).read(tag);
  } catch (const Broken& broken) {
    return "`" + folder.generic_string() + "`: " + broken.what;
  } catch (const fs::filesystem_error& error) {
    return "`" + folder.generic_string() + "`: " + error.code().message();
  }
}

}  // namespace mcpcc::image
