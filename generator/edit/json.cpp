#include <algorithm>
#include <optional>

#include "edit/edit.h"
#include "edit/elements.h"
#include "edit/json_scanner.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

constexpr std::size_t npos = std::string_view::npos;

// One change of a text.
class Editor {
 public:
  Editor(std::string text, const Change& change) : change_(change) {
    layout_.text = std::move(text);
    const auto line_end = text_.find('\n');
    if (line_end != npos && line_end > 0 && text_[line_end - 1] == '\r') style_.line_end = "\r\n";
  }

  /// Changes the text, and adds to what is lost and kept.
  void apply(Edited& edited) {
    edited_ = &edited;
    const Scan scan = scan_json(text_, change_);
    edited.relaxed = scan.relaxed;
    if (!scan.root) {
      begin_document();
    } else {
      find_style(*scan.root);
      descend(*scan.root);
    }
    edited.text = std::move(text_);
  }

 private:
  bool is_removal() const {
    return change_.action == Action::remove || change_.action == Action::remove_table ||
           change_.action == Action::remove_item;
  }

  // The value of the change inside the objects of the path from `depth` on.
  Value wrapped(std::size_t depth) const {
    Value value = change_.value;
    if (change_.action == Action::append) value = Value::List{std::move(value)};
    for (std::size_t i = change_.path.size(); i > depth; --i) {
      Value::Table table;
      table.emplace_back(change_.path[i - 1], std::move(value));
      value = std::move(table);
    }
    return value;
  }

  void begin_document() {
    if (is_removal()) return;
    if (!text_.empty() && text_.back() != '\n' && text_ != utf8::byte_order_mark)
      text_ += style_.line_end;
    text_ += to_json(wrapped(0), style_) + style_.line_end;
  }

  // How the file is laid out: what its first member shows.
  void find_style(const Container& root) {
    const std::string_view body(text_.data() + root.begin, root.end - root.begin);
    if (root.elements.empty()) return;
    style_.one_line = body.find('\n') == npos;
    const Element& first = root.elements.front();
    if (const auto indentation = layout_.indentation_of(first.begin);
        !style_.one_line && indentation) {
      if (!indentation->empty()) style_.unit = *indentation;
    }
    const auto colon = text_.rfind(':', first.value);
    if (style_.one_line && colon != npos && colon + 1 == first.value) style_.space.clear();
  }

  void descend(const Container& root) {
    const Container* container = &root;
    for (std::size_t depth = 0;; ++depth) {
      const Element* found = nullptr;
      for (const Element& member : container->elements) {
        if (member.key != change_.path[depth]) continue;
        if (found != nullptr)
          throw Failure{member.begin, in_quotes(member.key) + " occurs twice in this object"};
        found = &member;
      }
      if (found == nullptr) {
        if (!is_removal())
          layout_.insert(*container, json_key(change_.path[depth]) + ":" + style_.space,
                         wrapped(depth + 1));
        return;
      }
      const bool is_last = depth + 1 == change_.path.size();
      if (is_last && !change_.identity.empty()) return edit_items(*found);
      if (is_last) return edit_member(*container, *found);
      if (found->inner.empty() || !found->inner.front().is_object) {
        if (is_removal()) return;
        throw Failure{found->value, in_quotes(change_.path[depth]) + " is no object"};
      }
      container = &found->inner.front();
    }
  }

  static std::string json_key(std::string_view name) {
    std::string out;
    append_json_string(out, name);
    return out;
  }

  void edit_member(const Container& container, const Element& member) {
    switch (change_.action) {
      case Action::remove_table:
        if (text_[member.value] != '{')
          throw Failure{member.value, in_quotes(member.key) + " is no object"};
        return layout_.erase(container, member);
      case Action::remove:
        edited_->lost.push_back(member.key);
        return layout_.erase(container, member);
      case Action::add:
        return is_replaceable(member) ? put(member) : keep(member);
      default:
        return put(member);
    }
  }

  void keep(const Element& member) {
    if (is_kept(member.text, change_)) edited_->kept.push_back(member.key);
  }

  bool is_replaceable(const Element& member) const {
    const auto& [begin, end] = change_.placeholder;
    return !begin.empty() && member.text && is_placeholder(*member.text, begin, end);
  }

  void put(const Element& member) {
    const auto* list = std::get_if<Value::List>(&change_.value.data);
    const std::string is = text_.substr(member.value, member.end - member.value);
    const bool is_list = is[0] == '[';
    if (list != nullptr && is_list && is.find_first_not_of("[] \t\r\n") != npos)
      return put_items(member.value, *list);
    if (list != nullptr && is_list && list->empty()) return;
    if (change_.action == Action::include && !is_list)
      throw Failure{member.value, in_quotes(member.key) + " is no array"};
    if (const auto* text = std::get_if<std::string>(&change_.value.data);
        text != nullptr && member.text == *text)
      return;
    if (list != nullptr ? !is_list : !member.text) edited_->lost.push_back(member.key);
    text_.replace(member.value, member.end - member.value,
                  to_json(change_.value, style_, layout_.indentation_of_line(member.begin)));
  }

  void put_items(std::size_t at, const Value::List& list) {
    const auto read = [at](const std::string& text) { return scan_json_list(text, at); };
    if (change_.action == Action::include) {
      include_items(layout_, list, read);
    } else if (edit_list(layout_, list, read)) {
      edited_->lost.push_back(change_.path.back());
    }
  }

  void edit_items(const Element& list) {
    if (list.inner.empty() || list.inner.front().is_object) {
      if (is_removal()) return;
      throw Failure{list.value, in_quotes(change_.path.back()) + " is no array"};
    }
    const Container& items = list.inner.front();
    std::string wanted;
    for (const auto& [key, value] : std::get<Value::Table>(change_.value.data)) {
      if (key == change_.identity) wanted = std::get<std::string>(value.data);
    }
    const auto is_wanted = [&](const Element& item) { return item.identity == wanted; };
    const auto found = std::find_if(items.elements.begin(), items.elements.end(), is_wanted);
    if (change_.action == Action::remove_item) {
      const bool is_free = change_.mention.empty() || text_.find(change_.mention) == npos;
      if (found != items.elements.end() && is_free) layout_.erase(items, *found);
    } else if (found == items.elements.end()) {
      layout_.insert(items, {}, change_.value);
    }
  }

  Layout layout_;
  std::string& text_ = layout_.text;
  JsonStyle& style_ = layout_.style;
  const Change& change_;
  Edited* edited_ = nullptr;
};

// Whether there is such a member, and it names another program.
bool is_other(const std::string& text, const Change::Program& member) {
  const Scan scan = scan_json(text, {Action::set, member.path});
  const Container* container = scan.root ? &*scan.root : nullptr;
  for (std::size_t depth = 0; container != nullptr; ++depth) {
    const Container* inner = nullptr;
    for (const Element& element : container->elements) {
      if (element.key != member.path[depth]) continue;
      if (depth + 1 == member.path.size()) return is_other_program(element.text, member.file);
      if (!element.inner.empty() && element.inner.front().is_object) inner = &element.inner.front();
    }
    container = inner;
  }
  return false;
}

void apply(const Change& change, Edited& edited) {
  if (change.unless && !is_other(edited.text, *change.unless)) return;
  Editor(std::move(edited.text), change).apply(edited);
}

}  // namespace

Outcome edit_json(std::string_view text, std::span<const Change> changes) {
  if (text.size() > max_bytes) return Failure{0, "it is larger than 64 MiB"};
  Edited edited{std::string(text)};
  try {
    // What is wrong has its place in the text that was given, not in one that is changed already.
    for (const Change& change : changes.subspan(std::min<std::size_t>(changes.size(), 1))) {
      Edited alone{std::string(text)};
      apply(change, alone);
    }
    for (const Change& change : changes) apply(change, edited);
  } catch (Failure& failure) {
    return std::move(failure);
  }
  return edited;
}

}  // namespace mcpcc::edit
