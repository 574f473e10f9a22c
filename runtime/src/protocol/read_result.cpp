// resources/read of results that are too large.
#include <memory>
#include <optional>
#include <utility>

#include "protocol/exchange.h"
#include "protocol/result_link.h"

namespace mcp::protocol {

/// Of a result that was too large; nullopt: `uri` is none of those.
std::optional<Step> Handler::read_result(const Exchange& exchange, const Message& message,
                                         Version version, std::string_view uri) {
  if (!catalog_.has_result_links()) return std::nullopt;
  const Envelope& envelope = exchange.envelope;
  const Principal principal = envelope.principal ? *envelope.principal : Principal();
  std::optional<OpenedResult> opened = open_result_uri(sealer_, uri, principal.id);
  if (!opened) return std::nullopt;
  const FoundTool tool = catalog_.find_tool(opened->tool);
  if (tool.operation == nullptr || tool.feature != nullptr) return std::nullopt;
  if (opened->part.range.offset >= opened->part.body.size) {
    return failure(200, message.id, Code::invalid_params,
                   "`offset` is beyond the end: the resource has " +
                       std::to_string(opened->part.body.size) + " bytes");
  }
  // What the call points into holds the message and the arguments of their own.
  struct Held {
    std::shared_ptr<const json::Document> message, arguments;
  };
  const auto held = std::make_shared<Held>(Held{exchange.document, opened->arguments});
  Call call;
  call.tool = tool.operation;
  call.arguments = held->arguments == nullptr ? nullptr : &held->arguments->root();
  call.version = version;
  call.id = message.id;
  call.message = {held, held->message.get()};
  call.principal = principal;
  call.meta = message.meta;
  if (envelope.credentials != nullptr) call.credentials = *envelope.credentials;
  call.part = std::move(opened->part);
  return call;
}

}  // namespace mcp::protocol
