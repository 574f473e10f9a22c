#include <array>

#include "docs/arguments.h"
#include "docs/formats.h"
#include "docs/lists.h"
#include "docs/words.h"
#include "emit/literals.h"
#include "emit/template.h"
#include "support/count.h"
#include "support/digest.h"

namespace mcpcc::docs {

using emit::html_prose;
using emit::html_text;
using emit::section;
using emit::TemplateData;
using emit::TemplateList;
using emit::texts;

namespace {

// The paragraphs of a description for `{{{prose}}}`.
TemplateList prose(const std::string& text) {
  TemplateList list;
  for (const auto& line : emit::paragraphs(text))
    list.push_back(TemplateData("prose", html_prose(line)));
  return list;
}

TemplateData fact(std::string label, const std::string& code) {
  TemplateData data;
  data["label"] = std::move(label);
  data["has_code"] = section(!code.empty());
  data["code"] = code;
  return data;
}

TemplateData property_data(const Property& property) {
  TemplateData data;
  data["name"] = property.name;
  data["type"] = property.type;
  data["is_required"] = section(property.is_required);
  std::string description;
  for (const auto& line : emit::paragraphs(property.description))
    description.append(description.empty() ? "" : "<br>").append(html_prose(line));
  data["has_description"] = section(!description.empty());
  data["about"] = std::move(description);
  TemplateList facts;
  for (const auto& constraint : property.constraints) facts.push_back(fact(constraint, {}));
  if (!property.default_value.empty()) facts.push_back(fact("by default", property.default_value));
  for (const auto& example : property.examples)
    facts.push_back(fact(&example == &property.examples.front() ? "for example" : "or", example));
  data["has_facts"] = section(!facts.empty());
  data["facts"] = std::move(facts);
  data["has_in"] = section(false);
  data["in"] = "";
  return data;
}

TemplateData argument_data(const Argument& argument) {
  TemplateData data = property_data(argument.value);
  std::string in = argument.in == argument.value.name ? std::string() : argument.in;
  if (!argument.wire_name.empty()) in += ", as " + argument.wire_name;
  data["has_in"] = section(!in.empty());
  data["in"] = in;
  TemplateList nested;
  for (const Property& property : argument.nested) {
    TemplateData row = property_data(property);
    // As deep as the style indents.
    row["depth"] = std::to_string(property.depth < 6 ? property.depth : 6);
    nested.push_back(std::move(row));
  }
  data["has_nested"] = section(!nested.empty());
  data["nested_count"] = counted(nested.size(), "value") + " in it";
  data["nested"] = std::move(nested);
  return data;
}

std::string method_class(const std::string& method) {
  for (const std::string_view known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    if (method != known) continue;
    std::string out;
    for (const char c : known) out += static_cast<char>(c | 0x20);
    return out;
  }
  return "other";
}

TemplateData tool_data(const Tool& tool, const project::Project& project) {
  const project::Tool& known = *tool.tool;
  TemplateData data;
  data["anchor"] = tool.anchor;
  data["name"] = known.name;
  data["title"] = known.title;
  data["method"] = known.method;
  data["method_class"] = method_class(known.method);
  data["path"] = known.path;
  data["traits"] = texts("line", traits(known));
  // A description that only repeats the title is not said twice.
  data["paragraphs"] = prose(known.description == known.title ? std::string() : known.description);
  TemplateList needs;
  for (const auto& requirement : requirements(known)) {
    TemplateData entry("line", requirement);
    entry["is_further"] = section(!needs.empty());
    needs.push_back(std::move(entry));
  }
  data["has_needs"] = section(!needs.empty());
  data["needs"] = std::move(needs);
  TemplateList arguments;
  for (const Argument& argument : tool.arguments) arguments.push_back(argument_data(argument));
  data["has_arguments"] = section(!arguments.empty());
  data["arguments"] = std::move(arguments);
  data["has_example"] = section(!tool.example.empty());
  data["example"] = pretty_json(tool.example);
  data["call"] = shell_call(project.program(), tool);
  set_errors(data, known.errors, html_prose);
  set_losses(data, tool.losses, html_prose);
  return data;
}

TemplateData group_data(const Group& group, const project::Project& project, bool is_small) {
  TemplateData data;
  data["anchor"] = group.anchor;
  data["title"] = group.title;
  data["size"] = std::to_string(group.tools.size());
  data["is_small"] = section(is_small);
  data["paragraphs"] = prose(group.description);
  TemplateList entries, tools;
  for (const Tool& tool : group.tools) {
    TemplateData entry;
    entry["anchor"] = tool.anchor;
    entry["name"] = tool.tool->name;
    entries.push_back(std::move(entry));
    tools.push_back(tool_data(tool, project));
  }
  data["entries"] = std::move(entries);
  data["tools"] = std::move(tools);
  return data;
}

void set_configuration(TemplateData& data, const project::Project& project) {
  TemplateList variables;
  for (const auto& variable : project.environment) {
    TemplateData entry;
    entry["name"] = variable.name;
    entry["about"] = html_prose(variable.description);
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
  TemplateList upstreams;
  for (const auto& upstream : project.upstreams) {
    TemplateData entry;
    entry["url"] = upstream.url;
    entry["has_description"] = section(!upstream.description.empty());
    entry["about"] = html_prose(upstream.description);
    upstreams.push_back(std::move(entry));
  }
  data["upstreams"] = std::move(upstreams);
}

void set_ledger(TemplateData& data, const Reference& reference) {
  data["has_ledger"] = section(reference.has_losses);
  TemplateList counts;
  Counts total;
  for (const auto& [construct, count] : reference.counts) {
    total.mapped += count.mapped;
    total.lowered += count.lowered;
    total.refused += count.refused;
    TemplateData entry;
    entry["construct"] = construct;
    entry["mapped"] = std::to_string(count.mapped);
    entry["lowered"] = std::to_string(count.lowered);
    entry["refused"] = std::to_string(count.refused);
    counts.push_back(std::move(entry));
  }
  data["counts"] = std::move(counts);
  data["mapped"] = std::to_string(total.mapped);
  data["lowered"] = std::to_string(total.lowered);
  data["refused"] = std::to_string(total.refused);
  set_losses(data, reference.losses, html_prose);
  data["loss_count"] = counted(reference.losses.size(), "kind");
}

// Base64 of a SHA-256, as Content Security Policy Level 3, section 2.3.1, writes it.
std::string digest(std::string_view text) {
  const std::string hexadecimal = sha256(text);
  std::array<unsigned char, 33> bytes{};  // one more, for groups of three
  for (std::size_t i = 0; i < 32; ++i) {
    const auto value = [&](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    bytes[i] =
        static_cast<unsigned char>(value(hexadecimal[i * 2]) * 16 + value(hexadecimal[i * 2 + 1]));
  }
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < 33; i += 3) {
    const unsigned group = bytes[i] * 65536U + bytes[i + 1] * 256U + bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) out += alphabet[(group >> shift) & 63U];
  }
  out.back() = '=';
  return out;
}

}  // namespace

std::string to_html(const Reference& reference) {
  const project::Project& project = *reference.project;
  std::size_t tools = 0;
  for (const Group& group : reference.groups) tools += group.tools.size();
  TemplateData data;
  const std::string style = emit::render("docs/style.css", TemplateData(), html_text);
  const std::string script = emit::render("docs/script.js", TemplateData(), html_text);
  data["style_digest"] = digest(style);
  data["script_digest"] = digest(script);
  data["style"] = style;
  data["script"] = script;
  data["compiler_version"] = reference.compiler_version;
  data["server"] = project.name;
  data["title"] = project.title.empty() ? project.name : project.title;
  data["version"] = project.version;
  data["count"] = counted(tools, "tool");
  data["paragraphs"] = prose(project.instructions);
  const bool has_website =
      project.website_url.starts_with("https://") || project.website_url.starts_with("http://");
  data["has_website"] = section(has_website);
  data["website"] = project.website_url;
  data["common_errors"] = texts("line", common_errors());
  set_configuration(data, project);
  set_ledger(data, reference);
  TemplateList groups;
  for (const Group& group : reference.groups)
    groups.push_back(group_data(group, project, tools <= page_tools));
  data["groups"] = std::move(groups);
  return emit::render("docs/page.html", data, html_text);
}

}  // namespace mcpcc::docs
