#include "lower/lower.h"

#include <algorithm>
#include <map>
#include <set>

#include "ledger/support.h"
#include "lower/idempotency.h"
#include "lower/names.h"
#include "lower/operation.h"
#include "lower/output.h"
#include "lower/selection.h"
#include "lower/tags.h"
#include "lower/text.h"
#include "lower/tools_budget.h"
#include "lower/write_only.h"
#include "support/text.h"
#include "support/url_user.h"
#include "support/utf8.h"

namespace mcpcc::lower {

using ledger::LossClass;

namespace {

// The first paragraph: what clients put in front of a conversation should be short.
std::string first_paragraph(std::string_view text) {
  constexpr std::size_t max_size = 1000;
  std::string result = visible(text.substr(0, text.find("\n\n")));
  while (!result.empty() && (result.back() == '\n' || result.back() == ' ')) result.pop_back();
  if (result.size() <= max_size) return result;
  std::size_t end = max_size;
  while (end > 0 && utf8::is_continuation(result[end])) --end;
  return result.substr(0, end) + "...";
}

// Gives tools their names in document order, so that a name changes only when an earlier operation
// takes it. Names that the user chose come before all others.
class ToolNames {
 public:
  ToolNames(std::size_t max_size, Diagnostics& diagnostics)
      : max_size_(max_size), diagnostics_(diagnostics) {}

  void reserve(const Located<std::string>& chosen) {
    const bool legal = !chosen.value.empty() && chosen.value.size() <= max_size_ &&
                       chosen.value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                           std::string::npos;
    if (!legal) {
      diagnostics_.report(
          rules::configuration_wrong_value, chosen.at, {},
          "a name is [a-z0-9_] of at most " + std::to_string(max_size_) + " characters here");
    } else if (!taken_.insert(chosen.value)) {
      diagnostics_.report(rules::configuration_name_taken, chosen.at, {}, "`" + chosen.value + "`");
    } else {
      chosen_.emplace(chosen.value, chosen.at);
    }
  }

  std::string name(const openapi::PathItem& item, const openapi::Operation& operation,
                   const configuration::ToolSettings& settings) {
    const auto& id = operation.operation_id;
    const Span at = id.value.empty() ? operation.at : id.at;
    if (!id.value.empty() && !ids_.insert(id.value).second) {
      diagnostics_.report(rules::operation_id_duplicate, at, operation.pointer + "/operationId",
                          "`" + visible(id.value) + "`");
    }
    if (settings.name) {
      const auto chosen = chosen_.find(settings.name->value);
      if (chosen != chosen_.end() && chosen->second == settings.name->at) {
        return std::move(chosen_.extract(chosen).key());
      }
    }
    std::string wanted_id = id.value;
    if (settings.group && !wanted_id.empty()) wanted_id = settings.group->value + '_' + wanted_id;
    std::string wanted = tool_name(wanted_id, operation.method, item.path.value, max_size_);
    if (settings.group && wanted_id.empty()) {
      wanted = tool_name(settings.group->value + '_' + wanted, operation.method, item.path.value,
                         max_size_);
    }
    std::string name = taken_.make(wanted, max_size_);
    if (name != wanted) {
      diagnostics_.report(rules::tool_name_collision, at, operation.pointer + "/operationId",
                          "`" + wanted + "` becomes `" + name + "`");
    }
    return name;
  }

 private:
  std::size_t max_size_;
  Diagnostics& diagnostics_;
  UniqueNames taken_;
  std::set<std::string, std::less<>> ids_;
  std::map<std::string, Span> chosen_;  // legal names of the user that no operation has yet
};

// What the configuration puts in the place of the document's texts.
void record_configured(const openapi::PathItem& item, const openapi::Operation& operation,
                       const configuration::ToolSettings& settings, bool is_cut,
                       std::set<Place>& kept, ledger::Losses& losses) {
  const auto record = [&](const ledger::Outcome& outcome, const Located<std::string>& text,
                          bool is_own) {
    if (text.value.empty()) return;
    auto row = ledger::loss(outcome, is_own ? operation.pointer : item.pointer, text.at);
    if (!is_own) row.construct = ledger::row(ledger::Object::path_item).field_construct;
    losses.push_back(std::move(row));
  };
  const bool has_summary = !operation.summary.value.empty();
  const bool has_description = !operation.description.value.empty();
  const auto& summary = summary_of(item, operation);
  const auto& description = description_of(item, operation);
  // Without a description the summary is both.
  const bool is_both = description.value.empty();
  const auto keep = [&](const Located<std::string>& text) {
    kept.emplace(text.at.file, text.at.begin);
  };
  if (settings.title && (!is_both || settings.description)) {
    record(ledger::outcomes::text_configured, summary, has_summary);
  } else if (!(is_both && is_cut && settings.title)) {
    keep(summary);
  }
  if (settings.description) {
    record(ledger::outcomes::text_configured, description, has_description);
    // Where it stands in the document, as `x-mcp`.
    if (is_cut)
      losses.push_back(ledger::loss(ledger::outcomes::settings_cut, {}, settings.description->at));
  } else if (is_cut && (!is_both || settings.title)) {
    record(ledger::outcomes::text_cut, is_both ? summary : description,
           is_both ? has_summary : has_description);
  } else if (!is_cut) {
    keep(description);
  }
}

// What a path says for its operations, and each of them says itself.
void record_overridden(const openapi::PathItem& item, ledger::Losses& losses) {
  if (item.operations.empty()) return;
  const auto is_overridden = [&](Located<std::string> openapi::Operation::*text) {
    return std::none_of(item.operations.begin(), item.operations.end(),
                        [&](const auto& operation) { return (operation.*text).value.empty(); });
  };
  for (const auto& [text, is_needless] :
       {std::pair(&item.summary, is_overridden(&openapi::Operation::summary)),
        std::pair(&item.description, is_overridden(&openapi::Operation::description))}) {
    if (text->value.empty() || !is_needless) continue;
    losses.push_back(ledger::loss(ledger::outcomes::path_text_overridden, item.pointer, text->at));
  }
  std::set<std::string_view> used;
  for (const auto& operation : item.operations) {
    for (const auto& parameter : operation.parameters) {
      if (parameter.value) used.insert(parameter.value->pointer);
    }
  }
  for (const auto& parameter : item.parameters) {
    if (!parameter.value || parameter.value->in == openapi::ParameterLocation::body ||
        parameter.value->in == openapi::ParameterLocation::form_data ||
        used.contains(parameter.value->pointer)) {
      continue;
    }
    losses.push_back(ledger::loss(ledger::outcomes::parameter_overridden, parameter.value->pointer,
                                  parameter.value->at));
  }
}

// A header for idempotency keys that is asked for, and that no request of the tool can have: its
// parameter does not take keys that are made.
void record_header(const configuration::ToolSettings& settings, const ir::Tool& tool,
                   std::set<Place>& used, ledger::Losses& losses) {
  const auto& header = settings.idempotency_header;
  if (!header || is_safe_method(tool.method)) return;
  if (!tool.idempotency_header.empty()) {
    used.emplace(header->at.file, header->at.begin);
  } else {
    losses.push_back(ledger::loss(ledger::outcomes::settings_header_unused, {}, header->at));
  }
}

// First servers of the document and of paths that no tool calls.
void record_unused_servers(const openapi::Document& document,
                           const std::vector<const openapi::Operation*>& operations,
                           bool is_configured, ledger::Losses& losses) {
  std::set<Place> used;
  const auto place_of = [](const std::vector<openapi::Server>& servers) {
    return Place(servers.front().url.at.file, servers.front().url.at.begin);
  };
  for (const auto* operation : operations) {
    const bool is_own = !operation->servers.empty();
    if (is_own) used.insert(place_of(operation->servers));
    if (!is_own && !is_configured && !document.servers.empty()) {
      used.insert(place_of(document.servers));
    }
  }
  const auto record = [&](const std::vector<openapi::Server>& servers) {
    if (servers.empty() || used.contains(place_of(servers))) return;
    losses.push_back(ledger::loss(ledger::outcomes::server_unused, servers.front().pointer,
                                  servers.front().url.at));
  };
  if (document.version == openapi::Version::v2_0 || operations.empty()) return;
  record(document.servers);
  for (const auto& item : document.paths) {
    if (!item.operations.empty()) record(item.servers);
  }
}

// What stands at a place that several operations share has the class of the one that loses least.
void forget_used(const UsedPlaces& used, ledger::Losses& losses) {
  namespace outcomes = ledger::outcomes;
  const auto contains = [](const std::set<Place>& places, const ledger::Loss& loss) {
    return places.contains({loss.at.file, loss.at.begin});
  };
  const auto is_one_of = [](const ledger::Loss& loss, auto... outcome) {
    return ((loss.reason == outcome.reason) || ...);
  };
  std::erase_if(losses, [&](const ledger::Loss& loss) {
    // Operations are counted by their uses.
    if (loss.use) return false;
    if (is_one_of(loss, outcomes::parameter_unused, outcomes::parameter_overridden,
                  outcomes::parameter_credential)) {
      return contains(used.parameters, loss);
    }
    if (is_one_of(loss, outcomes::idempotency_key)) return contains(used.whole_parameters, loss);
    if (is_one_of(loss, outcomes::settings_header_unused)) return contains(used.headers, loss);
    return is_one_of(loss, outcomes::text_configured, outcomes::text_cut,
                     outcomes::path_text_overridden) &&
           contains(used.texts, loss);
  });
}

std::string name_of_server(const resolve::Linked& linked, const Options& options,
                           Diagnostics& diagnostics) {
  if (!options.server_name.empty()) return options.server_name;
  const auto& configured = options.configuration.name;
  if (configured && is_server_name(configured->value)) return configured->value;
  if (configured) {
    diagnostics.report(rules::configuration_wrong_value, configured->at, "#/name",
                       "a name is [a-z0-9-], at most 24 characters");
  }
  return server_name(linked.document.info.title);
}

constexpr const char* credentials_hint = "the operator of the generated server gives credentials";

// Whether the URL has a user or a password where the variable `name` has this value.
bool gives_user(const ir::Upstream& upstream, std::string_view name, std::string_view value) {
  return has_user(upstream.url, [&](std::string_view wanted) {
    std::vector<std::string_view> values;
    for (const auto& variable : upstream.variables) {
      if (variable.name != wanted) continue;
      values.push_back(wanted == name ? value : std::string_view(variable.default_value));
    }
    return values;
  });
}

// Base URL and variables that the configuration gives in the place of the document's.
void configure_upstreams(const configuration::Configuration& configuration,
                         std::vector<ir::Upstream>& upstreams, Diagnostics& diagnostics) {
  if (const auto& base_url = configuration.base_url) {
    const bool is_absolute =
        base_url->value.starts_with("http://") || base_url->value.starts_with("https://");
    if (has_user(base_url->value)) {
      diagnostics.report(rules::configuration_wrong_value, base_url->at, "#/base_url",
                         "it has a user or a password, which what is generated would publish",
                         {credentials_hint});
    } else if (is_absolute && base_url->value.find_first_of(" \t\r\n{}") == std::string::npos) {
      upstreams.front().url = base_url->value;
      upstreams.front().variables.clear();
    } else {
      diagnostics.report(rules::configuration_wrong_value, base_url->at, "#/base_url",
                         "expected an http or https URL without variables");
    }
  }
  for (const auto& [name, given] : configuration.server_variables) {
    const Located<std::string>& value = given.value;
    std::string pointer = "#/server_variables";
    append_pointer_token(pointer, name);
    bool known = false;
    std::vector<std::string_view> candidates;
    for (auto& upstream : upstreams) {
      for (auto& variable : upstream.variables) {
        candidates.push_back(variable.name);
        if (variable.name != name) continue;
        known = true;
        if (gives_user(upstream, name, value.value)) {
          diagnostics.hide(value.at);
          diagnostics.report(rules::configuration_wrong_value, value.at, pointer,
                             "it gives the server URL a user or a password, which what is "
                             "generated would publish",
                             {credentials_hint});
          continue;
        }
        const auto& allowed = variable.allowed;
        if (!allowed.empty() &&
            std::find(allowed.begin(), allowed.end(), value.value) == allowed.end()) {
          diagnostics.report(rules::configuration_wrong_value, value.at, pointer,
                             "`" + value.value + "` is not one of the values the document allows",
                             suggest(value.value, {allowed.begin(), allowed.end()}));
        }
        variable.default_value = value.value;
        variable.has_default = true;
      }
    }
    if (!known) {
      diagnostics.report(rules::configuration_unknown_key, given.key_at, pointer,
                         "no server URL has the variable `" + name + "`",
                         suggest(name, candidates));
    }
  }
}

}  // namespace

Lowered lower(const resolve::Linked& linked, const Options& options, Diagnostics& diagnostics) {
  const openapi::Document& document = linked.document;
  Lowered result;
  ir::Server& server = result.server;
  server.name = name_of_server(linked, options, diagnostics);
  server.title = visible(document.info.title);
  server.version = visible(document.info.version);
  server.instructions = first_paragraph(document.info.summary.empty() ? document.info.description
                                                                      : document.info.summary);
  server.website_url = visible(without_users(document.external_documentation));
  server.tags = lower_tags(document, diagnostics);
  VariableNames variables(server.name);
  server.base_url_variable = variables.base_url();

  const auto& configuration = options.configuration;
  SchemaLowering schemas(linked, configuration, diagnostics, result.losses);
  SecurityLowering security(document, variables, diagnostics, result.losses);
  UpstreamLowering upstreams(document, configuration, variables, diagnostics, result.losses);
  const Selection selection(configuration, document, diagnostics);
  // Clients call a tool `mcp__<server>__<tool>` and stop at 64 characters.
  constexpr std::size_t client_limit = 64, client_prefix = 7;
  ToolNames names(client_limit - client_prefix - server.name.size(), diagnostics);

  for (const auto& item : document.paths) {
    for (const auto& operation : item.operations) {
      if (const auto& settings = selection.settings(operation); settings.name)
        names.reserve(*settings.name);
    }
  }
  bool has_operations = false;
  std::vector<const openapi::Operation*> operations;  // of the tools
  UsedPlaces used;
  ToolsBudget budget(diagnostics);
  for (const auto& item : document.paths) {
    has_operations = has_operations || item.is_unresolved || !item.operations.empty();
    if (item.is_unresolved) {
      result.losses.push_back({LossClass::refused, "path item", item.pointer, item.path.at,
                               std::string(ledger::outcomes::target_missing.reason)});
    }
    for (const auto& [key, is_additional, is_referenced] : item.malformed_operations) {
      ledger::Loss row = ledger::loss(ledger::outcomes::not_read, {}, key.at);
      row.use = ledger::Use{{item.pointer, item.path.at}, key.value, is_additional, is_referenced};
      result.losses.push_back(std::move(row));
    }
    for (const auto& operation : item.operations) {
      const auto leave_out = [&](std::string reason) {
        result.losses.push_back(
            operation_row(LossClass::refused, item, operation, std::move(reason)));
      };
      const auto is_full = [&] {
        const bool is_too_large = diagnostics.has_reported(rules::document_too_large);
        if (is_too_large) leave_out(std::string(rules::document_too_large.message));
        return is_too_large;
      };
      if (is_full()) continue;
      if (auto reason = selection.why_left_out(item, operation); !reason.empty()) {
        leave_out(std::move(reason));
        continue;
      }
      const std::size_t rows = result.losses.size();
      const auto& settings = selection.settings(operation);
      OperationContext context{linked,    diagnostics,  result.losses, schemas, security,
                               upstreams, result.nodes, used,          settings};
      auto lowered = lower_operation(item, operation, context);
      if (!lowered) {
        // Whatever the reason was, nothing goes without a word.
        const bool has_reason =
            result.losses.size() > rows && result.losses.back().construct == "operation";
        if (has_reason || is_full()) continue;
        if (!diagnostics.has_errors()) {
          diagnostics.report(rules::operation_skipped, operation.at, operation.pointer,
                             "it is malformed");
        }
        leave_out("it is malformed");
        continue;
      }
      ir::Tool& tool = lowered->tool;
      tool.name = names.name(item, operation, settings);
      apply(settings, tool);
      bool is_cut = false;
      if (const auto limit = configuration.limits.description_characters) {
        std::string text = cut_at_sentence(tool.description, *limit);
        is_cut = text != tool.description;
        tool.description = std::move(text);
      }
      // What is there stays a whole server.
      if (!budget.take(ir::size_of(tool), operation.at, operation.pointer)) {
        is_full();
        continue;
      }
      record_configured(item, operation, settings, is_cut, used.texts, result.losses);
      record_header(settings, tool, used.headers, result.losses);
      result.losses.push_back(operation_row(LossClass::mapped, item, operation, {}));
      result.uses.push_back(*result.losses.back().use);
      server.tools.push_back(std::move(tool));
      result.tool_origins.push_back(std::move(lowered->origins));
      operations.push_back(&operation);
    }
    record_overridden(item, result.losses);
  }
  selection.record_losses(result.losses);
  forget_used(used, result.losses);
  record_unused_servers(document, operations, configuration.base_url.has_value(), result.losses);
  // After all requests: what they refer to keeps its names, whatever results refer to.
  schemas.definitions();
  for (std::size_t i = 0; i < operations.size(); ++i) {
    Output output = lower_output(*operations[i], linked, schemas);
    if (!budget.take(output.schema.size(), operations[i]->at, operations[i]->pointer)) break;
    server.tools[i].output_schema = std::move(output.schema);
    auto& nodes = result.result_schemas.emplace_back();
    for (const source::Node* schema : output.schemas) {
      if (schema->is_object()) nodes.push_back(schema->members().data());
    }
    server.tools[i].may_give_bytes = may_give_bytes(*operations[i]);
  }
  std::vector<std::vector<HidingTexts>> hiding;
  for (const auto* operation : operations) {
    hiding.push_back(lower_hiding(*operation, linked, schemas));
    std::size_t size = 0;
    for (const HidingTexts& response : hiding.back()) {
      for (const std::string& text : response.schemas) size += text.size();
    }
    if (!budget.take(size, operation->at, operation->pointer)) break;
  }
  server.definitions = schemas.definitions();
  const WriteOnly write_only(server.definitions);
  for (std::size_t i = 0; i < hiding.size(); ++i) {
    server.tools[i].write_only = write_only.of(hiding[i]);
  }
  result.definition_origins = schemas.definition_origins();
  server.security_schemes = security.schemes();
  server.upstreams = upstreams.upstreams();
  configure_upstreams(configuration, server.upstreams, diagnostics);
  if (server.tools.empty() && !diagnostics.has_errors()) {
    if (has_operations && document.paths_at.end != 0) {
      diagnostics.report(rules::no_tools, document.paths_at, "#/paths");
    } else {
      diagnostics.report(has_operations ? rules::no_tools : rules::no_operations, std::string());
    }
  }
  return result;
}

}  // namespace mcpcc::lower
