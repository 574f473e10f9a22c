#include <algorithm>

#include "docs/arguments.h"
#include "docs/formats.h"
#include "docs/lists.h"
#include "docs/words.h"
#include "emit/literals.h"
#include "emit/template.h"
#include "support/count.h"

namespace mcpcc::docs {

using emit::markdown_code;
using emit::markdown_text;
using emit::OutputTree;
using emit::Ownership;
using emit::section;
using emit::TemplateData;
using emit::TemplateList;
using emit::texts;

namespace {

// Templates escape what they are given.
std::string as_it_is(std::string_view text) { return std::string(text); }

// The facts of a value behind its type.
std::string facts(const Property& property) {
  std::string out;
  for (const auto& constraint : property.constraints) out += "; " + constraint;
  if (!property.default_value.empty()) out += "; by default " + property.default_value;
  for (const auto& example : property.examples)
    out.append(&example == &property.examples.front() ? "; for example " : ", ").append(example);
  return out;
}

TemplateData row(const Property& property, std::size_t depth) {
  TemplateData data;
  data["indentation"] = std::string(depth * 2, ' ');
  data["name"] = markdown_code(property.name);
  data["type"] = property.type + facts(property);
  data["is_required"] = section(property.is_required);
  data["has_description"] = section(!property.description.empty());
  data["description"] = property.description;
  data["in"] = "";
  data["has_in"] = section(false);
  return data;
}

TemplateData tool_data(const Tool& tool, const project::Project& project) {
  const project::Tool& known = *tool.tool;
  TemplateData data;
  data["tool"] = markdown_code(known.name);
  data["anchor"] = tool.anchor;
  data["title"] = known.title;
  data["paragraphs"] = texts("line", emit::paragraphs(known.description));
  data["operation"] = markdown_code(known.method + " " + known.path);
  const auto words = traits(known);
  std::string all;
  for (const auto& word : words) all.append(", ").append(word);
  data["traits"] = all;
  const auto needed = requirements(known);
  std::string needs;
  for (const auto& one : needed) needs.append(needs.empty() ? "" : ", or ").append(one);
  data["has_needs"] = section(!needs.empty());
  data["needs"] = needs;
  TemplateList rows;
  for (const Argument& argument : tool.arguments) {
    TemplateData top = row(argument.value, 0);
    std::string in = argument.in;
    if (!argument.wire_name.empty()) in += " " + argument.wire_name;
    top["has_in"] = section(!in.empty());
    top["in"] = in;
    rows.push_back(std::move(top));
    for (const Property& property : argument.nested) rows.push_back(row(property, property.depth));
  }
  data["has_arguments"] = section(!rows.empty());
  data["arguments"] = std::move(rows);
  data["has_example"] = section(!tool.example.empty());
  data["example"] = emit::markdown_block(pretty_json(tool.example), "json");
  data["call"] = emit::markdown_block(shell_call(project.program(), tool), "sh");
  set_errors(data, known.errors, as_it_is);
  set_losses(data, tool.losses, as_it_is);
  return data;
}

TemplateData group_data(const Group& group, const project::Project& project, bool with_tools) {
  TemplateData data;
  data["title"] = group.title;
  data["anchor"] = group.anchor;
  data["page"] = "tools/" + group.anchor.substr(4) + ".md";
  data["count"] = counted(group.tools.size(), "tool");
  data["paragraphs"] = texts("line", emit::paragraphs(group.description));
  TemplateList entries;
  std::string tools;
  for (const Tool& tool : group.tools) {
    TemplateData entry;
    entry["name"] = markdown_code(tool.tool->name);
    entry["anchor"] = tool.anchor;
    entry["title"] = tool.tool->title;
    entries.push_back(std::move(entry));
    if (with_tools) tools += emit::render("docs/tool.md", tool_data(tool, project), markdown_text);
  }
  data["entries"] = std::move(entries);
  data["tools"] = std::move(tools);
  return data;
}

void set_server(TemplateData& data, const Reference& reference) {
  const project::Project& project = *reference.project;
  data["server"] = markdown_code(project.name);
  data["title"] = project.title.empty() ? project.name : project.title;
  data["version"] = markdown_code(project.version);
  data["paragraphs"] = texts("line", emit::paragraphs(project.instructions));
  TemplateList variables;
  for (const auto& variable : project.environment) {
    TemplateData entry;
    entry["name"] = markdown_code(variable.name);
    entry["description"] = variable.description;
    entry["is_secret"] = section(variable.is_secret);
    entry["is_required"] = section(variable.is_required);
    entry["has_default"] = section(!variable.default_value.empty());
    entry["default"] = variable.default_value;
    std::string allowed;
    for (const auto& value : variable.allowed)
      allowed.append(allowed.empty() ? "" : ", ").append(value);
    entry["has_allowed"] = section(!allowed.empty());
    entry["allowed"] = allowed;
    variables.push_back(std::move(entry));
  }
  data["variables"] = std::move(variables);
  data["common_errors"] = texts("line", common_errors());
  TemplateList counts;
  for (const auto& [construct, count] : reference.counts) {
    TemplateData entry;
    entry["construct"] = construct;
    entry["mapped"] = std::to_string(count.mapped);
    entry["lowered"] = std::to_string(count.lowered);
    entry["refused"] = std::to_string(count.refused);
    counts.push_back(std::move(entry));
  }
  data["has_ledger"] = section(reference.has_losses);
  data["counts"] = std::move(counts);
  set_losses(data, reference.losses, as_it_is);
}

}  // namespace

OutputTree to_markdown(const Reference& reference) {
  const project::Project& project = *reference.project;
  std::size_t tools = 0;
  for (const Group& group : reference.groups) tools += group.tools.size();
  const bool is_one_page = tools <= page_tools;
  TemplateData data;
  set_server(data, reference);
  data["count"] = counted(tools, "tool");
  data["is_one_page"] = section(is_one_page);
  TemplateList groups;
  for (const Group& group : reference.groups)
    groups.push_back(group_data(group, project, is_one_page));
  data["groups"] = std::move(groups);
  OutputTree tree;
  tree.push_back(
      {"tools.md", emit::render("docs/index.md", data, markdown_text), Ownership::generated});
  if (is_one_page) return tree;
  for (const Group& group : reference.groups) {
    TemplateData page = group_data(group, project, true);
    page["server"] = markdown_code(project.name);
    const std::string path = "tools/" + group.anchor.substr(4) + ".md";
    tree.push_back(
        {path, emit::render("docs/group.md", page, markdown_text), Ownership::generated});
  }
  return tree;
}

bool is_reference(std::string_view path, std::string_view text) {
  if (path.ends_with(".md")) return text.starts_with("<!-- Written by mcpcc docs. -->\n");
  if (path.ends_with(".json")) return text.starts_with("{\"format\":1,\"name\":");
  const std::string_view head = text.substr(0, text.find("<style>"));
  return head.find("<meta name=\"generator\" content=\"mcpcc ") != std::string_view::npos;
}

}  // namespace mcpcc::docs
