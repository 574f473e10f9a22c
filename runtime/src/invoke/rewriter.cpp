#include "invoke/rewriter.h"

#include <utility>
#include <variant>

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
}

const Rewriter::Step* Rewriter::Step::find(std::string_view key) const {
  const auto found = members.find(key);
  return found != members.end() ? found->second.get() : any.get();
}

void Rewriter::append(std::string& out, const json::Value& arguments) const {
  append_value(out, arguments, root_);
}

// Recursion follows the pointers of the table, not the arguments.
void Rewriter::append_value(std::string& out, const json::Value& value, const Step& step) {
  constexpr std::string_view prefix = "json:";
  const std::string_view text = value.is_string() ? value.string() : std::string_view();
  if (step.is_json_text && value.is_string()) {
    append_json_text(out, value, text);
  } else if (step.is_prefixed_json_text && text.starts_with(prefix)) {
    append_json_text(out, value, text.substr(prefix.size()));
  } else if (value.is_object()) {
    append_object(out, value, step);
  } else if (value.is_array() && step.any != nullptr) {
    out += '[';
    for (const json::Value& item : value.items()) {
      if (&item != &value.items().front()) out += ',';
      append_value(out, item, *step.any);
    }
    out += ']';
  } else {
    out += value.raw();
  }
}

// A text that is no JSON is the string that a model forgot to quote; the validator judges it.
void Rewriter::append_json_text(std::string& out, const json::Value& value, std::string_view text) {
  auto parsed = json::Document::parse(std::string(text));
  const auto* document = std::get_if<json::Document>(&parsed);
  json::append_compact(out, document != nullptr ? document->root().raw() : value.raw());
}

void Rewriter::append_object(std::string& out, const json::Value& object, const Step& step) {
  out += '{';
  bool first = true;
  for (const json::Member& member : object.members()) {
    const Step* next = step.find(member.key);
    if (next != nullptr && next->null_is_absent && member.value.is_null()) continue;
    if (!std::exchange(first, false)) out += ',';
    json::append_string(out, next == nullptr ? member.key : next->name.value_or(member.key));
    out += ':';
    if (next == nullptr) {
      out += member.value.raw();
    } else {
      append_value(out, member.value, *next);
    }
  }
  out += '}';
}

}  // namespace mcp::invoke
