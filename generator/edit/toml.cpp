#include <algorithm>
#include <optional>

#include "edit/edit.h"
#include "edit/toml_scanner.h"
#include "support/text.h"
#include "support/utf8.h"

namespace mcpcc::edit {

namespace {

constexpr std::size_t npos = std::string_view::npos;

bool starts_with(const Path& path, const Path& prefix) {
  return prefix.size() <= path.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

std::string written(const Path& path) {
  std::string out;
  for (const std::string& name : path) {
    if (!out.empty()) out += '.';
    const bool bare = !name.empty() && std::all_of(name.begin(), name.end(), is_bare_key);
    out += bare ? name : to_toml(name);
  }
  return out;
}

std::string shown(const Path& path) {
  std::string out;
  append_visible(out, written(path));
  return out;
}

class TomlEditor {
 public:
  TomlEditor(std::string text, const Change& change) : change_(change) {
    layout_.text = std::move(text);
    layout_.style.one_line = true;  // TOML has no other tables and arrays that are made here
    const auto line_end = text_.find('\n');
    if (line_end != npos && line_end > 0 && text_[line_end - 1] == '\r') line_end_ = "\r\n";
  }

  /// Changes the text, and adds to what is lost and kept.
  void apply(Edited& edited) {
    edited_ = &edited;
    sections_ = scan_toml(text_, change_.path.front());
    if (!change_.unless || is_other(*change_.unless)) {
      refuse_other_forms();
      is_removal() ? remove() : set();
    }
    edited.text = std::move(text_);
  }

 private:
  bool is_removal() const {
    return change_.action == Action::remove || change_.action == Action::remove_table;
  }

  Path table() const { return {change_.path.begin(), change_.path.end() - 1}; }

  // Of several ways to write a table, only headers are edited.
  void refuse_other_forms() const {
    const Path target = is_removal() ? change_.path : table();
    const Section* known = nullptr;
    for (const Section& section : sections_) {
      const bool is_above = starts_with(target, section.path);
      if (section.is_list && !section.path.empty() && is_above)
        throw Failure{section.begin, "`" + shown(section.path) + "` is a list of tables"};
      if (section.path == target && !target.empty()) {
        if (known != nullptr)
          throw Failure{section.begin, "`" + shown(target) + "` has two headers"};
        known = &section;
      }
      for (const Assignment& assignment : section.assignments) {
        const bool holds_it =
            starts_with(target, assignment.path) && assignment.path != change_.path;
        const bool is_dotted = is_above && section.path.size() < target.size() &&
                               starts_with(assignment.path, target) &&
                               assignment.path != change_.path;
        const bool is_below = assignment.path != change_.path &&
                              starts_with(assignment.path, change_.path) &&
                              section.path.size() < change_.path.size();
        if (!holds_it && !is_dotted && !is_below) continue;
        // What is taken away may be no table itself, but stands in one.
        const Path header = holds_it ? table() : target;
        throw Failure{assignment.begin,
                      "`" + shown(assignment.path) +
                          "` is written in a form that is not edited; write it as `[" +
                          shown(header) + "]`, or take it out"};
      }
    }
  }

  const Assignment* find(const Path& path) const {
    for (const Section& section : sections_) {
      for (const Assignment& assignment : section.assignments) {
        if (assignment.path == path) return &assignment;
      }
    }
    return nullptr;
  }

  bool is_other(const Change::Program& member) const {
    const Assignment* known = find(member.path);
    return known != nullptr && is_other_program(known->text, member.file);
  }

  void put(const Assignment& known) {
    const std::string is = text_.substr(known.value, known.end - known.value);
    const auto* list = std::get_if<Value::List>(&change_.value.data);
    const auto* text = std::get_if<std::string>(&change_.value.data);
    if (change_.action == Action::add) {
      if (is_kept(known.text, change_)) edited_->kept.push_back(change_.path.back());
      return;
    }
    if (list != nullptr && is[0] == '[' && (is != "[]" || list->empty()))
      return put_items(known.value, *list);
    if (text != nullptr && known.text == *text) return;
    if (change_.action == Action::include && is[0] != '[')
      throw Failure{known.value, "`" + shown(change_.path) + "` is no array"};
    if (list != nullptr ? is[0] != '[' : !known.text) edited_->lost.push_back(change_.path.back());
    text_.replace(known.value, known.end - known.value, to_toml(change_.value));
  }

  void put_items(std::size_t at, const Value::List& list) {
    const auto read = [at](const std::string& toml) { return scan_toml_list(toml, at); };
    if (change_.action == Action::include) {
      include_items(layout_, list, read);
    } else if (edit_list(layout_, list, read)) {
      edited_->lost.push_back(change_.path.back());
    }
  }

  void set() {
    if (const Assignment* known = find(change_.path)) return put(*known);
    const std::string value = to_toml(change_.value);
    const std::string line = written({change_.path.back()}) + " = " + value + line_end_;
    const Path wanted = table();
    for (const Section& section : sections_) {
      if (section.path != wanted) continue;
      const std::string_view before(text_.data(), section.last);
      const bool ends = before.empty() || before.back() == '\n' || before == utf8::byte_order_mark;
      text_.insert(section.last, (ends ? "" : line_end_) + line);
      return;
    }
    if (!text_.empty() && text_.back() != '\n' && text_ != utf8::byte_order_mark)
      text_ += line_end_;
    if (!text_.empty() && text_ != utf8::byte_order_mark) text_ += line_end_;
    text_.append("[").append(written(wanted)).append("]").append(line_end_).append(line);
  }

  void remove() {
    // From the end, so that what is in front keeps its place.
    for (std::size_t i = sections_.size(); i-- > 0;) {
      const Section& section = sections_[i];
      if (!section.path.empty() && starts_with(section.path, change_.path)) {
        std::size_t begin = section.begin;
        if (section.end == text_.size()) begin = without_blank_lines(begin);
        text_.erase(begin, section.end - begin);
        lose();
        continue;
      }
      for (auto assignment = section.assignments.rbegin(); assignment != section.assignments.rend();
           ++assignment) {
        if (assignment->path != change_.path) continue;
        if (change_.action == Action::remove_table && text_[assignment->value] != '{')
          throw Failure{assignment->value, "`" + shown(change_.path) + "` is no table"};
        text_.erase(assignment->begin, assignment->line_end - assignment->begin);
        lose();
      }
    }
  }

  void lose() {
    if (change_.action == Action::remove) edited_->lost.push_back(change_.path.back());
  }

  // The blank line before `begin`, which separated what is taken away at the end of the file.
  std::size_t without_blank_lines(std::size_t begin) const {
    const std::size_t size = line_end_.size();
    if (begin >= 2 * size && text_.compare(begin - size, size, line_end_) == 0 &&
        text_.compare(begin - 2 * size, size, line_end_) == 0)
      return begin - size;
    return begin;
  }

  Layout layout_{.text = {}, .language = Language::toml};
  std::string& text_ = layout_.text;
  const Change& change_;
  Edited* edited_ = nullptr;
  std::string line_end_ = "\n";
  std::vector<Section> sections_;
};

}  // namespace

Outcome edit_toml(std::string_view text, std::span<const Change> changes) {
  if (text.size() > max_bytes) return Failure{0, "it is larger than 64 MiB"};
  Edited edited{std::string(text)};
  try {
    // What is wrong has its place in the text that was given, not in one that is changed already.
    for (const Change& change : changes.subspan(std::min<std::size_t>(changes.size(), 1))) {
      Edited alone;
      TomlEditor(std::string(text), change).apply(alone);
    }
    for (const Change& change : changes) TomlEditor(std::move(edited.text), change).apply(edited);
  } catch (Failure& failure) {
    return std::move(failure);
  }
  return edited;
}

}  // namespace mcpcc::edit
