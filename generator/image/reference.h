// Names of images: `registry.example.com:5000/team/petstore:1.2.0`.
#pragma once

#include <string>
#include <string_view>
#include <variant>

namespace mcpcc::image {

struct Reference {
  std::string name;        ///< as given, without tag and digest
  std::string registry;    ///< host, or host:port; `docker.io` where the reference names none
  std::string repository;  ///< path in the registry, as OCI's distribution specification has it
  std::string tag;         ///< may be empty
  std::string digest;      ///< `sha256:...`; may be empty

  /// With its registry, and with its tag: what no default of a tool can change.
  std::string full() const { return registry + '/' + repository + (tag.empty() ? "" : ':' + tag); }
};

/// Reads `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]` by the grammars of the OCI Distribution
/// Specification 1.1, "Pulling manifests". The first part is a registry when it holds a `.` or a
/// `:`, or is `localhost`, as Docker decides; without one it is `docker.io`, where names of one
/// part lie below `library/`. Else what is wrong with it: a sentence without a full stop.
std::variant<Reference, std::string> parse_reference(std::string_view text);

/// Whether `tag` may stand as a tag.
bool is_tag(std::string_view tag);

/// `version` as a tag: what a tag cannot hold, such as the `+` of SemVer, becomes `-`. Empty when
/// nothing is left.
std::string tag_of_version(std::string_view version);

}  // namespace mcpcc::image
