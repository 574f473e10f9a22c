#include <algorithm>
#include <optional>

#include "edit/edit.h"
#include "edit/elements.h"
#include "source/parse.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

using source::Node;

constexpr std::size_t npos = std::string_view::npos;

// A text and what is in it. Throws Failure.
class Parsed {
 public:
  explicit Parsed(const std::string& text) {
    const std::uint32_t file = sources_.add({}, text);
    Diagnostics diagnostics;
    source::Limits limits;
    limits.max_bytes = max_yaml_bytes;
    limits.max_depth = max_depth;
    limits.max_nodes = 100'000;
    tree_ = source::parse(sources_, file, limits, diagnostics);
    if (tree_ && !diagnostics.has_errors()) return;
    for (const Diagnostic& found : diagnostics.sorted()) {
      if (found.severity == Severity::error)
        throw Failure{found.at.begin, std::string(found.rule->message) +
                                          (found.detail.empty() ? "" : ": " + found.detail)};
    }
    throw Failure{0, "it cannot be read"};
  }
  const Node& root() const { return tree_->root(); }

 private:
  Sources sources_;
  std::optional<source::Tree> tree_;
};

// The child that a name on a path means: a member, or the item of a list with this `name`.
const Node* child(const Node& node, const std::string& name) {
  if (!node.is_array()) return node.find(name);
  for (const Node& item : node.items()) {
    const Node* known = item.find("name");
    if (known != nullptr && known->is_string() && known->string() == name) return &item;
  }
  return nullptr;
}

const Node* find(const Node& root, const std::vector<std::string>& path) {
  const Node* node = &root;
  for (const std::string& name : path) {
    if (node != nullptr) node = child(*node, name);
  }
  return node;
}

std::optional<std::string> text_of(const Node& node) {
  return node.is_string() ? std::optional(std::string(node.string())) : std::nullopt;
}

bool equals(const Node& node, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.data))
    return node.is_string() && node.string() == *text;
  if (const auto* list = std::get_if<Value::List>(&value.data))
    return node.is_array() &&
           std::equal(node.items().begin(), node.items().end(), list->begin(), list->end(), equals);
  const auto* table = std::get_if<Value::Table>(&value.data);
  return table != nullptr && node.is_object() && node.members().size() == table->size() &&
         std::all_of(table->begin(), table->end(), [&](const auto& entry) {
           const Node* member = node.find(entry.first);
           return member != nullptr && equals(*member, entry.second);
         });
}

// As deep as a document may be.
bool same(const Node& a, const Node& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case source::Kind::null:
      return true;
    case source::Kind::boolean:
      return a.boolean() == b.boolean();
    case source::Kind::number:
      return a.number() == b.number();
    case source::Kind::string:
      return a.string() == b.string();
    case source::Kind::array:
      return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                        same);
    case source::Kind::object:
      return std::equal(
          a.members().begin(), a.members().end(), b.members().begin(), b.members().end(),
          [](const auto& x, const auto& y) { return x.key == y.key && same(x.value, y.value); });
  }
  return false;
}

// Whether nothing differs but what stands at the path.
bool same_beside(const Node& a, const Node& b, std::span<const std::string> path) {
  if (path.empty()) return true;
  if (a.kind() != b.kind()) return false;
  if (a.is_array()) {
    const Node* target = child(a, path.front());
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(), b.items().end(),
                      [&](const Node& x, const Node& y) {
                        return &x == target ? same_beside(x, y, path.subspan(1)) : same(x, y);
                      });
  }
  if (!a.is_object()) return same(a, b);
  const auto covers = [&](const Node& all, const Node& other, bool compares) {
    return std::all_of(all.members().begin(), all.members().end(), [&](const auto& member) {
      const Node* counterpart = other.find(member.key);
      if (member.key != path.front())
        return counterpart != nullptr && same(member.value, *counterpart);
      return counterpart == nullptr || !compares ||
             same_beside(member.value, *counterpart, path.subspan(1));
    });
  };
  return covers(a, b, true) && covers(b, a, false);
}

// One change of a text.
class YamlEditor {
 public:
  YamlEditor(const std::string& text, const Change& change)
      : text_(text), parsed_(text), change_(change) {
    const auto line_end = text_.find('\n');
    if (line_end != npos && line_end > 0 && text_[line_end - 1] == '\r') line_end_ = "\r\n";
  }

  /// Changes the text, and adds to what is lost and kept.
  void apply(Edited& edited) {
    if (change_.unless) {
      const Node* known = find(parsed_.root(), change_.unless->path);
      if (known == nullptr || !is_other_program(text_of(*known), change_.unless->file)) return;
    }
    const std::string before = text_;
    edit(edited);
    if (text_ == before) return;
    check();
    edited.text = text_;
  }

 private:
  [[noreturn]] void refuse(std::size_t at, const std::string& name) const {
    throw Failure{at, in_quotes(name) + " is written in a form that is not edited"};
  }

  void edit(Edited& edited) {
    const Node* node = &parsed_.root();
    for (std::size_t depth = 0; depth < change_.path.size(); ++depth) {
      const std::string& name = change_.path[depth];
      if (!node->is_object() && !node->is_array())
        throw Failure{node->span().begin, in_quotes(change_.path[depth - 1]) + " is no table"};
      const Node* next = child(*node, name);
      if (next == nullptr) {
        if (change_.action != Action::remove) insert(*node, depth);
        return;
      }
      if (depth + 1 == change_.path.size()) return put(*node, *next, edited);
      node = next;
    }
  }

  void put(const Node& table, const Node& node, Edited& edited) {
    const std::string& name = change_.path.back();
    if (change_.action != Action::remove && equals(node, change_.value)) return;
    if (change_.action == Action::add) {
      if (!is_replaceable(node)) {
        if (is_kept(text_of(node), change_)) edited.kept.push_back(name);
        return;
      }
    }
    const source::Member* member = table.find_member(name);
    if (member == nullptr) refuse(node.span().begin, name);
    const auto [begin, end] = span_of(*member);
    const bool is_text = std::holds_alternative<std::string>(change_.value.data);
    if (change_.action == Action::remove) {
      edited.lost.push_back(name);
      own_lines(*member);
      text_.erase(begin, end - begin);
    } else if (is_text && node.is_string()) {
      // What stands behind it on its line stays.
      const auto from = node.span().begin;
      if (text_[from] == '|' || text_[from] == '>') refuse(from, name);
      const std::string line = lines("k", change_.value, {}), key = "k: ";
      text_.replace(from, node.span().end - from, line, key.size(),
                    line.size() - key.size() - line_end_.size());
    } else {
      if (loses(node, begin, end)) edited.lost.push_back(name);
      text_.replace(begin, end - begin, lines(name, change_.value, own_lines(*member)));
    }
  }

  bool is_replaceable(const Node& node) const {
    const auto& [begin, end] = change_.placeholder;
    return !begin.empty() && node.is_string() && is_placeholder(node.string(), begin, end);
  }

  // Whether items or comments go when the lines are written anew.
  bool loses(const Node& node, std::size_t begin, std::size_t end) const {
    const auto* list = std::get_if<Value::List>(&change_.value.data);
    if (list == nullptr || !node.is_array()) return true;
    return node.items().size() > list->size() ||
           std::string_view(text_).substr(begin, end - begin).find('#') != npos;
  }

  // Its lines, with their line ends.
  std::pair<std::size_t, std::size_t> span_of(const source::Member& member) const {
    return {line_begin(member.key_span.begin), line_after(member.value.span().end)};
  }
  std::size_t line_begin(std::size_t at) const {
    const auto before = at == 0 ? npos : text_.rfind('\n', at - 1);
    return before == npos ? 0 : before + 1;
  }
  std::size_t line_after(std::size_t at) const {
    if (at > 0 && text_[at - 1] == '\n') return at;
    const auto end = text_.find('\n', at);
    return end == npos ? text_.size() : end + 1;
  }

  // The white space before a member that has its lines for itself.
  std::string own_lines(const source::Member& member) const {
    const std::size_t at = member.key_span.begin;
    const std::string before = text_.substr(line_begin(at), at - line_begin(at));
    if (before.find_first_not_of(' ') != npos) refuse(at, std::string(member.key));
    return before;
  }

  std::string lines(const std::string& name, const Value& value,
                    const std::string& indentation) const {
    std::string out;
    const std::string yaml = to_yaml(Value::Table{{name, value}});
    for (std::size_t at = 0; at < yaml.size();) {
      const auto end = yaml.find('\n', at);
      out.append(indentation).append(yaml, at, end - at).append(line_end_);
      at = end + 1;
    }
    return out;
  }

  // The member at `depth` of the path, with all below it, at the end of a table.
  void insert(const Node& table, std::size_t depth) {
    const std::string& name = change_.path[depth];
    if (table.is_array())
      throw Failure{table.span().begin, in_quotes(change_.path[depth - 1]) +
                                            " has no item with the name " + in_quotes(name)};
    if (table.members().empty() || text_[table.span().begin] == '{')
      refuse(table.span().begin, depth == 0 ? name : change_.path[depth - 1]);
    Value value = change_.value;
    for (std::size_t i = change_.path.size(); i > depth + 1; --i)
      value = Value::Table{{change_.path[i - 1], std::move(value)}};
    const std::size_t first = table.members().front().key_span.begin;
    const std::size_t column = first - line_begin(first);
    std::size_t at = line_after(table.span().end);
    std::string added = lines(name, value, std::string(column, ' '));
    if (at == text_.size() && !text_.ends_with('\n')) added.insert(0, line_end_);
    text_.insert(at, added);
  }

  // YAML can be written in many ways; what was not understood is left alone.
  void check() const {
    const auto& path = change_.path;
    const std::size_t at = parsed_.root().span().begin;
    try {
      const Parsed after(text_);
      const Node* node = find(after.root(), path);
      const bool is_done = change_.action == Action::remove
                               ? node == nullptr
                               : node != nullptr && equals(*node, change_.value);
      if (is_done && same_beside(parsed_.root(), after.root(), path)) return;
    } catch (const Failure&) {
    }
    refuse(at, path.back());
  }

  std::string text_;
  const Parsed parsed_;
  const Change& change_;
  std::string line_end_ = "\n";
};

}  // namespace

Outcome edit_yaml(std::string_view text, std::span<const Change> changes) {
  if (text.size() > max_yaml_bytes) return Failure{0, "it is larger than 1 MiB"};
  Edited edited{std::string(text)};
  try {
    // What is wrong has its place in the text that was given, not in one that is changed already.
    for (const Change& change : changes.subspan(std::min<std::size_t>(changes.size(), 1))) {
      Edited alone;
      YamlEditor(std::string(text), change).apply(alone);
    }
    for (const Change& change : changes) YamlEditor(edited.text, change).apply(edited);
  } catch (Failure& failure) {
    return std::move(failure);
  }
  return edited;
}

Holding yaml_holding(std::string_view text, const std::string& list, const std::string& name) {
  try {
    const Parsed parsed{std::string(text)};
    const Node* items = parsed.root().find(list);
    if (items == nullptr || !items->is_array() || child(*items, name) == nullptr)
      return Holding::none;
    const bool is_only = items->items().size() == 1 &&
                         std::all_of(parsed.root().members().begin(), parsed.root().members().end(),
                                     [&](const source::Member& member) {
                                       return member.key == list || (!member.value.is_array() &&
                                                                     !member.value.is_object());
                                     });
    return is_only ? Holding::only : Holding::among_others;
  } catch (const Failure&) {
    return Holding::none;
  }
}

}  // namespace mcpcc::edit
