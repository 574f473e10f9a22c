#include "invoke/arguments.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "invoke/invoke.h"
#include "invoke/kept.h"
#include "invoke/pointers.h"
#include "schema/message.h"
#include "schema/suggest.h"
#include "schema/validator.h"

namespace mcp::invoke {
namespace {

constexpr std::size_t max_problems = 20;
constexpr std::size_t max_listed = 12;

struct InputSchema {
  std::shared_ptr<const schema::Schema> schema;
  std::vector<std::string> names;     // sorted
  std::vector<std::string> required;  // sorted

  bool knows(std::string_view name) const {
    return std::binary_search(names.begin(), names.end(), name);
  }
  bool needs(std::string_view name) const {
    return std::binary_search(required.begin(), required.end(), name);
  }
};

std::shared_ptr<const InputSchema> compile(const Server& server, const Tool& tool) {
  auto out = std::make_shared<InputSchema>();
  out->schema = schema::Schema::compile(tool.input_schema, {server.definitions});
  const auto parsed = json::Document::parse(std::string(tool.input_schema.view()));
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return out;  // the schema refuses every instance
  const json::Value* properties = document->root().find("properties");
  if (properties != nullptr && properties->is_object()) {
    for (const json::Member& member : properties->members()) out->names.emplace_back(member.key);
  }
  const json::Value* required = document->root().find("required");
  if (required != nullptr && required->is_array()) {
    for (const json::Value& name : required->items()) {
      if (name.is_string()) out->required.emplace_back(name.string());
    }
  }
  std::sort(out->names.begin(), out->names.end());
  std::sort(out->required.begin(), out->required.end());
  return out;
}

std::shared_ptr<const InputSchema> input_schema(const Server& server, const Tool& tool) {
  static Kept<InputSchema> kept;
  return kept.get({tool.input_schema.data, server.definitions.data},
                  [&] { return compile(server, tool); });
}

std::string unknown_argument(const InputSchema& input, std::string_view name) {
  std::string out = "unknown argument `" + schema::clipped(name) + "`";
  const std::vector<std::string_view> names(input.names.begin(), input.names.end());
  if (const auto near = schema::suggest(name, names); !near.empty()) {
    return out + ", did you mean `" + std::string(near) + "`?";
  }
  if (names.empty()) return out + ": this tool takes none";
  out += "; known are ";
  for (std::size_t i = 0; i < names.size() && i < max_listed; ++i) {
    out.append(i == 0 ? "`" : ", `").append(names[i]).append("`");
  }
  if (names.size() > max_listed)
    out += " and " + std::to_string(names.size() - max_listed) + " more";
  return out;
}

/// Whether some string may be valid, where that can be told at a glance.
bool admits_strings(const json::Value& schema) {
  if (!schema.is_object()) return true;
  const auto is_string = [](const json::Value& v) {
    return v.is_string() && v.string() == "string";
  };
  if (const json::Value* type = schema.find("type")) {
    if (!type->is_array()) return is_string(*type);
    return std::any_of(type->items().begin(), type->items().end(), is_string);
  }
  for (const std::string_view key : {"anyOf", "oneOf"}) {
    const json::Value* list = schema.find(key);
    if (list == nullptr || !list->is_array()) continue;
    return std::any_of(list->items().begin(), list->items().end(), [](const json::Value& part) {
      const json::Value* type = part.find("type");
      return type == nullptr || !type->is_string() || type->string() == "string";
    });
  }
  return true;
}

/// Whether the schema of `tool` says of the argument at `pointer`, which is none of its parts, that
/// it is no string.
bool argument_is_no_string(const Tool& tool, std::string_view pointer) {
  if (pointer.find('/', 1) != std::string_view::npos) return false;
  const auto parsed = json::Document::parse(std::string(tool.input_schema.view()));
  const auto* document = std::get_if<json::Document>(&parsed);
  const json::Value* properties =
      document == nullptr ? nullptr : document->root().find("properties");
  const json::Value* schema = properties == nullptr ? nullptr : find_pointer(*properties, pointer);
  return schema != nullptr && !admits_strings(*schema);
}

/// `arguments` with the JSON of strings in the place of the strings that the schema wants to be
/// something else; nullopt: there are none.
std::optional<json::Document> mended(const Tool& tool, const json::Value& arguments,
                                     const std::vector<schema::Violation>& violations) {
  struct Replacement {
    std::string_view string;  // in the text of the arguments
    std::string value;
  };
  std::vector<Replacement> replacements;
  for (const schema::Violation& violation : violations) {
    const bool is_choice = violation.keyword == "anyOf" || violation.keyword == "oneOf";
    if (violation.keyword != "type" && !is_choice) continue;
    const json::Value* value = find_pointer(arguments, violation.instance_location);
    if (value == nullptr || !value->is_string()) continue;
    const auto parsed = json::Document::parse(std::string(value->string()));
    const auto* document = std::get_if<json::Document>(&parsed);
    if (document == nullptr || document->root().is_string() || document->root().is_null()) continue;
    if (is_choice && !argument_is_no_string(tool, violation.instance_location)) continue;
    replacements.push_back({value->raw(), std::string(document->root().raw())});
  }
  if (replacements.empty()) return std::nullopt;
  const auto position = [](const Replacement& r) { return r.string.data(); };
  std::sort(replacements.begin(), replacements.end(),
            [&](const auto& a, const auto& b) { return position(a) < position(b); });
  std::string text;
  const char* at = arguments.raw().data();
  for (const Replacement& replacement : replacements) {
    if (position(replacement) < at) continue;  // two violations of one value
    text.append(at, position(replacement)).append(replacement.value);
    at = position(replacement) + replacement.string.size();
  }
  text.append(at, arguments.raw().data() + arguments.raw().size());
  auto parsed = json::Document::parse(std::move(text));
  auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return std::nullopt;
  return std::move(*document);
}

}  // namespace

CheckedArguments check_arguments(const Server& server, const Tool& tool,
                                 const json::Value& arguments, bool takes_result_argument) {
  const auto input = input_schema(server, tool);
  CheckedArguments out;
  std::vector<std::string> absent;  // pointers to null arguments that may be absent
  for (const json::Member& member : arguments.members()) {
    if (!input->knows(member.key)) {
      if (takes_result_argument && member.key == result_argument) continue;
      if (out.problems.size() < max_problems) {
        out.problems.push_back(unknown_argument(*input, member.key));
      }
    } else if (member.value.is_null() && !input->needs(member.key)) {
      const schema::Path root;
      absent.push_back(schema::to_pointer({&root, member.key}));
    }
  }
  const auto validate = [&](const json::Value& value) {
    auto violations = input->schema->validate(value, max_problems + absent.size());
    std::erase_if(violations, [&](const schema::Violation& violation) {
      const bool is_unknown_name =
          violation.instance_location.empty() && violation.keyword == "additionalProperties";
      return is_unknown_name ||
             std::find(absent.begin(), absent.end(), violation.instance_location) != absent.end();
    });
    return violations;
  };
  auto violations = validate(arguments);
  if (!violations.empty()) {
    out.mended = mended(tool, arguments, violations);
    if (out.mended) violations = validate(out.mended->root());
  }
  for (schema::Violation& violation : violations) {
    if (out.problems.size() >= max_problems) break;
    out.problems.push_back(std::move(violation.message));
  }
  return out;
}

ResultOptions result_options(const Tool& tool, const json::Value* arguments,
                             const Settings& settings) {
  ResultOptions out;
  out.limits = settings.result_limits;
  out.takes_request = settings.takes_result_argument;
  const bool has_parameter =
      std::any_of(tool.arguments.begin(), tool.arguments.end(),
                  [](const Argument& a) { return a.name.view() == result_argument; });
  if (has_parameter) out.takes_request = false;
  const json::Value* value =
      arguments == nullptr || !out.takes_request ? nullptr : arguments->find(result_argument);
  if (value == nullptr) return out;
  Problems reported_before;
  out.request = read_result_request(*value, reported_before);
  return out;
}

}  // namespace mcp::invoke
