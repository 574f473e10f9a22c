// Images in the forms that tools read: an OCI layout, and the archives of OCI and Docker.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "image/archive.h"
#include "image/descriptor.h"
#include "image/image.h"
#include "image/reference.h"

namespace mcpcc::image {

/// What a registry would hold: content by digest, and what is tagged. A value; formats are made of
/// it.
struct Layout {
  std::map<std::string, std::string, std::less<>> blobs;  ///< by `sha256:...`
  Descriptor top;  ///< what the tag means: the manifest of the one image, or the index of several
  std::vector<Descriptor> images;  ///< the manifests of the images, in the order of the platforms
  /// Manifests that say something about another one, their `subject`: SBOM and provenance.
  std::vector<Descriptor> referrers;

  /// Keeps `content` and says how to refer to it.
  Descriptor add(std::string_view media_type, std::string content);
};

/// One image: it is what the tag means. Several: an index of them is, with `annotations`.
Layout make_layout(const std::vector<Image>& images, const Labels& annotations);

/// An artifact as the specification has them ("Guidelines for Artifact Usage"): a manifest with
/// `content` as its layer, attached to `subject`.
void attach(Layout& layout, const Descriptor& subject, std::string_view artifact_type,
            std::string content, const Labels& annotations);

/// The files of an image layout: `oci-layout`, `index.json` and `blobs/sha256/*`. The image has the
/// tag of `reference` as its name, as skopeo and umoci look it up, and the whole of it for
/// containerd. Referrers are among the blobs but not in `index.json`: tools that are given no name
/// take the only image there, and would find several.
std::vector<ArchiveEntry> layout_files(const Layout& layout, const Reference& reference);

/// The files of the archive that `docker load` reads (Docker Image Specification 1.2), of one
/// image.
std::vector<ArchiveEntry> docker_files(const Image& image, const Reference& reference);

}  // namespace mcpcc::image
