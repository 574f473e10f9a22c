#include "invoke/arguments.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "invoke/base64.h"
#include "invoke/invoke.h"
#include "invoke/kept.h"
#include "invoke/mend.h"
#include "schema/message.h"
#include "schema/suggest.h"
#include "schema/validator.h"

namespace mcp::invoke {
namespace {

constexpr std::size_t max_problems = 20;
constexpr std::size_t max_listed = 12;
constexpr int max_passes = 8;             // of mending
constexpr std::size_t max_mended = 1000;  // by each

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

/// Some APIs call `data:` URIs `contentEncoding: base64` and want them whole; `format: byte` has
/// one meaning (OpenAPI 3.0.4, section 4.4).
bool is_base64(std::string_view text, std::string_view keyword) {
  if (base64_decoded(text)) return true;
  const std::size_t comma = text.find(',');
  return keyword == "contentEncoding" && comma != std::string_view::npos &&
         text.starts_with("data:") && text.substr(0, comma).ends_with(";base64") &&
         base64_decoded(text.substr(comma + 1));
}

std::shared_ptr<const InputSchema> compile(const Server& server, const Tool& tool) {
  auto out = std::make_shared<InputSchema>();
  schema::Options options{server.definitions};
  options.base64_check = is_base64;
  out->schema = schema::Schema::compile(tool.input_schema, options);
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

std::string unknown_argument(const InputSchema& input, std::string_view name,
                             bool takes_result_argument, const schema::Names& called) {
  std::string out = "unknown argument `" + schema::clipped(name) + "`";
  std::vector<std::string> shown;
  for (const std::string& known : input.names) shown.push_back(called.shown({}, known));
  const std::vector<std::string_view> names(shown.begin(), shown.end());
  std::vector<std::string_view> candidates = names;
  if (takes_result_argument) candidates.push_back(result_argument);
  if (const auto near = schema::suggest(name, candidates); !near.empty()) {
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

std::string explained(const schema::Violation& violation) {
  std::string out = violation.message;
  if (says_base64(violation)) {
    out +=
        "; bytes may also be given as a `data:` URI or as `file:` and a path, and text as "
        "`data:text/plain,` and the text percent-encoded";
  }
  return out;
}

}  // namespace

CheckedArguments check_arguments(const Server& server, const Tool& tool,
                                 const json::Value& arguments, const FileReader& files,
                                 bool takes_result_argument, const schema::Names& names) {
  const auto input = input_schema(server, tool);
  CheckedArguments out;
  std::size_t more = 0;             // problems than can be said
  bool are_all_known = true;        // of the violations
  std::vector<std::string> absent;  // pointers to null arguments that may be absent
  for (const json::Member& member : arguments.members()) {
    if (!input->knows(member.key)) {
      if (takes_result_argument && member.key == result_argument) continue;
      if (out.problems.size() < max_problems) {
        out.problems.push_back(unknown_argument(*input, member.key, takes_result_argument, names));
      } else {
        ++more;
      }
    } else if (member.value.is_null() && !input->needs(member.key)) {
      const schema::Path root;
      absent.push_back(schema::to_pointer({&root, member.key}));
    }
  }
  const auto validate = [&](const json::Value& value) {
    const std::size_t maximum = max_mended + absent.size();
    auto violations = input->schema->validate(value, maximum, names);
    are_all_known = violations.size() < maximum;
    std::erase_if(violations, [&](const schema::Violation& violation) {
      const bool is_unknown_name =
          violation.instance_location.empty() && violation.keyword == "additionalProperties";
      return is_unknown_name ||
             std::find(absent.begin(), absent.end(), violation.instance_location) != absent.end();
    });
    return violations;
  };
  auto violations = validate(arguments);
  const auto first = violations;
  Mended mended;
  // What a string held may need the same.
  for (int i = 0; i < max_passes && !violations.empty(); ++i) {
    const json::Value& root = out.mended ? out.mended->root() : arguments;
    mended = mend(*input->schema, root, violations, files);
    if (!mended.arguments) break;
    out.mended = std::move(mended.arguments);
    violations = validate(out.mended->root());
    if (violations.empty()) mended.problems.clear();
  }
  for (const Mended::Problem& problem : mended.problems) {
    if (out.problems.size() < max_problems) {
      out.problems.push_back(problem.place + problem.message);
    } else {
      ++more;
    }
  }
  for (const schema::Violation& violation : violations) {
    const bool is_said = std::any_of(
        mended.problems.begin(), mended.problems.end(), [&](const Mended::Problem& problem) {
          return says_base64(violation) && violation.message.starts_with(problem.place);
        });
    if (is_said) continue;
    if (out.problems.size() >= max_problems) {
      ++more;
      continue;
    }
    // Of what was no better for being mended, what was sent is told.
    const auto same = std::find_if(first.begin(), first.end(), [&](const auto& before) {
      return before.instance_location == violation.instance_location &&
             before.keyword_location == violation.keyword_location &&
             before.property == violation.property;
    });
    out.problems.push_back(explained(same != first.end() ? *same : violation));
  }
  if (more > 0) {
    out.more =
        "and " + std::string(are_all_known ? "" : "at least ") + std::to_string(more) + " more";
  }
  return out;
}

ToolResult invalid_arguments(const Tool& tool, const Problems& problems) {
  std::string message = "invalid arguments for " + std::string(tool.name.view()) + ":";
  for (const std::string& problem : problems) message += "\n- " + problem;
  return error_result(message);
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
