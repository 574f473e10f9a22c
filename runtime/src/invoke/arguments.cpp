#include "invoke/arguments.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// Tables have static storage duration, so their addresses name them for the life of the process.
std::shared_ptr<const InputSchema> input_schema(const Server& server, const Tool& tool) {
  using Key = std::pair<const char*, const Definition*>;
  static std::shared_mutex mutex;
  static std::map<Key, std::shared_ptr<const InputSchema>> known;
  const Key key{tool.input_schema.data, server.definitions.data};
  {
    const std::shared_lock lock(mutex);
    if (const auto found = known.find(key); found != known.end()) return found->second;
  }
  auto compiled = compile(server, tool);
  const std::unique_lock lock(mutex);
  return known.emplace(key, std::move(compiled)).first->second;
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

}  // namespace

Problems check_arguments(const Server& server, const Tool& tool, const json::Value& arguments) {
  const auto input = input_schema(server, tool);
  Problems problems;
  std::vector<std::string> absent;  // pointers to null arguments that may be absent
  for (const json::Member& member : arguments.members()) {
    if (!input->knows(member.key)) {
      if (problems.size() < max_problems) problems.push_back(unknown_argument(*input, member.key));
    } else if (member.value.is_null() && !input->needs(member.key)) {
      const schema::Path root;
      absent.push_back(schema::to_pointer({&root, member.key}));
    }
  }
  for (schema::Violation& violation :
       input->schema->validate(arguments, max_problems + absent.size())) {
    if (problems.size() >= max_problems) break;
    const bool is_unknown_name =
        violation.instance_location.empty() && violation.keyword == "additionalProperties";
    if (is_unknown_name ||
        std::find(absent.begin(), absent.end(), violation.instance_location) != absent.end()) {
      continue;
    }
    problems.push_back(std::move(violation.message));
  }
  return problems;
}

}  // namespace mcp::invoke
