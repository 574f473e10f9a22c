#include "schema/resources.h"

#include <algorithm>
#include <array>
#include <utility>

#include "schema/keyword.h"
#include "schema/message.h"
#include "schema/metaschema.h"
#include "schema/uri.h"

namespace mcp::schema {
namespace {

constexpr std::string_view vocabulary_prefix = "https://json-schema.org/draft/2020-12/vocab/";
constexpr std::uint8_t default_vocabularies =
    core_bit | applicator_bit | unevaluated_bit | validation_bit | format_bit;

const json::Value* child(const json::Value& value, std::string_view token) {
  if (!value.is_array()) return value.find(token);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (token.empty() || token.size() > 9 || !std::all_of(token.begin(), token.end(), is_digit)) {
    return nullptr;
  }
  std::size_t index = 0;
  for (const char c : token) index = index * 10 + static_cast<std::size_t>(c - '0');
  return index < value.items().size() ? &value.items()[index] : nullptr;
}

/// The reference tokens of a JSON Pointer (RFC 6901, section 4) that is empty or begins with a
/// slash.
std::vector<std::string> pointer_tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (pointer[i] == '~' && i + 1 < pointer.size() &&
               (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
      tokens.back() += pointer[++i] == '0' ? '~' : '/';
    } else {
      tokens.back() += pointer[i];
    }
  }
  return tokens;
}

std::string_view text_of(const json::Value& schema, std::string_view keyword) {
  const json::Value* value = schema.find(keyword);
  return value != nullptr && value->is_string() ? value->string() : std::string_view();
}

/// Whether a text can have a keyword that names a place; most have none, and need no index.
bool names_places(std::string_view text) {
  return text.find("$id\"") != std::string_view::npos ||
         text.find("nchor\"") != std::string_view::npos ||
         text.find('\\') != std::string_view::npos;
}

}  // namespace

Resources::Resources(json::Document root, List<Definition> definitions,
                     std::span<const NamedDocument> documents)
    : definitions_(definitions) {
  for (const NamedDocument& document : documents) {
    texts_.emplace(resolve_uri("", document.uri), document.text);
  }
  std::string uri = resolve_uri("", text_of(root.root(), "$id"));
  const json::Value& value = load(std::move(root), uri, {});
  index(value, add(std::move(uri), value, nullptr));
}

Resource& Resources::add(std::string uri, const json::Value& root, const Resource* parent) {
  Resource& resource = resources_.emplace_back();
  resource.uri = std::move(uri);
  resource.root = &root;
  resource.parent = parent;
  by_uri_.try_emplace(resource.uri, &resource);
  by_root_.emplace(&root, &resource);
  return resource;
}

const json::Value& Resources::load(json::Document document, std::string uri, std::string pointer) {
  loaded_.push_back({std::move(document), std::move(uri), std::move(pointer)});
  return loaded_.back().document.root();
}

/// Finds the resources and anchors below `root`, which belongs to `resource`.
void Resources::index(const json::Value& root, Resource& resource) {
  if (!names_places(root.raw())) return;
  std::vector<std::pair<const json::Value*, Resource*>> open = {{&root, &resource}};
  while (!open.empty()) {
    auto [schema, owner] = open.back();
    open.pop_back();
    if (!schema->is_object()) continue;
    if (const std::string_view id = text_of(*schema, "$id"); !id.empty() && schema != owner->root) {
      owner = &add(resolve_uri(owner->uri, id), *schema, owner);
    }
    if (const std::string_view name = text_of(*schema, "$anchor"); !name.empty()) {
      owner->anchors.try_emplace(std::string(name), schema);
    }
    if (const std::string_view name = text_of(*schema, "$dynamicAnchor"); !name.empty()) {
      owner->anchors.try_emplace(std::string(name), schema);
      owner->dynamic_anchors.emplace(name);
    }
    for (const json::Member& member : schema->members()) {
      const KeywordRow* row = find_keyword(member.key);
      if (row == nullptr) continue;
      if (row->holds == Holds::schema) {
        open.emplace_back(&member.value, owner);
      } else if (row->holds == Holds::schemas && member.value.is_array()) {
        for (const json::Value& item : member.value.items()) open.emplace_back(&item, owner);
      } else if (row->holds == Holds::schema_map && member.value.is_object()) {
        for (const json::Member& named : member.value.members()) {
          open.emplace_back(&named.value, owner);
        }
      }
    }
  }
}

Resource* Resources::find(const std::string& uri) {
  if (const auto known = by_uri_.find(uri); known != by_uri_.end()) return known->second;
  std::string text;
  if (auto waiting = texts_.find(uri); waiting != texts_.end()) {
    text = std::move(waiting->second);
    texts_.erase(waiting);
  } else if (const std::string_view built_in = metaschema(uri); !built_in.empty()) {
    text = built_in;
  } else {
    return nullptr;
  }
  auto parsed = json::Document::parse(std::move(text));
  auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return nullptr;
  std::string own = resolve_uri(uri, text_of(document->root(), "$id"));
  const json::Value& root = load(std::move(*document), own, {});
  Resource& resource = add(std::move(own), root, nullptr);
  index(root, resource);
  // What it is known by elsewhere, where no part of it has that name.
  return by_uri_.try_emplace(uri, &resource).first->second;
}

const json::Value* Resources::definition(std::string_view name) {
  if (const auto known = by_definition_.find(name); known != by_definition_.end()) {
    return known->second;
  }
  const json::Value*& slot = by_definition_[std::string(name)];
  for (const Definition& candidate : definitions_) {
    if (candidate.name.view() != name) continue;
    auto parsed = json::Document::parse(std::string(candidate.schema.view()));
    if (auto* document = std::get_if<json::Document>(&parsed)) {
      const Path root, defs{&root, "$defs"};
      slot = &load(std::move(*document), resources_.front().uri, to_pointer({&defs, name}));
      index(*slot, resources_.front());
    }
    break;
  }
  return slot;
}

Location Resources::follow(const Resource& resource, std::string_view pointer) {
  const std::vector<std::string> tokens = pointer_tokens(pointer);
  const auto descend = [&](Location from, std::size_t first) {
    for (std::size_t i = first; i < tokens.size() && from.schema != nullptr; ++i) {
      from.schema = child(*from.schema, tokens[i]);
      if (from.schema != nullptr) from.resource = &entered(*from.schema, *from.resource);
    }
    return from;
  };
  const Location local = descend({resource.root, &resource}, 0);
  if (local.schema != nullptr || &resource != &resources_.front() || tokens.size() < 2 ||
      tokens[0] != "$defs") {
    return local;
  }
  return descend({definition(tokens[1]), &resource}, 2);
}

Location Resources::resolve(const Resource& base, std::string_view reference) {
  const UriParts parts = split_uri(reference);
  const Resource* resource = &base;
  if (!reference.starts_with('#')) resource = find(resolve_uri(base.uri, reference));
  if (resource == nullptr) return {};
  const std::string fragment = percent_decoded(parts.fragment);
  if (fragment.empty() || fragment.front() == '/') return follow(*resource, fragment);
  const auto anchor = resource->anchors.find(fragment);
  if (anchor == resource->anchors.end()) return {};
  return {anchor->second, resource};
}

const Resource& Resources::entered(const json::Value& schema, const Resource& outer) const {
  if (by_root_.size() == 1) return outer;
  const auto found = by_root_.find(&schema);
  return found == by_root_.end() ? outer : *found->second;
}

std::uint8_t Resources::vocabularies(const Resource& resource) {
  if (const auto known = vocabularies_.find(&resource); known != vocabularies_.end()) {
    return known->second;
  }
  const std::string_view dialect = text_of(*resource.root, "$schema");
  std::uint8_t bits = default_vocabularies;
  if (dialect.empty() && resource.parent != nullptr) {
    bits = vocabularies(*resource.parent);
  } else if (!dialect.empty() && !is_default_metaschema(dialect)) {
    const Resource* metaschema = find(resolve_uri(resource.uri, dialect));
    const json::Value* listed =
        metaschema == nullptr ? nullptr : metaschema->root->find("$vocabulary");
    if (listed != nullptr && listed->is_object()) {
      struct Row {
        std::string_view name;
        Vocabulary bit;
      };
      constexpr auto rows = std::to_array<Row>({{"applicator", applicator_bit},
                                                {"unevaluated", unevaluated_bit},
                                                {"validation", validation_bit},
                                                {"format-annotation", format_bit},
                                                {"format-assertion", format_assertion_bit}});
      bits = core_bit;
      for (const Row& row : rows) {
        if (listed->find(std::string(vocabulary_prefix) + std::string(row.name)) != nullptr) {
          bits |= row.bit;
        }
      }
    }
  }
  return vocabularies_.emplace(&resource, bits).first->second;
}

std::string Resources::locate(const json::Value& schema) const {
  const char* const place = schema.raw().data();
  for (const Loaded& loaded : loaded_) {
    const std::string_view text = loaded.document.text();
    if (std::less<>()(place, text.data()) || !std::less<>()(place, text.data() + text.size())) {
      continue;
    }
    std::string uri = loaded.uri;
    std::string pointer = loaded.pointer;
    const json::Value* at = &loaded.document.root();
    // Children stand in the order of the text, so the last that begins at or before the place has
    // it.
    while (at->raw().data() != place) {
      const Path parent;
      if (at->is_object()) {
        const auto members = at->members();
        const auto after = std::partition_point(
            members.begin(), members.end(),
            [&](const json::Member& m) { return m.value.raw().data() <= place; });
        at = &std::prev(after)->value;
        pointer += to_pointer({&parent, std::prev(after)->key});
      } else {
        const auto items = at->items();
        const auto after = std::partition_point(
            items.begin(), items.end(),
            [&](const json::Value& item) { return item.raw().data() <= place; });
        at = &*std::prev(after);
        pointer += to_pointer(
            {&parent, {}, static_cast<std::size_t>(std::prev(after) - items.begin()), true});
      }
      if (const auto found = by_root_.find(at); found != by_root_.end()) {
        uri = found->second->uri;
        pointer.clear();
      }
    }
    return uri + '#' + pointer;
  }
  return "#";
}

}  // namespace mcp::schema
