#include "resolve/pointer.h"

#include <charconv>
#include <set>

#include "resolve/uri.h"
#include "support/text.h"

namespace mcpcc::resolve {

using source::Node;

namespace {

const Node* step(const Node& node, const std::string& token) {
  if (node.is_object()) return node.find(token);
  if (!node.is_array() || token.empty() || (token[0] == '0' && token.size() > 1)) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return nullptr;
  return index < node.items().size() ? &node.items()[index] : nullptr;
}

const Node* reference_of(const Node& node) {
  const Node* reference = node.find("$ref");
  return reference != nullptr && reference->is_string() ? reference : nullptr;
}

// The same definition where the other versions of OpenAPI have it, if it is there: `#/definitions`
// is `#/components/schemas` since 3.0. Empty: it is not.
std::string other_place(const Node& root, std::string_view pointer) {
  struct Section {
    std::string_view early, late;
  };
  constexpr Section sections[] = {{"/definitions/", "/components/schemas/"},
                                  {"/parameters/", "/components/parameters/"},
                                  {"/responses/", "/components/responses/"},
                                  {"/securityDefinitions/", "/components/securitySchemes/"}};
  const bool is_early = root.find("swagger") != nullptr;
  for (const auto& [early, late] : sections) {
    const std::string_view from = is_early ? late : early;
    if (!pointer.starts_with(from)) continue;
    std::string other(is_early ? early : late);
    other += pointer.substr(from.size());
    const Node* node = &root;
    std::string_view rest = std::string_view(other).substr(1);
    while (node != nullptr) {
      const auto slash = rest.find('/');
      node = step(*node, unescape_pointer_token(rest.substr(0, slash)));
      if (slash == std::string_view::npos) break;
      rest.remove_prefix(slash + 1);
    }
    if (node != nullptr) return '#' + other;
  }
  return {};
}

}  // namespace

const Place* References::find(Span at) const {
  const auto found = by_place_.find(key(at));
  return found == by_place_.end() || refused_.contains(key(at)) ? nullptr : found->second;
}

void References::add(References other) {
  by_place_.merge(other.by_place_);
  refused_.merge(other.refused_);
  body_schemas_.merge(other.body_schemas_);
  found_by_others_.push_back(std::move(other.found_));  // its places stay where they are
}

const std::string* References::written_at(const Node& node) const {
  if (written_at_.empty()) return nullptr;
  const void* begins = node.is_object()  ? static_cast<const void*>(node.members().data())
                       : node.is_array() ? static_cast<const void*>(node.items().data())
                                         : nullptr;
  const auto found = written_at_.find(begins);
  return found == written_at_.end() ? nullptr : &found->second;
}

Place* Follower::follow(std::string_view target, Span at, const std::string& from_pointer) {
  const Resource file = identifiers_.add(loader_.base(at.file), has_identifiers_);
  const Resource from = identifiers_.enclosing(at, file);
  const std::string key = std::to_string(from) + ' ' + std::string(target);
  const auto found_at = [&](Place& place) {
    references_.by_place_.emplace(References::key(at), &place);
    return &place;
  };
  auto& found = references_.found_;
  if (auto known = found.find(key); known != found.end()) return found_at(known->second);
  // A way that leads through many other references, or through this one, comes back to here.
  constexpr std::size_t deepest = 100;
  if (on_the_way_.size() >= deepest || !on_the_way_.insert(key).second) {
    diagnostics_.report(
        rules::ref_unresolved, at, from_pointer,
        "`" + std::string(target) + "` leads through itself or too many references");
    return nullptr;
  }
  // What is not found is looked for again, so that each place gets the reason and not only the
  // first.
  auto place = find(target, at, from, from_pointer);
  on_the_way_.erase(key);
  return place ? found_at(found.emplace(key, std::move(*place)).first->second) : nullptr;
}

Place* Follower::follow_all(std::string_view target, Span at, const std::string& from_pointer) {
  std::set<const Node*> seen;
  Place* place = follow(target, at, from_pointer);
  while (place != nullptr) {
    const Node* next = reference_of(*place->node);
    if (next == nullptr) return place;
    if (!seen.insert(place->node).second) {
      diagnostics_.report(rules::ref_cycle, at, from_pointer, "`" + std::string(target) + "`");
      return nullptr;
    }
    place = follow(next->string(), next->span(), place->pointer);
  }
  return nullptr;
}

std::vector<Follower::Step> Follower::steps(std::string_view target, Span at,
                                            const std::string& from_pointer) {
  std::vector<Step> result;
  constexpr std::size_t most = 1000;  // follow_all() has found no circle
  Place* place = follow(target, at, from_pointer);
  while (place != nullptr && result.size() < most) {
    result.push_back({at, place});
    const Node* next = reference_of(*place->node);
    if (next == nullptr) break;
    at = next->span();
    place = follow(next->string(), at, place->pointer);
  }
  return result;
}

Identifiers::Resource Follower::resource(Span at) {
  return identifiers_.enclosing(at, identifiers_.add(loader_.base(at.file), has_identifiers_));
}

std::optional<std::string> Follower::dynamic_anchor(std::string_view target, Span at) {
  const auto hash = target.find('#');
  if (hash == std::string_view::npos) return std::nullopt;
  const auto named = find_resource(target, at, resource(at), {});
  std::string name = percent_decode(target.substr(hash + 1));
  if (!named || !identifiers_.has_dynamic_anchor(*named, name)) return std::nullopt;
  return name;
}

std::optional<Follower::Resource> Follower::find_resource(std::string_view target, Span at,
                                                          Resource from,
                                                          const std::string& from_pointer) {
  const std::string_view reference = target.substr(0, target.find('#'));
  if (const auto known = identifiers_.find(from, reference)) return known;
  const File* file = loader_.load_reference(at.file, target, at, from_pointer);
  if (file == nullptr) return std::nullopt;
  return identifiers_.add(*file, has_identifiers_);
}

std::optional<Place> Follower::find(std::string_view target, Span at, Resource from,
                                    const std::string& from_pointer) {
  const auto resource = find_resource(target, at, from, from_pointer);
  if (!resource) return std::nullopt;
  const auto hash = target.find('#');
  const std::string fragment =
      hash == std::string_view::npos ? std::string() : percent_decode(target.substr(hash + 1));
  if (fragment.empty()) {
    Place place = identifiers_.place(*resource);
    if (place.name.empty()) {
      place.name =
          std::filesystem::path(percent_decode(target.substr(0, hash))).stem().generic_string();
    }
    return place;
  }
  if (fragment[0] == '/') return find_pointer(target, fragment, at, *resource, from_pointer);
  if (auto place = identifiers_.anchor(*resource, fragment)) return place;
  diagnostics_.report(rules::ref_unresolved, at, from_pointer,
                      "`" + std::string(target) + "` names an anchor",
                      {"refer by JSON Pointer: `#/components/...`"});
  return std::nullopt;
}

std::optional<Place> Follower::find_pointer(std::string_view target, std::string_view fragment,
                                            Span at, Resource resource,
                                            const std::string& from_pointer) {
  // JSON Schema counts from the nearest `$id`; documents mostly write pointers from their root.
  Place start = identifiers_.place(resource);
  const auto first = fragment.substr(1, fragment.find('/', 1) - 1);
  if (step(*start.node, unescape_pointer_token(first)) == nullptr) {
    start = identifiers_.place(identifiers_.file_of(resource));
  }
  Walk result = walk(std::move(start), fragment);
  if (result.is_there) return std::move(result.place);
  if (result.is_reported) return std::nullopt;
  std::vector<std::string_view> candidates;
  if (result.place.node->is_object() && diagnostics_.keeps(rules::ref_unresolved)) {
    for (const auto& member : result.place.node->members()) candidates.push_back(member.key);
  }
  auto hints = suggest(result.token, candidates);
  const std::string other =
      other_place(*identifiers_.place(identifiers_.file_of(resource)).node, fragment);
  if (!other.empty()) {
    hints = {"did you mean `" + std::string(target.substr(0, target.find('#'))) + other + "`?"};
  }
  diagnostics_.report(rules::ref_unresolved, at, from_pointer, "`" + std::string(target) + "`",
                      std::move(hints));
  return std::nullopt;
}

Follower::Walk Follower::walk(Place place, std::string_view fragment) {
  std::set<const Node*> through;  // references met on the way, to end circles
  std::string_view rest = fragment.substr(1);
  while (true) {
    const auto slash = rest.find('/');
    std::string token = unescape_pointer_token(rest.substr(0, slash));
    const Node* next = step(*place.node, token);
    if (next == nullptr) {
      // What stands here may itself be a reference, and the rest of the pointer lead into its
      // target.
      const Node* reference = reference_of(*place.node);
      if (reference == nullptr || !through.insert(reference).second || through.size() > 16) {
        return {std::move(place), false, false, std::move(token)};
      }
      const Place* other = follow_all(reference->string(), reference->span(), place.pointer);
      if (other == nullptr) return {std::move(place), false, true, std::move(token)};
      place = *other;
      continue;
    }
    place.node = next;
    append_pointer_token(place.pointer, token);
    place.name = token;
    if (slash == std::string_view::npos) return {std::move(place), true, false, {}};
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace mcpcc::resolve
