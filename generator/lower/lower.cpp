#include "lower/lower.h"

#include <map>

#include "lower/names.h"
#include "lower/operation.h"
#include "lower/text.h"
#include "support/utf8.h"

namespace mcpcc::lower {

std::string_view to_string(LossClass loss_class) {
  switch (loss_class) {
    case LossClass::mapped:
      return "mapped";
    case LossClass::lowered:
      return "lowered";
    case LossClass::refused:
      return "refused";
  }
  return {};
}

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
// takes it.
class ToolNames {
 public:
  ToolNames(std::size_t max_size, Diagnostics& diagnostics)
      : max_size_(max_size), diagnostics_(diagnostics) {}

  std::string name(const openapi::PathItem& item, const openapi::Operation& operation) {
    const auto& id = operation.operation_id;
    const Span at = id.value.empty() ? operation.at : id.at;
    if (!id.value.empty() && !ids_.insert(id.value).second) {
      diagnostics_.report(rules::operation_id_duplicate, at, operation.pointer + "/operationId",
                          "`" + visible(id.value) + "`");
    }
    const std::string wanted = tool_name(id.value, operation.method, item.path.value, max_size_);
    std::string name = make_unique(wanted, max_size_, taken_);
    if (name != wanted) {
      diagnostics_.report(rules::tool_name_collision, at, operation.pointer + "/operationId",
                          "`" + wanted + "` becomes `" + name + "`");
    }
    return name;
  }

 private:
  std::size_t max_size_;
  Diagnostics& diagnostics_;
  std::set<std::string, std::less<>> taken_, ids_;
};

}  // namespace

Lowered lower(const resolve::Linked& linked, const Options& options, Diagnostics& diagnostics) {
  const openapi::Document& document = linked.document;
  Lowered result;
  ir::Server& server = result.server;
  server.name =
      options.server_name.empty() ? server_name(document.info.title) : options.server_name;
  server.title = visible(document.info.title);
  server.version = visible(document.info.version);
  server.instructions = first_paragraph(document.info.summary.empty() ? document.info.description
                                                                      : document.info.summary);
  server.website_url = visible(document.external_documentation);
  server.base_url_variable = variable_name(server.name, "base_url");

  SchemaLowering schemas(linked, diagnostics);
  SecurityLowering security(document, server.name, diagnostics, result.ledger);
  UpstreamLowering upstreams(document, server.name, diagnostics, result.ledger);
  OperationContext context{linked, diagnostics, result.ledger, schemas, security, upstreams};
  // Clients call a tool `mcp__<server>__<tool>` and stop at 64 characters.
  constexpr std::size_t client_limit = 64, client_prefix = 7;
  ToolNames names(client_limit - client_prefix - server.name.size(), diagnostics);

  for (const auto& item : document.paths) {
    for (const auto& operation : item.operations) {
      auto tool = lower_operation(item, operation, context);
      if (!tool) continue;
      tool->name = names.name(item, operation);
      result.ledger.push_back(
          {LossClass::mapped, "operation", operation.pointer, operation.at, {}});
      server.tools.push_back(std::move(*tool));
    }
  }
  server.definitions = schemas.definitions();
  server.security_schemes = security.schemes();
  server.upstreams = upstreams.upstreams();
  if (server.tools.empty() && !diagnostics.has_errors()) {
    diagnostics.report(rules::no_tools,
                       document.paths.empty() ? "it describes no path" : std::string());
  }
  return result;
}

}  // namespace mcpcc::lower
