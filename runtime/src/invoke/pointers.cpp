#include "invoke/pointers.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <span>
#include <vector>

#include "json/write.h"

namespace mcp::invoke {
namespace {

/// As deep as the parser of JSON goes.
constexpr std::size_t max_tokens = 256;

/// RFC 6901, section 3. nullopt: a `~` that escapes nothing.
std::optional<std::string> unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      out += token[i];
    } else if (i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1')) {
      out += token[++i] == '0' ? '~' : '/';
    } else {
      return std::nullopt;
    }
  }
  return out;
}

std::optional<std::vector<std::string>> tokens_of(std::string_view pointer) {
  std::vector<std::string> tokens;
  if (!pointer.empty() && pointer.front() != '/') return std::nullopt;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    auto token = unescaped(pointer.substr(0, end));
    if (!token || tokens.size() == max_tokens) return std::nullopt;
    tokens.push_back(std::move(*token));
    pointer.remove_prefix(end);
  }
  return tokens;
}

}  // namespace

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

/// Walks a value together with the pointers that reach it: several, because of `*`. Recursion is
/// bounded by the tokens of a pointer.
struct Pointers::Selector {
  using Reaching = std::vector<const Pointers*>;

  std::string& out;

  static Reaching below(const Reaching& reaching, std::string_view token) {
    Reaching result;
    for (const Pointers* pointers : reaching) {
      const auto named = pointers->children_.find(token);
      if (named != pointers->children_.end()) result.push_back(named->second.get());
      if (token == "*") continue;
      const auto any = pointers->children_.find(std::string_view("*"));
      if (any != pointers->children_.end()) result.push_back(any->second.get());
    }
    return result;
  }

  static bool ends_in(const Reaching& reaching) {
    return std::any_of(reaching.begin(), reaching.end(),
                       [](const Pointers* p) { return p->is_whole_; });
  }

  /// Whether anything of `value` is written.
  bool keeps(const json::Value& value, const Reaching& reaching) const {
    return !reaching.empty() && (ends_in(reaching) || value.is_array() || value.is_object());
  }

  void write(const json::Value& value, const Reaching& reaching) const {
    if (ends_in(reaching) || (!value.is_array() && !value.is_object())) {
      return json::append_compact(out, value.raw());
    }
    const char close = value.is_array() ? ']' : '}';
    out += value.is_array() ? '[' : '{';
    bool is_first = true;
    const auto separate = [&] {
      if (!is_first) out += ',';
      is_first = false;
    };
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        const json::Value& item = value.items()[i];
        const Reaching next = below(reaching, std::to_string(i));
        if (!keeps(item, next)) continue;
        separate();
        write(item, next);
      }
    } else {
      for (const json::Member& member : value.members()) {
        const Reaching next = below(reaching, member.key);
        if (!keeps(member.value, next)) continue;
        separate();
        json::append_string(out, member.key);
        out += ':';
        write(member.value, next);
      }
    }
    out += close;
  }
};

bool Pointers::add(std::string_view pointer) {
  const auto tokens = tokens_of(pointer);
  if (!tokens) return false;
  Pointers* at = this;
  for (const std::string& token : *tokens) {
    auto& child = at->children_[token];
    if (child == nullptr) child = std::make_unique<Pointers>();
    at = child.get();
  }
  at->is_whole_ = true;
  return true;
}

void Pointers::append_pointers(std::vector<std::string>& out, const std::string& before) const {
  if (is_whole_) out.push_back(before);
  for (const auto& [token, child] : children_) {
    std::string pointer = before;
    append_token(pointer, token);
    child->append_pointers(out, pointer);
  }
}

void Pointers::append_selected(std::string& out, const json::Value& value) const {
  const Selector selector{out};
  if (!is_whole_ && !value.is_array() && !value.is_object()) {
    out += "null";
    return;
  }
  selector.write(value, {this});
}

namespace {

/// One step of a pointer; nullptr: it leads nowhere. RFC 6901, section 4: an index has no zeros in
/// front.
const json::Value* step(const json::Value& value, const std::string& token) {
  if (!value.is_array()) return value.find(token);
  if (token.size() > 1 && token.front() == '0') return nullptr;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool is_index =
      error == std::errc() && end == token.data() + token.size() && index < value.items().size();
  return is_index ? &value.items()[index] : nullptr;
}

/// Recursion is bounded by the tokens, and no value is looked at twice.
bool leads_on(const json::Value& value, std::span<const std::string> tokens) {
  if (tokens.empty()) return true;
  const std::string& token = tokens.front();
  const auto rest = tokens.subspan(1);
  if (token != "*") {
    const json::Value* next = step(value, token);
    return next != nullptr && leads_on(*next, rest);
  }
  if (value.is_array()) {
    return value.items().empty() ||
           std::any_of(value.items().begin(), value.items().end(),
                       [&](const json::Value& item) { return leads_on(item, rest); });
  }
  return value.is_object() &&
         (value.members().empty() ||
          std::any_of(value.members().begin(), value.members().end(),
                      [&](const json::Member& member) { return leads_on(member.value, rest); }));
}

}  // namespace

bool leads_somewhere(const json::Value& value, std::string_view pointer) {
  const auto tokens = tokens_of(pointer);
  return tokens && leads_on(value, *tokens);
}

const json::Value* find_pointer(const json::Value& value, std::string_view pointer) {
  const auto tokens = tokens_of(pointer);
  if (!tokens) return nullptr;
  const json::Value* at = &value;
  for (const std::string& token : *tokens) {
    at = step(*at, token);
    if (at == nullptr) return nullptr;
  }
  return at;
}

Origin Pointers::origin_of(const json::Value& value, std::string_view pointer,
                           std::size_t offset) const {
  const Selector::Reaching all = {this};
  Selector::Reaching reaching = all;
  const json::Value* at = &value;
  Origin out{{}, offset};
  // The index of the item or member that is the `n`-th of those that were kept.
  const auto index_of = [&](std::size_t n) {
    std::string ignored;
    const Selector selector{ignored};
    const std::size_t size = at->is_array() ? at->items().size() : at->members().size();
    for (std::size_t i = 0; i < size; ++i) {
      const bool is_kept =
          at->is_array()
              ? selector.keeps(at->items()[i], Selector::below(reaching, std::to_string(i)))
              : selector.keeps(at->members()[i].value,
                               Selector::below(reaching, at->members()[i].key));
      if (is_kept && n-- == 0) return i;
    }
    return size;
  };
  for (std::string token : tokens_of(pointer).value_or(std::vector<std::string>())) {
    if (at->is_array() && !Selector::ends_in(reaching)) {
      token = std::to_string(index_of(std::strtoull(token.c_str(), nullptr, 10)));
    }
    append_token(out.pointer, token);
    if (!Selector::ends_in(reaching)) reaching = Selector::below(reaching, token);
    at = step(*at, token);
    if (at == nullptr) return out;
  }
  if (Selector::ends_in(reaching) || (!at->is_array() && !at->is_object())) return out;
  out.offset = index_of(offset);
  const auto is_before = [&](const std::string& token) {
    const auto members = at->members();
    return std::none_of(members.begin() + static_cast<std::ptrdiff_t>(out.offset), members.end(),
                        [&](const json::Member& member) { return member.key == token; });
  };
  for (const Pointers* pointers : reaching) {
    for (const auto& [token, child] : pointers->children_) {
      std::string moved = token;
      if (token != "*" && at->is_array()) {
        std::size_t index = 0;
        std::from_chars(token.data(), token.data() + token.size(), index);
        if (index < out.offset || token != std::to_string(index)) continue;
        moved = std::to_string(index - out.offset);
      } else if (token != "*" && is_before(token)) {
        continue;
      }
      std::string before;
      append_token(before, moved);
      child->append_pointers(out.select, before);
    }
  }
  return out;
}

Frame place_of(const json::Value& root, std::string_view pointer) {
  Frame frame;
  const auto tokens = tokens_of(pointer);
  const json::Value* at = &root;
  for (const std::string& token : tokens.value_or(std::vector<std::string>())) {
    frame.after += at->is_array() ? ']' : '}';
    frame.before += at->is_array() ? '[' : '{';
    if (!at->is_array()) {
      json::append_string(frame.before, token);
      frame.before += ':';
    }
    at = step(*at, token);
    if (at == nullptr) return {};
  }
  std::reverse(frame.after.begin(), frame.after.end());
  return frame;
}

}  // namespace mcp::invoke
