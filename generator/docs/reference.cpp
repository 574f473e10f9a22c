#include "docs/reference.h"

#include <algorithm>
#include <set>

#include "docs/arguments.h"
#include "json/value.h"
#include "json/write.h"

namespace mcpcc::docs {

namespace json = mcp::json;

namespace {

// Identifiers of a page: [a-z0-9_-], each once.
class Anchors {
 public:
  std::string unique(std::string_view prefix, std::string_view text) {
    std::string wanted(prefix);
    for (const char c : text) {
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      const bool is_plain =
          (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '_';
      if (is_plain) {
        wanted += lower;
      } else if (!wanted.ends_with('-')) {
        wanted += '-';
      }
    }
    while (wanted.ends_with('-')) wanted.pop_back();
    // In another script than Latin.
    if (wanted.size() < prefix.size()) wanted = std::string(prefix) + "untitled";
    std::string result = wanted;
    for (int number = 2; !taken_.insert(result).second; ++number)
      result = wanted + '-' + std::to_string(number);
    return result;
  }

 private:
  std::set<std::string> taken_;
};

void append_pretty(std::string& out, const json::Value& value, std::size_t depth) {
  const bool is_object = value.is_object();
  if (!is_object && !value.is_array()) {
    out += value.raw();
    return;
  }
  const std::size_t count = is_object ? value.members().size() : value.items().size();
  if (count == 0) {
    out += is_object ? "{}" : "[]";
    return;
  }
  out += is_object ? '{' : '[';
  for (std::size_t i = 0; i < count; ++i) {
    out += i == 0 ? "\n" : ",\n";
    out.append(depth * 2 + 2, ' ');
    if (is_object) {
      const json::Member& member = value.members()[i];
      json::append_string(out, member.key);
      out += ": ";
      append_pretty(out, member.value, depth + 1);
    } else {
      append_pretty(out, value.items()[i], depth + 1);
    }
  }
  out += '\n';
  out.append(depth * 2, ' ');
  out += is_object ? '}' : ']';
}

}  // namespace

std::string pretty_json(std::string_view text) {
  const auto parsed = json::Document::parse(std::string(text));
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return std::string(text);
  std::string out;
  append_pretty(out, document->root(), 0);
  return out;
}

Reference make_reference(const project::Project& project, const Losses* losses,
                         std::string compiler_version) {
  Reference result;
  result.project = &project;
  result.compiler_version = std::move(compiler_version);
  Anchors anchors;

  // A tool stands with its first tag.
  std::map<std::string, std::size_t, std::less<>> groups;
  const auto add_group = [&](const std::string& key, std::string title, std::string description) {
    groups.emplace(key, result.groups.size());
    Group& group = result.groups.emplace_back();
    group.anchor = anchors.unique("tag-", title);
    group.title = std::move(title);
    group.description = std::move(description);
  };
  for (const project::Tag& tag : project.tags) {
    if (!groups.contains(tag.name))
      add_group(tag.name, tag.summary.empty() ? tag.name : tag.summary, tag.description);
  }
  for (const project::Tool& tool : project.tools) {
    if (!tool.tags.empty() && !groups.contains(tool.tags.front()))
      add_group(tool.tags.front(), tool.tags.front(), {});
  }
  const std::size_t tagged = groups.size();
  for (const project::Tool& tool : project.tools) {
    const std::string key = tool.tags.empty() ? std::string() : tool.tags.front();
    if (!groups.contains(key)) add_group(key, tagged == 0 ? "Tools" : "Other tools", {});
    Tool& added = result.groups[groups.find(key)->second].tools.emplace_back();
    added.tool = &tool;
    added.anchor = anchors.unique("tool-", tool.name);
    added.arguments = describe_arguments(tool);
    added.example = example_arguments(tool.input_schema);
    if (losses == nullptr) continue;
    if (const auto found = losses->of_tools.find(tool.name); found != losses->of_tools.end())
      added.losses = found->second;
  }
  std::erase_if(result.groups, [](const Group& group) { return group.tools.empty(); });
  if (losses != nullptr) {
    result.has_losses = true;
    result.losses = losses->others;
    result.counts = losses->counts;
  }
  return result;
}

}  // namespace mcpcc::docs
