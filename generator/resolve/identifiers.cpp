#include "resolve/identifiers.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "resolve/uri.h"
#include "support/text.h"

namespace mcpcc::resolve {

using source::Node;

namespace {

// Below these stands data, which names nothing.
bool is_data(std::string_view key) {
  constexpr std::array<std::string_view, 6> keys = {"const",   "default",  "enum",
                                                    "example", "examples", "value"};
  return key.starts_with("x-") || std::find(keys.begin(), keys.end(), key) != keys.end();
}

// The keys below these are names that the document chose.
bool is_map(std::string_view key) {
  constexpr std::array<std::string_view, 18> keys = {"$defs",
                                                     "callbacks",
                                                     "content",
                                                     "definitions",
                                                     "dependentSchemas",
                                                     "encoding",
                                                     "headers",
                                                     "links",
                                                     "mediaTypes",
                                                     "parameters",
                                                     "pathItems",
                                                     "paths",
                                                     "patternProperties",
                                                     "properties",
                                                     "requestBodies",
                                                     "responses",
                                                     "schemas",
                                                     "webhooks"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string text_of(const Node& object, std::string_view key) {
  const Node* node = object.find(key);
  return node != nullptr && node->is_string() ? std::string(node->string()) : std::string();
}

// Each resource keeps its whole URI, which grows with those around it.
constexpr std::size_t longest_uri = 2048;
constexpr std::size_t most_resources = 10'000;

}  // namespace

Place Identifiers::place_of(std::size_t frame) const {
  Place place;
  place.node = frames_[frame].node;
  std::vector<std::string> tokens;
  for (; frames_[frame].parent != frame; frame = frames_[frame].parent) {
    const Frame& at = frames_[frame];
    const bool in_object = frames_[at.parent].node->is_object();
    tokens.push_back(in_object ? std::string(at.key) : std::to_string(at.index));
  }
  if (!tokens.empty()) place.name = tokens.front();
  place.pointer = "#";
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
    append_pointer_token(place.pointer, *token);
  }
  return place;
}

Identifiers::Resource Identifiers::add_resource(std::string uri, std::optional<Resource> parent,
                                                std::size_t frame) {
  const Span at = frames_[frame].node->span();
  const Resource resource = resources_.size();
  by_uri_.emplace(uri, resource);
  by_place_[at.file].emplace(at.begin, resource);
  resources_.push_back({std::move(uri), parent, frame, at, {}, {}});
  return resource;
}

Identifiers::Resource Identifiers::add(const File& file, bool with_names) {
  if (const auto known = by_place_.find(file.id); known != by_place_.end()) {
    return known->second.begin()->second;
  }
  const Node& root = file.root;
  const std::size_t first = frames_.size();
  const Resource whole = resources_.size();
  frames_.push_back({&root, first, {}, 0, whole, false});
  // A document's `$self` is its base, but where it was read from names it too.
  const std::string path = !file.url.empty()   ? file.url
                           : file.path.empty() ? "file:/"
                                               : "file:" + file.path.generic_string();
  const bool has_self = with_names && root.find("openapi") != nullptr;
  add_resource(resolve_uri(path, has_self ? text_of(root, "$self") : ""), std::nullopt, first);
  by_uri_.emplace(path, whole);
  if (!with_names) return whole;
  walk(first);
  // Most files name nothing but themselves.
  if (resources_.size() == whole + 1 && resources_[whole].anchors.empty()) {
    frames_.resize(first + 1);
  }
  return whole;
}

void Identifiers::walk(std::size_t first) {
  std::unordered_set<const void*> seen;  // aliased values share their members
  for (std::size_t next = first; next < frames_.size(); ++next) {
    const Node& node = *frames_[next].node;
    const auto add = [&](const Node& value, std::string_view key, std::size_t index, bool map) {
      if (!value.is_object() && !value.is_array()) return;
      frames_.push_back({&value, next, key, index, frames_[next].resource, map});
    };
    if (node.is_array()) {
      if (node.items().empty() || !seen.insert(node.items().data()).second) continue;
      std::size_t index = 0;
      for (const Node& item : node.items()) add(item, {}, index++, false);
    } else if (node.is_object()) {
      if (node.members().empty() || !seen.insert(node.members().data()).second) continue;
      const bool in_map = frames_[next].is_map;
      if (!in_map) add_names(next);
      for (const auto& [key, key_span, value] : node.members()) {
        if (in_map || !is_data(key)) add(value, key, 0, !in_map && is_map(key));
      }
    }
  }
}

void Identifiers::add_names(std::size_t frame) {
  const Node& node = *frames_[frame].node;
  Resource& resource = frames_[frame].resource;
  const bool is_root = frames_[frame].parent == frame;
  const std::string id = text_of(node, "$id");
  if (!id.empty() && !id.starts_with('#') && resources_.size() < most_resources) {
    std::string uri = resolve_uri(resources_[resource].uri, id);
    if (is_root) {
      by_uri_.emplace(uri, resource);
      resources_[resource].uri = std::move(uri);
    } else if (uri.size() <= longest_uri) {
      resource = add_resource(std::move(uri), resource, frame);
    }
  }
  for (const std::string_view keyword : {"$anchor", "$dynamicAnchor"}) {
    std::string name = text_of(node, keyword);
    if (name.empty()) continue;
    const bool is_new = resources_[resource].anchors.emplace(name, frame).second;
    if (is_new && keyword == "$dynamicAnchor") {
      resources_[resource].dynamic_anchors.insert(name);
      by_dynamic_anchor_[std::move(name)].push_back(resource);
    }
  }
}

Identifiers::Resource Identifiers::file_of(Resource resource) const {
  while (resources_[resource].parent) resource = *resources_[resource].parent;
  return resource;
}

Identifiers::Resource Identifiers::enclosing(Span at, Resource file) const {
  const auto places = by_place_.find(at.file);
  if (places == by_place_.end()) return file;
  const auto found = places->second.upper_bound(at.begin);
  if (found == places->second.begin()) return file;
  Resource resource = std::prev(found)->second;
  while (resources_[resource].parent && resources_[resource].at.file == at.file &&
         resources_[resource].at.end < at.end) {
    resource = *resources_[resource].parent;
  }
  return resource;
}

std::optional<Identifiers::Resource> Identifiers::find(Resource from,
                                                       std::string_view reference) const {
  if (reference.empty() || reference.starts_with('#')) return from;
  const auto found = by_uri_.find(resolve_uri(resources_[from].uri, reference));
  return found == by_uri_.end() ? std::nullopt : std::optional(found->second);
}

const std::vector<Identifiers::Resource>& Identifiers::with_dynamic_anchor(
    std::string_view name) const {
  static const std::vector<Resource> none;
  const auto found = by_dynamic_anchor_.find(name);
  return found == by_dynamic_anchor_.end() ? none : found->second;
}

bool Identifiers::has_dynamic_anchors(Resource resource) const {
  return !resources_[resource].dynamic_anchors.empty();
}

bool Identifiers::has_dynamic_anchor(Resource resource, std::string_view name) const {
  return resources_[resource].dynamic_anchors.contains(name);
}

std::optional<Place> Identifiers::anchor(Resource resource, std::string_view name) const {
  const auto& anchors = resources_[resource].anchors;
  const auto found = anchors.find(name);
  return found == anchors.end() ? std::nullopt : std::optional(place_of(found->second));
}

}  // namespace mcpcc::resolve
