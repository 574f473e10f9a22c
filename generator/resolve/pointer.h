// Following `$ref` to a node: RFC 3986 for the file part, RFC 6901 for the fragment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "resolve/loader.h"

namespace mcpcc::resolve {

/// A place a reference leads to.
struct Place {
  const source::Node* node = nullptr;
  std::string pointer;  ///< "#/components/schemas/Pet"
  std::string name;     ///< "Pet", or the stem of the file
};

/// Follows references, one step each. Remembers what it found and what it reported.
class Follower {
 public:
  Follower(Loader& loader, Diagnostics& diagnostics) : loader_(loader), diagnostics_(diagnostics) {}

  /// The place `target` (the text of a `$ref` at `at`) names; nullptr when there is none, which is
  /// reported once for each place.
  const Place* follow(std::string_view target, Span at, const std::string& from_pointer);

  /// As follow(), through references at the target until something else stands there. A cycle is
  /// reported.
  const Place* follow_all(std::string_view target, Span at, const std::string& from_pointer);

 private:
  std::optional<Place> find(std::string_view target, Span at, const std::string& from_pointer);
  Loader& loader_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, std::optional<Place>> found_;  // by file id and target
};

}  // namespace mcpcc::resolve
