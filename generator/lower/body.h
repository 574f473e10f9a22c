// The request body of an operation: in which media types it may be sent, how each is written, and
// which schema `body` has in it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ir/ir.h"
#include "ledger/support.h"
#include "lower/schema.h"
#include "resolve/link.h"
#include "source/node_factory.h"

namespace mcpcc::lower {

/// What `body` must be in some of the media types.
struct BodySchema {
  const source::Node* schema = nullptr;  ///< nullptr: any value
  std::vector<std::string> media_types;
  std::vector<const source::Node*> equal;  ///< other schemas of the document with the same text
};

struct LoweredBody {
  /// In order of preference, the default first; empty: none can be sent.
  std::vector<ir::MediaType> media_types;
  std::vector<BodySchema> schemas;  ///< different ones, in the same order
  bool takes_files = false;         ///< bytes stand somewhere in it
  std::string ranges;               ///< what ranges of media types are sent as, for who calls
};

/// Records that a part of the body is not sent as described.
using BodyLoss = std::function<void(const ledger::Outcome& outcome, Span at)>;

/// Orders media types by what a model writes most surely and what is sent without loss: JSON,
/// forms, multipart, JSON lines, XML, text, bytes; of equal ones the document's order counts.
/// Ranges come after all that are exact, and last what is sent otherwise than its parts are
/// described. Nodes that no file holds are made in `nodes`, which must outlive the result.
LoweredBody lower_request_body(const openapi::RequestBody& body, const resolve::Linked& linked,
                               SchemaLowering& schemas, source::NodeFactory& nodes,
                               const BodyLoss& loss);

}  // namespace mcpcc::lower
