#include "invoke/rewriter.h"

#include <utility>
#include <variant>

#include "invoke/lone_surrogate.h"
#include "json/write.h"

namespace mcp::invoke {
namespace {

// RFC 6901, section 4.
std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_escape = token[i] == '~' && i + 1 < token.size();
    out += !is_escape ? token[i] : token[++i] == '1' ? '/' : '~';
  }
  return out;
}

}  // namespace

Rewriter::Rewriter(const List<Rewrite>& rewrites) {
  for (const Rewrite& rewrite : rewrites) {
    Step* step = &root_;
    std::string_view rest = rewrite.pointer;
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const std::string_view token = rest.substr(0, rest.find('/'));
      rest.remove_prefix(token.size());
      auto& next = token == "*" ? step->any : step->members[unescaped(token)];
      if (next == nullptr) next = std::make_unique<Step>();
      step = next.get();
    }
    switch (rewrite.kind) {
      case RewriteKind::rename:
        step->name = rewrite.name;
        break;
      case RewriteKind::null_is_absent:
        step->null_is_absent = true;
        break;
      case RewriteKind::json_text:
        step->is_json_text = true;
        break;
      case RewriteKind::prefixed_json_text:
        step->is_prefixed_json_text = true;
        break;
    }
  }
  note_names(root_);
}

/// Recursion follows the pointers of the table, as everywhere here.
void Rewriter::note_names(Step& step) {
  for (const auto& [shown, member] : step.members) {
    if (member->name) step.renamed.try_emplace(*member->name, Renamed{shown, member.get()});
    note_names(*member);
  }
  if (step.any != nullptr) note_names(*step.any);
}

/// Of a member as a client calls it. What it is shown counts first: the name of one member may be
/// the name of another one in the document.
const Rewriter::Step* Rewriter::Step::find(std::string_view key) const {
  if (const auto found = members.find(key); found != members.end()) return found->second.get();
  const auto found = renamed.find(key);
  return found != renamed.end() ? found->second.step : any.get();
}

const Rewriter::Step* Rewriter::Step::find_by_document(std::string_view key) const {
  if (const auto found = renamed.find(key); found != renamed.end()) return found->second.step;
  const auto found = members.find(key);
  const bool is_same = found != members.end() && !found->second->name;
  return is_same ? found->second.get() : any.get();
}

/// nullptr: no rewrite leads there.
const Rewriter::Step* Rewriter::step_at(const schema::Path& path) const {
  if (path.parent == nullptr) return &root_;
  const Step* outer = step_at(*path.parent);
  if (outer == nullptr) return nullptr;
  return path.is_index ? outer->any.get() : outer->find_by_document(path.key);
}

std::string Rewriter::shown(const schema::Path& path, std::string_view key) const {
  const Step* step = step_at(path);
  if (step == nullptr) return std::string(key);
  const auto found = step->renamed.find(key);
  return std::string(found != step->renamed.end() ? found->second.shown : key);
}

class Rewriter::Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void append_value(const json::Value& value, const Step& step, const schema::Path& path) {
    constexpr std::string_view prefix = "json:";
    const std::string_view text = value.is_string() ? value.string() : std::string_view();
    if (step.is_json_text && value.is_string() && !is_in_json_text_) {
      append_json_text(value, text, step, path);
    } else if (step.is_prefixed_json_text && text.starts_with(prefix) && !is_in_json_text_) {
      append_json_text(value, text.substr(prefix.size()), step, path);
    } else if (value.is_object()) {
      append_object(value, step, path);
    } else if (value.is_array() && step.any != nullptr) {
      out_ += '[';
      const auto items = value.items();
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0) out_ += ',';
        append_value(items[i], *step.any, {&path, {}, i, true});
      }
      out_ += ']';
    } else {
      out_ += value.raw();
    }
  }

  Problems problems;

 private:
  // A text that is no JSON is the string that a model forgot to quote; the validator judges it. In
  // one that is, values are what the document means, but names may be those that are shown.
  void append_json_text(const json::Value& value, std::string_view text, const Step& step,
                        const schema::Path& path) {
    auto parsed = json::Document::parse(std::string(text));
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document != nullptr && has_lone_surrogate(value.raw())) {
      refuse_lone_surrogates(value, path, schema::own_names, false, problems);
    }
    if (document == nullptr) {
      out_ += value.raw();
      return;
    }
    std::string meant;
    out_.swap(meant);
    is_in_json_text_ = true;
    append_value(document->root(), step, path);
    is_in_json_text_ = false;
    out_.swap(meant);
    json::append_compact(out_, meant);
  }

  void append_object(const json::Value& object, const Step& step, const schema::Path& path) {
    std::map<std::string_view, std::string_view> given;  // by their names in the document
    out_ += '{';
    bool first = true;
    for (const json::Member& member : object.members()) {
      const Step* next = step.find(member.key);
      const bool stands_for_absence = next != nullptr && next->null_is_absent && !is_in_json_text_;
      if (stands_for_absence && member.value.is_null()) continue;
      const std::string_view name = next == nullptr ? member.key : next->name.value_or(member.key);
      if (!step.renamed.empty()) {
        const std::string_view before = given.try_emplace(name, member.key).first->second;
        if (before != member.key) note_two_names(path, before, member.key);
      }
      if (!std::exchange(first, false)) out_ += ',';
      json::append_string(out_, name);
      out_ += ':';
      if (next == nullptr) {
        out_ += member.value.raw();
      } else {
        append_value(member.value, *next, {&path, member.key});
      }
    }
    out_ += '}';
  }

  void note_two_names(const schema::Path& path, std::string_view one, std::string_view other) {
    std::string place = schema::to_readable(path);
    if (!place.empty()) place = '`' + place + "`: ";
    problems.push_back(place + '`' + schema::clipped(one) + "` and `" + schema::clipped(other) +
                       "` are names of one member, give only one of them");
  }

  std::string& out_;
  bool is_in_json_text_ = false;
};

Problems Rewriter::append(std::string& out, const json::Value& arguments) const {
  Writer writer(out);
  // Names are looked for by their characters.
  refuse_lone_surrogates(arguments, {}, schema::own_names, true, writer.problems);
  writer.append_value(arguments, root_, {});
  return std::move(writer.problems);
}

}  // namespace mcp::invoke
