// What the parts of Handler share while they answer one message. For its .cpp files.
#pragma once

#include <memory>
#include <string_view>

#include "json/value.h"
#include "protocol/message.h"
#include "protocol/protocol.h"

namespace mcp::protocol {

struct Handler::Exchange {
  Connection& connection;
  Envelope envelope;
  std::shared_ptr<const json::Document> document;
  bool in_batch = false;

  /// The id member of the answer to `message`.
  std::string_view id_of(const Message& message) const;
};

/// One row of the table of methods.
struct Handler::Method {
  std::string_view name;
  bool in_legacy;
  bool in_modern;
  bool (*is_offered)(const Catalog& catalog, Version version);
  Step (Handler::*serve)(const Exchange& exchange, const Message& message, Version version);
};

inline Reply failure(int status, std::string_view id, Code code, std::string_view message,
                     std::string_view data = {}) {
  Reply reply;
  reply.http_status = status;
  reply.text = error_text(id, code, message, data);
  reply.is_error = true;
  return reply;
}

inline Reply bad_params(const Message& message, std::string_view why, std::string_view data = {}) {
  return failure(200, message.id, Code::invalid_params, why, data);
}

/// nullptr: there is none.
inline const json::Value* parameter(const Message& message, std::string_view name) {
  return message.params == nullptr ? nullptr : message.params->find(name);
}

inline Reply accepted() {
  Reply reply;
  reply.http_status = 202;
  return reply;
}

}  // namespace mcp::protocol
