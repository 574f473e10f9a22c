#include "docs/formats.h"
#include "support/json_object.h"

namespace mcpcc::docs {

namespace {

std::string texts(const std::vector<std::string>& values) {
  JsonArray out;
  for (const auto& value : values) out.text(value);
  return out.str();
}

// `[item,...]`, with a line an item so that a change shows as that item's line.
template <class List, class Write>
std::string list(const List& items, Write write, bool lines = false) {
  std::string out = "[";
  for (const auto& item : items) {
    if (&item != &items.front()) out += ',';
    if (lines) out += '\n';
    out += write(item);
  }
  return out + (lines && !items.empty() ? "\n]" : "]");
}

JsonObject property_object(const Property& property) {
  JsonObject out;
  out.text("name", property.name).text("type", property.type);
  out.flag("required", property.is_required).optional_text("description", property.description);
  if (!property.constraints.empty()) out.raw("constraints", texts(property.constraints));
  if (!property.default_value.empty()) out.raw("default", property.default_value);
  if (!property.examples.empty())
    out.raw("examples", list(property.examples, [](const auto& example) { return example; }));
  return out;
}

std::string argument_json(const Argument& argument) {
  JsonObject out = property_object(argument.value);
  out.optional_text("in", argument.in).optional_text("wire_name", argument.wire_name);
  if (!argument.nested.empty()) {
    out.raw("values", list(argument.nested, [](const Property& property) {
              return property_object(property).number("depth", property.depth).str();
            }));
  }
  return out.str();
}

std::string losses_json(const std::vector<Loss>& losses) {
  return list(losses, [](const Loss& loss) {
    return JsonObject()
        .text("class", loss.loss_class)
        .text("construct", loss.construct)
        .optional_text("reason", loss.reason)
        .number("count", static_cast<std::int64_t>(loss.count))
        .raw("places", texts(loss.places))
        .str();
  });
}

std::string security_json(const project::Tool& tool) {
  return list(tool.security, [](const std::vector<project::SecurityUse>& requirement) {
    JsonObject out;
    for (const auto& use : requirement) out.raw(use.scheme, texts(use.scopes));
    return out.str();
  });
}

std::string tool_json(const Tool& tool, bool has_losses) {
  const project::Tool& known = *tool.tool;
  JsonObject out;
  out.text("name", known.name).text("title", known.title).text("description", known.description);
  out.raw("operation", JsonObject()
                           .optional_text("id", known.operation_id)
                           .text("method", known.method)
                           .text("path", known.path)
                           .str());
  out.raw("tags", texts(known.tags)).flag("read_only", known.read_only);
  out.flag("destructive", known.destructive).flag("idempotent", known.idempotent);
  out.raw("arguments", list(tool.arguments, argument_json));
  if (!tool.example.empty()) out.raw("example", tool.example);
  out.raw("errors", list(known.errors, [](const project::DocumentedError& error) {
            return JsonObject()
                .text("status", error.status)
                .optional_text("description", error.description)
                .str();
          }));
  out.raw("security", security_json(known));
  if (has_losses) out.raw("losses", losses_json(tool.losses));
  return out.str();
}

std::string variable_json(const project::EnvironmentVariable& variable) {
  JsonObject out;
  out.text("name", variable.name).text("description", variable.description);
  out.flag("secret", variable.is_secret).flag("required", variable.is_required);
  out.optional_text("default", variable.default_value);
  if (!variable.allowed.empty()) out.raw("allowed", texts(variable.allowed));
  return out.str();
}

}  // namespace

std::string to_json(const Reference& reference) {
  const project::Project& project = *reference.project;
  JsonObject out;
  out.number("format", 1).text("name", project.name).text("title", project.title);
  out.text("version", project.version).optional_text("instructions", project.instructions);
  out.optional_text("website_url", project.website_url);
  out.raw("upstreams", list(project.upstreams, [](const project::Upstream& upstream) {
            return JsonObject()
                .text("url", upstream.url)
                .optional_text("description", upstream.description)
                .str();
          }));
  out.raw("environment", list(project.environment, variable_json, true));
  out.raw("groups", list(
                        reference.groups,
                        [&](const Group& group) {
                          return JsonObject()
                              .text("title", group.title)
                              .optional_text("description", group.description)
                              .raw("tools", list(
                                                group.tools,
                                                [&](const Tool& tool) {
                                                  return tool_json(tool, reference.has_losses);
                                                },
                                                true))
                              .str();
                        },
                        true));
  if (reference.has_losses) {
    out.raw("losses", losses_json(reference.losses));
    JsonObject counts;
    for (const auto& [construct, count] : reference.counts) {
      counts.raw(construct, JsonObject()
                                .number("mapped", static_cast<std::int64_t>(count.mapped))
                                .number("lowered", static_cast<std::int64_t>(count.lowered))
                                .number("refused", static_cast<std::int64_t>(count.refused))
                                .str());
    }
    out.raw("counts", counts.str());
  }
  return out.str() + "\n";
}

}  // namespace mcpcc::docs
