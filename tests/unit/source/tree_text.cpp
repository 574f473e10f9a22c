#include "tree_text.h"

#include "support/text.h"

namespace mcpcc::source {

std::string to_text(const Node& node) {
  std::string out;
  switch (node.kind()) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return node.boolean() ? "true" : "false";
    case Kind::number:
      return std::string(node.number());
    case Kind::string:
      append_json_string(out, node.string());
      return out;
    case Kind::array:
      for (const Node& item : node.items()) out += (out.empty() ? "[" : ",") + to_text(item);
      return out.empty() ? "[]" : out + "]";
    case Kind::object:
      for (const Member& member : node.members()) {
        out += out.empty() ? '{' : ',';
        append_json_string(out, member.key);
        out += ':';
        out += to_text(member.value);
      }
      return out.empty() ? "{}" : out + "}";
  }
  return out;
}

std::string Parsed::findings() const {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) {
    const Position position = sources[diagnostic.at.file].position(diagnostic.at.begin);
    if (!out.empty()) out += '\n';
    out += std::to_string(position.line) + ":" + std::to_string(position.column) + " ";
    out += diagnostic.rule->id;
    if (!diagnostic.pointer.empty()) out += " " + diagnostic.pointer;
    if (!diagnostic.detail.empty()) out += ": " + diagnostic.detail;
    for (const std::string& hint : diagnostic.hints) out += "; " + hint;
  }
  return out;
}

std::string_view Parsed::written(const Node& node) const {
  const Span span = node.span();
  return std::string_view(sources[span.file].text()).substr(span.begin, span.end - span.begin);
}

Parsed parse_text(std::string_view text, std::string name, const Limits& limits) {
  Parsed parsed;
  parsed.sources.add(std::move(name), std::string(text));
  parsed.tree = parse(parsed.sources, 0, limits, parsed.diagnostics);
  return parsed;
}

}  // namespace mcpcc::source
