#include "resolve/pointer.h"

#include <charconv>
#include <set>

#include "support/text.h"

namespace mcpcc::resolve {

using source::Node;

namespace {

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

// A `%` without two hexadecimal digits stays as it is: real documents write such names unencoded.
std::string percent_decode(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high && low) {
        result += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    result += text[i];
  }
  return result;
}

const Node* step(const Node& node, const std::string& token) {
  if (node.is_object()) return node.find(token);
  if (!node.is_array() || token.empty() || (token[0] == '0' && token.size() > 1)) return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return nullptr;
  return index < node.items().size() ? &node.items()[index] : nullptr;
}

bool is_remote(std::string_view target) {
  // RFC 3986, section 4.2: a scheme, or an authority that begins with `//`.
  if (target.starts_with("//")) return true;
  const auto colon = target.find(':');
  const auto slash = target.find_first_of("/?#");
  return colon != std::string_view::npos && colon > 1 &&
         (slash == std::string_view::npos || colon < slash);
}

const Node* reference_of(const Node& node) {
  const Node* reference = node.find("$ref");
  return reference != nullptr && reference->is_string() ? reference : nullptr;
}

}  // namespace

const Place* Follower::follow(std::string_view target, Span at, const std::string& from_pointer) {
  std::string key = std::to_string(at.file) + ' ' + std::string(target);
  const auto known = found_.find(key);
  if (known != found_.end()) {
    if (known->second) return &*known->second;
    diagnostics_.report(rules::ref_unresolved, at, from_pointer, "`" + std::string(target) + "`");
    return nullptr;
  }
  auto place = find(target, at, from_pointer);
  const auto& entry = found_.emplace(std::move(key), std::move(place)).first->second;
  return entry ? &*entry : nullptr;
}

const Place* Follower::follow_all(std::string_view target, Span at,
                                  const std::string& from_pointer) {
  std::set<const Node*> seen;
  const Place* place = follow(target, at, from_pointer);
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

std::optional<Place> Follower::find(std::string_view target, Span at,
                                    const std::string& from_pointer) {
  if (is_remote(target)) {
    diagnostics_.report(rules::ref_remote, at, from_pointer, "`" + std::string(target) + "`",
                        {"store the document beside yours and refer to the file"});
    return std::nullopt;
  }
  const auto hash = target.find('#');
  const std::string file_part = percent_decode(target.substr(0, hash));
  const std::string fragment =
      hash == std::string_view::npos ? std::string() : percent_decode(target.substr(hash + 1));

  const File* file = &loader_.file(at.file);
  if (!file_part.empty()) file = loader_.load_reference(at.file, file_part, at, from_pointer);
  if (file == nullptr || !file->tree) return std::nullopt;

  Place place{&file->tree->root(), "#", std::filesystem::path(file_part).stem().generic_string()};
  if (fragment.empty()) return place;
  if (fragment[0] != '/') {
    diagnostics_.report(rules::ref_unresolved, at, from_pointer,
                        "`" + std::string(target) + "` names an anchor",
                        {"refer by JSON Pointer: `#/components/...`"});
    return std::nullopt;
  }
  std::set<const Node*> through;  // references met on the way, to end circles
  std::string_view rest = std::string_view(fragment).substr(1);
  while (true) {
    const auto slash = rest.find('/');
    const std::string token = unescape_pointer_token(rest.substr(0, slash));
    const Node* next = step(*place.node, token);
    if (next == nullptr) {
      // What stands here may itself be a reference, and the rest of the pointer lead into its
      // target.
      const Node* reference = reference_of(*place.node);
      if (reference != nullptr && through.insert(reference).second && through.size() <= 16) {
        const Place* other = follow_all(reference->string(), reference->span(), place.pointer);
        if (other == nullptr) return std::nullopt;
        place = *other;
        continue;
      }
      std::vector<std::string> hints;
      std::vector<std::string_view> candidates;
      if (place.node->is_object()) {
        for (const auto& member : place.node->members()) candidates.push_back(member.key);
      }
      if (auto near = did_you_mean(token, candidates); !near.empty()) {
        hints.push_back("did you mean `" + near + "`?");
      }
      diagnostics_.report(rules::ref_unresolved, at, from_pointer, "`" + std::string(target) + "`",
                          std::move(hints));
      return std::nullopt;
    }
    place.node = next;
    append_pointer_token(place.pointer, token);
    place.name = token;
    if (slash == std::string_view::npos) return place;
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace mcpcc::resolve
