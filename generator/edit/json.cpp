#include <algorithm>
#include <optional>

#include "edit/edit.h"
#include "edit/json_scanner.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

constexpr std::size_t npos = std::string_view::npos;

// One change of a text.
class Editor {
 public:
  Editor(std::string text, const Change& change) : text_(std::move(text)), change_(change) {
    const auto line_end = text_.find('\n');
    if (line_end != npos && line_end > 0 && text_[line_end - 1] == '\r') style_.line_end = "\r\n";
  }

  Edited apply() {
    const Scan scan = scan_json(text_, change_);
    const std::optional<Container>& root = scan.root;
    if (!root) {
      begin_document();
    } else {
      find_style(*root);
      descend(*root);
    }
    return {std::move(text_), scan.relaxed};
  }

 private:
  bool is_removal() const {
    return change_.action == Action::remove || change_.action == Action::remove_item;
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
    if (const auto indentation = indentation_of(first.begin); !style_.one_line && indentation) {
      if (!indentation->empty()) style_.unit = *indentation;
    }
    const auto colon = text_.rfind(':', first.value);
    if (style_.one_line && colon != npos && colon + 1 == first.value) style_.space.clear();
  }

  std::size_t line_begin(std::size_t at) const {
    const auto before = at == 0 ? npos : text_.rfind('\n', at - 1);
    if (before != npos) return before + 1;
    return text_.starts_with(utf8::byte_order_mark) ? utf8::byte_order_mark.size() : 0;
  }

  // The white space before `at`, where nothing else stands before it on its line.
  std::optional<std::string> indentation_of(std::size_t at) const {
    const std::size_t begin = line_begin(at);
    const std::string before = text_.substr(begin, at - begin);
    if (before.find_first_not_of(" \t") != npos) return std::nullopt;
    return before;
  }

  std::string indentation_of_line(std::size_t at) const {
    const std::size_t begin = line_begin(at);
    const auto end = std::min(text_.find_first_not_of(" \t", begin), at);
    return text_.substr(begin, end - begin);
  }

  void descend(const Container& root) {
    const Container* container = &root;
    for (std::size_t depth = 0;; ++depth) {
      const Element* found = nullptr;
      for (const Element& member : container->elements) {
        if (member.key != change_.path[depth]) continue;
        if (found != nullptr) {
          std::string message = "`";
          append_visible(message, member.key);
          throw Failure{member.begin, message + "` occurs twice in this object"};
        }
        found = &member;
      }
      if (found == nullptr) {
        if (!is_removal()) insert(*container, json_key(change_.path[depth]), wrapped(depth + 1));
        return;
      }
      const bool is_last = depth + 1 == change_.path.size();
      if (is_last && !change_.identity.empty()) return edit_items(*found);
      if (is_last) return edit_member(*container, *found);
      if (found->inner.empty() || !found->inner.front().is_object) {
        if (is_removal()) return;
        std::string message = "`";
        append_visible(message, change_.path[depth]);
        throw Failure{found->value, message + "` is no object"};
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
    if (change_.action == Action::add) return;
    if (change_.action == Action::remove) return erase(container, member);
    const std::string is = text_.substr(member.value, member.end - member.value);
    const std::string wanted = to_json(change_.value, style_, indentation_of_line(member.begin));
    if (without_space(is) == without_space(wanted)) return;
    text_.replace(member.value, member.end - member.value, wanted);
  }

  // JSON without the white space between its tokens, to compare values that mcpcc writes with what
  // a formatter made of them.
  static std::string without_space(std::string_view json) {
    std::string out;
    bool in_string = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!in_string && is_json_space(json[i])) continue;
      out += json[i];
      if (json[i] == '"') in_string = !in_string;
      if (in_string && json[i] == '\\' && i + 1 < json.size()) out += json[++i];
    }
    return out;
  }

  void edit_items(const Element& list) {
    if (list.inner.empty() || list.inner.front().is_object) {
      if (is_removal()) return;
      std::string message = "`";
      append_visible(message, change_.path.back());
      throw Failure{list.value, message + "` is no array"};
    }
    const Container& items = list.inner.front();
    std::string wanted;
    for (const auto& [key, value] : std::get<Value::Table>(change_.value.data)) {
      if (key == change_.identity) wanted = std::get<std::string>(value.data);
    }
    const auto is_wanted = [&](const Element& item) { return item.identity == wanted; };
    const auto found = std::find_if(items.elements.begin(), items.elements.end(), is_wanted);
    if (change_.action == Action::remove_item) {
      if (found != items.elements.end()) erase(items, *found);
    } else if (found == items.elements.end()) {
      insert(items, {}, change_.value);
    }
  }

  void insert(const Container& container, const std::string& key, const Value& value) {
    const std::string prefix = key.empty() ? key : key + ":" + style_.space;
    if (container.elements.empty()) return fill(container, prefix, value);
    const Element& first = container.elements.front();
    const Element& last = container.elements.back();
    const bool trailing = last.comma != npos;
    const auto indentation = indentation_of(first.begin);
    if (!indentation || line_begin(first.begin) <= container.begin) {
      JsonStyle one_line = style_;
      one_line.one_line = true;
      const std::string text = style_.space + prefix + to_json(value, one_line);
      if (trailing) {
        text_.insert(last.comma + 1, text + ",");
      } else {
        text_.insert(last.end, "," + text);
      }
      return;
    }
    std::string text =
        style_.line_end + *indentation + prefix + to_json(value, style_, *indentation);
    if (trailing) text += ',';
    text_.insert(end_of_note(trailing ? last.comma + 1 : last.end), text);
    if (!trailing) text_.insert(last.end, ",");
  }

  // The end of a comment that stands behind `at` on its line; without one, `at`.
  std::size_t end_of_note(std::size_t at) const {
    std::size_t end = at;
    for (std::size_t i = at;;) {
      while (i < text_.size() && (text_[i] == ' ' || text_[i] == '\t')) ++i;
      if (text_.compare(i, 2, "//") == 0) {
        end = std::min(text_.find('\n', i), text_.size());
        if (end > at && text_[end - 1] == '\r') --end;
        return end;
      }
      if (text_.compare(i, 2, "/*") != 0) return end;
      const auto close = text_.find("*/", i);
      if (text_.find('\n', i) < close) return end;
      end = i = close + 2;
    }
  }

  // The first element of a container.
  void fill(const Container& container, const std::string& prefix, const Value& value) {
    const std::size_t from = container.begin + 1, to = container.end - 1;
    const std::string within = text_.substr(from, to - from);
    const auto noted = within.find_last_not_of(" \t\r\n");
    if (style_.one_line) {
      text_.replace(from, noted == npos ? to - from : 0, prefix + to_json(value, style_));
      return;
    }
    const std::string outer = indentation_of_line(container.begin);
    const std::string inner = outer + style_.unit;
    const std::string kept = noted == npos ? "" : within.substr(0, noted + 1);
    text_.replace(from, to - from,
                  kept + style_.line_end + inner + prefix + to_json(value, style_, inner) +
                      style_.line_end + outer);
  }

  void erase(const Container& container, const Element& element) {
    const auto index = static_cast<std::size_t>(&element - container.elements.data());
    const bool is_last = index + 1 == container.elements.size();
    std::size_t begin = element.begin;
    std::size_t end = element.comma == npos ? element.end : element.comma + 1;
    const std::size_t note = end_of_note(end);
    const bool ends_line = note >= text_.size() || text_[note] == '\n' || text_[note] == '\r';
    const bool begins_line =
        indentation_of(begin).has_value() && line_begin(begin) > container.begin;
    if (begins_line && ends_line) {
      // Its lines, with the line end before them.
      end = note;
      begin = line_begin(begin) - 1;
      if (begin > 0 && text_[begin - 1] == '\r') --begin;
    } else if (!is_last) {
      while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t')) ++end;
    } else {
      while (begin > container.begin + 1 && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t'))
        --begin;
    }
    text_.erase(begin, end - begin);
    if (is_last && index > 0 && element.comma == npos) {
      text_.erase(container.elements[index - 1].comma, 1);
    }
    if (container.elements.size() == 1) collapse(container.begin);
  }

  // Brackets with nothing between them stand together.
  void collapse(std::size_t begin) {
    const auto next = text_.find_first_not_of(" \t\r\n", begin + 1);
    if (next != npos && (text_[next] == '}' || text_[next] == ']'))
      text_.erase(begin + 1, next - begin - 1);
  }

  std::string text_;
  const Change& change_;
  JsonStyle style_;
};

}  // namespace

Outcome edit_json(std::string_view text, std::span<const Change> changes) {
  if (text.size() > max_bytes) return Failure{0, "it is larger than 64 MiB"};
  Edited edited{std::string(text), false};
  try {
    // What is wrong has its place in the text that was given, not in one that is changed already.
    for (const Change& change : changes.subspan(std::min<std::size_t>(changes.size(), 1)))
      Editor(std::string(text), change).apply();
    for (const Change& change : changes) {
      edited = Editor(std::move(edited.text), change).apply();
    }
  } catch (Failure& failure) {
    return std::move(failure);
  }
  return edited;
}

}  // namespace mcpcc::edit
