// JSON-RPC 2.0 as MCP uses it: what a message is, and how responses are written.
#pragma once

#include <string>
#include <string_view>

#include "json/value.h"

namespace mcp::protocol {

/// A message taken apart. A view into the document it was read from.
struct Message {
  enum class Kind { request, notification, response, invalid };
  Kind kind = Kind::invalid;
  std::string_view id;  ///< raw JSON; also with Kind::invalid when it could be read, else empty
  std::string_view method;
  const json::Value* params = nullptr;  ///< an object, or nullptr
  const json::Value* meta = nullptr;    ///< `params._meta`, an object, or nullptr
  const char* problem = "";             ///< with Kind::invalid: what is wrong
  bool odd_params = false;              ///< `params` is there and no object
};

/// True for a string or an integer (MCP, `basic/index`, Requests). Integers are told by how they
/// are written: `1.0` and `1e3` are none.
bool is_id(const json::Value& value);

Message read_message(const json::Value& value);

/// JSON-RPC 2.0, section 5.1, and MCP 2026-07-28, `basic/index` (the -320xx codes).
enum class Code {
  parse_error = -32700,
  invalid_request = -32600,
  method_not_found = -32601,
  invalid_params = -32602,
  internal_error = -32603,
  resource_not_found = -32002,  ///< before 2026-07-28
  header_mismatch = -32020,
  missing_capability = -32021,
  unsupported_version = -32022,
};

/// An error response on one line. `id` is raw JSON; empty: no `id` member. `data` is raw JSON;
/// empty: none.
std::string error_text(std::string_view id, Code code, std::string_view message,
                       std::string_view data = {});

std::string error_text(std::string_view id, int code, std::string_view message,
                       std::string_view data = {});

/// Appends a result response up to where the result object follows; end_response() closes it.
void begin_response(std::string& out, std::string_view id);
void end_response(std::string& out);

/// `text` for a sentence: in backticks, cut to a length that is still readable.
std::string quote(std::string_view text);

}  // namespace mcp::protocol
