// Layouts to registries: OCI Distribution Specification 1.1, "Push".
#pragma once

#include <string>
#include <variant>

#include "image/layout.h"
#include "image/push/session.h"

namespace mcpcc::image {

struct Pushed {
  std::string digest;  ///< of what the tag means now
  int blobs = 0;       ///< that were sent
  int present = 0;     ///< that were there before
  /// The registry does not know referrers: SBOM and provenance are listed under a tag,
  /// `sha256-...`.
  bool referrers_by_tag = false;
};

/// Pushes everything in `layout` to the repository of `session`, which is open, and tags it `tag`
/// last, so that nobody finds half of it. The registry has to answer with the digests that we know.
std::variant<Pushed, PushFailure> push(Session& session, const Layout& layout,
                                       const std::string& tag);

}  // namespace mcpcc::image
