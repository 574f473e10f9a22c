#include "invoke/pointers.h"

#include <algorithm>
#include <charconv>
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

/// A token of a pointer.
struct Token {
  std::string name;
  std::optional<std::size_t> position;  ///< in the place of a name
  bool is_name = false;                 ///< of position_token(): the name there

  std::string written() const {
    if (position) return is_name ? name_token(*position) : position_token(*position);
    std::string out;
    append_token(out, name);
    return out.substr(1);
  }
};

std::optional<Token> token_of(std::string_view text) {
  const bool has_position = text.starts_with("~@") || text.starts_with("~#");
  if (!has_position) {
    auto name = unescaped(text);
    return name ? std::optional(Token{std::move(*name), {}}) : std::nullopt;
  }
  Token token{{}, 0, text[1] == '#'};
  const auto [end, error] =
      std::from_chars(text.data() + 2, text.data() + text.size(), *token.position);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return token;
}

/// nullopt: `pointer` is none.
std::optional<std::vector<Token>> tokens_of(std::string_view pointer) {
  std::vector<Token> tokens;
  if (!pointer.empty() && pointer.front() != '/') return std::nullopt;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    auto token = token_of(pointer.substr(0, end));
    if (!token || tokens.size() == max_tokens) return std::nullopt;
    if (!tokens.empty() && tokens.back().is_name) return std::nullopt;
    tokens.push_back(std::move(*token));
    pointer.remove_prefix(end);
  }
  return tokens;
}

/// nullopt: `pointer` is no JSON Pointer.
std::optional<std::vector<std::string>> names_of(std::string_view pointer) {
  const auto tokens = tokens_of(pointer);
  if (!tokens) return std::nullopt;
  std::vector<std::string> names;
  for (const Token& token : *tokens) {
    if (token.position) return std::nullopt;
    names.push_back(token.name);
  }
  return names;
}

/// The index of an array that `text` is; nullopt: it is none. RFC 6901, section 4: it has no zeros
/// in front.
std::optional<std::size_t> index_in(std::string_view text) {
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  const bool is_index = error == std::errc() && end == text.data() + text.size();
  return is_index ? std::optional(index) : std::nullopt;
}

}  // namespace

std::string position_token(std::size_t position) { return "~@" + std::to_string(position); }

std::string name_token(std::size_t position) { return "~#" + std::to_string(position); }

bool is_result_pointer(std::string_view pointer) { return tokens_of(pointer).has_value(); }

std::string moved(std::string_view pointer, bool is_array, std::size_t offset) {
  const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
  auto token = token_of(pointer.substr(1, end - 1));
  const auto index = token && is_array ? index_in(token->name) : std::nullopt;
  if (index) token->name = std::to_string(*index + offset);
  if (token && token->position) *token->position += offset;
  return token ? "/" + token->written() + std::string(pointer.substr(end)) : std::string(pointer);
}

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
  const auto tokens = names_of(pointer);
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

/// One step of a pointer; nullptr: it leads nowhere.
const json::Value* step(const json::Value& value, const std::string& token) {
  if (!value.is_array()) return value.find(token);
  const auto index = index_in(token);
  return index && *index < value.items().size() ? &value.items()[*index] : nullptr;
}

/// The same; where `token` is of a name, nullptr.
const json::Value* step(const json::Value& value, const Token& token) {
  if (!token.position) return step(value, token.name);
  const bool is_there =
      !token.is_name && value.is_object() && *token.position < value.members().size();
  return is_there ? &value.members()[*token.position].value : nullptr;
}

/// The index of the last of `members` that `is_it`; how many they are: none is.
template <class Predicate>
std::size_t last_of(std::span<const json::Member> members, Predicate is_it) {
  for (std::size_t i = members.size(); i-- > 0;) {
    if (is_it(members[i])) return i;
  }
  return members.size();
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
  const auto tokens = names_of(pointer);
  return tokens && leads_on(value, *tokens);
}

const json::Value* find_pointer(const json::Value& value, std::string_view pointer) {
  const auto tokens = tokens_of(pointer);
  if (!tokens) return nullptr;
  const json::Value* at = &value;
  for (const Token& token : *tokens) {
    at = step(*at, token);
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::optional<std::string_view> find_name(const json::Value& value, std::string_view pointer) {
  const auto tokens = tokens_of(pointer);
  if (!tokens || tokens->empty() || !tokens->back().is_name) return std::nullopt;
  const std::size_t position = *tokens->back().position;
  const json::Value* object = find_pointer(value, pointer.substr(0, pointer.rfind('/')));
  if (object == nullptr || !object->is_object() || position >= object->members().size()) {
    return std::nullopt;
  }
  return object->members()[position].key;
}

Origin Pointers::origin_of(const json::Value& value, std::string_view pointer,
                           std::size_t offset) const {
  const Selector::Reaching all = {this};
  Selector::Reaching reaching = all;
  const json::Value* at = &value;
  Origin out{{}, offset};
  std::string ignored;
  const Selector selector{ignored};
  const auto is_kept = [&](const json::Member& member) {
    return selector.keeps(member.value, Selector::below(reaching, member.key));
  };
  // The index of the item or member that is the `n`-th of those that were kept.
  const auto index_of = [&](std::size_t n) {
    const std::size_t size = at->is_array() ? at->items().size() : at->members().size();
    for (std::size_t i = 0; i < size; ++i) {
      const bool counts =
          at->is_array()
              ? selector.keeps(at->items()[i], Selector::below(reaching, std::to_string(i)))
              : is_kept(at->members()[i]);
      if (counts && n-- == 0) return i;
    }
    return size;
  };
  for (Token token : tokens_of(pointer).value_or(std::vector<Token>())) {
    const bool is_all = Selector::ends_in(reaching);
    std::string key = token.name;
    if (at->is_array()) {
      if (!is_all) token.name = std::to_string(index_of(index_in(token.name).value_or(0)));
      key = token.name;
    } else if (at->is_object()) {
      const auto members = at->members();
      const std::size_t index = token.position
                                    ? (is_all ? *token.position : index_of(*token.position))
                                    : last_of(members, [&](const json::Member& member) {
                                        return member.key == key && (is_all || is_kept(member));
                                      });
      if (index == members.size()) return out;
      key = members[index].key;
      // Of equal names, the last one may not be among what was kept.
      const bool is_last =
          last_of(members, [&](const json::Member& member) { return member.key == key; }) == index;
      if (token.position || !is_last) token.position = index;
    }
    out.pointer += "/" + token.written();
    if (token.is_name) return {out.pointer, 0};
    if (!is_all) reaching = Selector::below(reaching, key);
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
  for (const Token& token : tokens.value_or(std::vector<Token>())) {
    const json::Value* next = step(*at, token);
    if (next == nullptr) return {};
    frame.after += at->is_array() ? ']' : '}';
    frame.before += at->is_array() ? '[' : '{';
    if (!at->is_array()) {
      const std::string_view key =
          token.position ? at->members()[*token.position].key : std::string_view(token.name);
      json::append_string(frame.before, key);
      frame.before += ':';
    }
    at = next;
  }
  std::reverse(frame.after.begin(), frame.after.end());
  return frame;
}

}  // namespace mcp::invoke
