#include "configuration/configuration.h"

#include <charconv>
#include <span>

#include "support/text.h"

namespace mcpcc::configuration {

using source::Kind;
using source::Node;

namespace {

// One object of the file: reads its fields by name and reports those that nobody asked for.
class Fields {
 public:
  Fields(const Node& node, std::string pointer, Diagnostics& diagnostics)
      : node_(node), pointer_(std::move(pointer)), diagnostics_(diagnostics) {}

  ~Fields() {
    if (!node_.is_object()) return;
    for (const auto& member : node_.members()) {
      bool known = false;
      for (const auto name : known_) known = known || name == member.key;
      if (!known) {
        diagnostics_.report(rules::configuration_unknown_key, member.key_span,
                            pointer_of(member.key), "`" + std::string(member.key) + "`",
                            suggest(member.key, known_));
      }
    }
  }
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  const Node* find(std::string_view key) {
    known_.push_back(key);
    return node_.find(key);
  }

  const Node* find(std::string_view key, Kind kind) {
    const Node* node = find(key);
    if (node == nullptr || node->kind() == kind) return node;
    wrong(*node, key,
          "expected " + std::string(describe(kind)) + ", found " +
              std::string(describe(node->kind())));
    return nullptr;
  }

  std::optional<Located<std::string>> located_text(std::string_view key) {
    const Node* node = find(key, Kind::string);
    if (node == nullptr) return std::nullopt;
    return Located<std::string>{std::string(node->string()), node->span()};
  }

  std::optional<std::string> text(std::string_view key) {
    auto value = located_text(key);
    if (!value) return std::nullopt;
    return std::move(value->value);
  }

  std::optional<bool> boolean(std::string_view key) {
    const Node* node = find(key, Kind::boolean);
    if (node == nullptr) return std::nullopt;
    return node->boolean();
  }

  std::optional<std::uint32_t> count(std::string_view key, std::uint32_t at_least) {
    const Node* node = find(key, Kind::number);
    if (node == nullptr) return std::nullopt;
    const std::string_view digits = node->number();
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc() && end == digits.data() + digits.size() && value >= at_least)
      return value;
    wrong(*node, key, "expected a whole number of at least " + std::to_string(at_least));
    return std::nullopt;
  }

  void wrong(const Node& node, std::string_view key, std::string detail) {
    Span at = node.span();
    if (node.is_object() || node.is_array()) at.end = std::min(at.end, at.begin + 1);
    diagnostics_.report(rules::configuration_wrong_value, at, pointer_of(key), std::move(detail));
  }

  std::string pointer_of(std::string_view key) const {
    std::string result = pointer_;
    append_pointer_token(result, key);
    return result;
  }

 private:
  const Node& node_;
  std::string pointer_;
  Diagnostics& diagnostics_;
  std::vector<std::string_view> known_;
};

std::vector<Selector> read_selectors(Fields& fields, std::string_view key,
                                     Diagnostics& diagnostics) {
  std::vector<Selector> result;
  const Node* list = fields.find(key, Kind::array);
  if (list == nullptr) return result;
  std::size_t index = 0;
  for (const Node& item : list->items()) {
    const std::string pointer = fields.pointer_of(key) + "/" + std::to_string(index++);
    if (!item.is_object() || item.members().empty()) {
      fields.wrong(item, key, "expected an object with operation, tag, method or path");
      continue;
    }
    Fields selector(item, pointer, diagnostics);
    result.push_back({selector.text("operation").value_or(""), selector.text("tag").value_or(""),
                      selector.text("method").value_or(""), selector.text("path").value_or(""),
                      item.span(), pointer});
  }
  return result;
}

std::vector<Located<std::string>> read_texts(Fields& fields, std::string_view key) {
  std::vector<Located<std::string>> result;
  const Node* list = fields.find(key, Kind::array);
  if (list == nullptr) return result;
  for (const Node& item : list->items()) {
    if (item.is_string()) {
      result.push_back({std::string(item.string()), item.span()});
    } else {
      fields.wrong(item, key, "expected a string");
    }
  }
  return result;
}

void read_limits(Fields& fields, Limits& limits, Diagnostics& diagnostics) {
  const Node* node = fields.find("limits", Kind::object);
  if (node == nullptr) return;
  Fields values(*node, fields.pointer_of("limits"), diagnostics);
  limits.schema_bytes = values.count("schema_bytes", 256).value_or(limits.schema_bytes);
  limits.schema_depth = values.count("schema_depth", 1).value_or(limits.schema_depth);
  limits.description_characters = values.count("description_characters", 20);
  limits.list_tokens = values.count("list_tokens", 1);
}

OutputSchema read_output_schema(Fields& fields) {
  constexpr std::string_view key = "output_schema";
  const Node* node = fields.find(key, Kind::string);
  if (node == nullptr || node->string() == "auto") return OutputSchema::automatic;
  if (node->string() == "always") return OutputSchema::always;
  if (node->string() != "never") fields.wrong(*node, key, "expected auto, always or never");
  return OutputSchema::never;
}

}  // namespace

ToolSettings parse_tool_settings(const Node& node, const std::string& pointer,
                                 Diagnostics& diagnostics) {
  ToolSettings settings;
  if (node.is_boolean()) {
    settings.enabled = node.boolean();
    return settings;
  }
  if (!node.is_object()) {
    diagnostics.report(
        rules::configuration_wrong_value, node.span(), pointer,
        "expected an object or a boolean, found " + std::string(describe(node.kind())));
    return settings;
  }
  Fields fields(node, pointer, diagnostics);
  settings.enabled = fields.boolean("enabled");
  settings.name = fields.located_text("name");
  settings.group = fields.located_text("group");
  settings.title = fields.located_text("title");
  settings.description = fields.located_text("description");
  settings.idempotency_header = fields.located_text("idempotency_header");
  if (const Node* annotations = fields.find("annotations", Kind::object); annotations != nullptr) {
    Fields hints(*annotations, fields.pointer_of("annotations"), diagnostics);
    settings.read_only = hints.boolean("read_only");
    settings.destructive = hints.boolean("destructive");
    settings.idempotent = hints.boolean("idempotent");
    settings.open_world = hints.boolean("open_world");
  }
  return settings;
}

Configuration parse(const Node& root, Diagnostics& diagnostics) {
  Configuration result;
  if (!root.is_object()) {
    if (!root.is_null()) {
      diagnostics.report(rules::configuration_wrong_value, root.span(), "#",
                         "expected an object, found " + std::string(describe(root.kind())));
    }
    return result;
  }
  Fields fields(root, "#", diagnostics);
  result.name = fields.located_text("name");
  result.base_url = fields.located_text("base_url");
  if (const Node* variables = fields.find("server_variables", Kind::object); variables != nullptr) {
    for (const auto& member : variables->members()) {
      if (member.value.is_string()) {
        result.server_variables[std::string(member.key)] = {
            {std::string(member.value.string()), member.value.span()}, member.key_span};
      } else {
        fields.wrong(member.value, "server_variables", "expected a string");
      }
    }
  }
  result.include = read_selectors(fields, "include", diagnostics);
  result.exclude = read_selectors(fields, "exclude", diagnostics);
  if (const Node* tools = fields.find("tools", Kind::object); tools != nullptr) {
    for (const auto& member : tools->members()) {
      std::string pointer = fields.pointer_of("tools");
      append_pointer_token(pointer, member.key);
      result.tools[std::string(member.key)] = {
          parse_tool_settings(member.value, pointer, diagnostics), member.key_span};
    }
  }
  read_limits(fields, result.limits, diagnostics);
  result.examples = fields.boolean("examples").value_or(true);
  result.output_schema = read_output_schema(fields);
  result.profiles = read_texts(fields, "profiles");
  result.allow_remote = read_texts(fields, "allow_remote");
  return result;
}

namespace {

// Whether the pieces between the asterisks of `glob` stand in `text`, in their order, the first at
// its beginning and the last at its end: what most texts fail, and quick to see.
bool may_match(std::string_view glob, std::string_view text) {
  const auto first = glob.find('*');
  if (first == std::string_view::npos) return glob == text;
  if (!text.starts_with(glob.substr(0, first))) return false;
  const auto last = glob.rfind('*');
  if (!text.ends_with(glob.substr(last + 1))) return false;
  std::size_t at = first;
  for (std::size_t begin = first; begin < last;) {
    begin = glob.find_first_not_of('*', begin);
    if (begin >= last) break;
    const std::string_view piece = glob.substr(begin, glob.find('*', begin) - begin);
    at = text.find(piece, at);
    if (at == std::string_view::npos) return false;
    at += piece.size();
    begin += piece.size();
  }
  return true;
}

}  // namespace

bool matches(std::string_view glob, std::string_view text) {
  if (!may_match(glob, text)) return false;
  // reached[j]: what was read of the glob stands for text[0, j).
  std::vector<bool> reached(text.size() + 1, false);
  reached[0] = true;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    std::vector<bool> next(text.size() + 1, false);
    if (glob[i] == '*') {
      const bool any = i + 1 < glob.size() && glob[i + 1] == '*';
      if (any) ++i;
      bool open = false;
      for (std::size_t j = 0; j <= text.size(); ++j) {
        if (j > 0 && !any && text[j - 1] == '/') open = false;
        open = open || reached[j];
        next[j] = open;
      }
    } else {
      for (std::size_t j = 0; j < text.size(); ++j) next[j + 1] = reached[j] && text[j] == glob[i];
    }
    reached = std::move(next);
  }
  return reached[text.size()];
}

}  // namespace mcpcc::configuration
