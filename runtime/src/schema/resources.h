// The documents a schema consists of: which URI names which part of them (JSON Schema 2020-12 core,
// sections 8.2 and 9).
#pragma once

#include <mcp/tool.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json/value.h"
#include "schema/validator.h"

namespace mcp::schema {

/// A schema with a URI of its own, and what is below it up to the next one.
struct Resource {
  std::string uri;  // without a fragment; may be relative or empty
  const json::Value* root = nullptr;
  const Resource* parent = nullptr;  // the resource that this one is embedded in
  std::map<std::string, const json::Value*, std::less<>> anchors;  // `$anchor`, `$dynamicAnchor`
  std::set<std::string, std::less<>> dynamic_anchors;
};

struct Location {
  const json::Value* schema = nullptr;  // nullptr: nothing is there
  const Resource* resource = nullptr;
};

/// Grows while references are resolved; what it has given stays where it is. Not thread-safe.
class Resources {
 public:
  /// `definitions` stand for further members of the root's `$defs`.
  Resources(json::Document root, List<Definition> definitions,
            std::span<const NamedDocument> documents);

  const Resource& root() const { return resources_.front(); }

  /// What `reference` names, seen from `base`.
  Location resolve(const Resource& base, std::string_view reference);

  /// The resource that begins at `schema`, else `outer`.
  const Resource& entered(const json::Value& schema, const Resource& outer) const;

  /// Bits of Vocabulary that the metaschema of `resource` names.
  std::uint8_t vocabularies(const Resource& resource);

  /// The canonical place of `schema`: a URI, `#` and a JSON Pointer.
  std::string locate(const json::Value& schema) const;

 private:
  struct Loaded {
    json::Document document;
    std::string uri;
    std::string pointer;  // where the document begins
  };

  Resource& add(std::string uri, const json::Value& root, const Resource* parent);
  const json::Value& load(json::Document document, std::string uri, std::string pointer);
  void index(const json::Value& root, Resource& resource);
  Resource* find(const std::string& uri);
  const json::Value* definition(std::string_view name);
  Location follow(const Resource& resource, std::string_view pointer);

  List<Definition> definitions_;
  std::map<std::string, std::string, std::less<>> texts_;  // documents not needed so far
  std::deque<Loaded> loaded_;
  std::deque<Resource> resources_;
  std::map<std::string, Resource*, std::less<>> by_uri_;
  std::unordered_map<const json::Value*, const Resource*> by_root_;
  std::map<std::string, const json::Value*, std::less<>> by_definition_;
  std::map<const Resource*, std::uint8_t> vocabularies_;
};

}  // namespace mcp::schema
