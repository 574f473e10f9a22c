// What a request of the modern era must carry beside its method: the `_meta` keys, and over HTTP
// the headers that mirror it. MCP 2026-07-28, `basic/index` and `basic/transports/streamable-http`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/message.h"
#include "protocol/protocol.h"

namespace mcp::protocol {

inline constexpr std::string_view version_key = "io.modelcontextprotocol/protocolVersion";
inline constexpr std::string_view capabilities_key = "io.modelcontextprotocol/clientCapabilities";
inline constexpr std::string_view log_level_key = "io.modelcontextprotocol/logLevel";

/// Why a message is refused before its method is looked at.
struct Refusal {
  Code code;
  std::string message;
  std::string data;  ///< raw JSON; empty: none
};

/// Whether `message` says that it belongs to the modern era: its `_meta` has a protocol version,
/// good or bad.
bool claims_modern(const Message& message);

/// Whether it says so with an envelope that has nothing wrong and names a modern revision.
bool claims_modern_validly(const Message& message);

/// Checks a message that claims the modern era, in the order in which the errors outrank each
/// other; nullopt: fine.
std::optional<Refusal> check_claim(const Message& message, const Envelope& envelope,
                                   const Options& options);

/// Checks the headers `Mcp-Param-*` that mirror `arguments` (nullptr: none) of a tool.
std::optional<Refusal> check_parameters(const std::vector<HeaderParameter>& parameters,
                                        const json::Value* arguments, const HttpHeaders& headers);

/// The refusal of a request without a claim whose header names a modern revision.
Refusal missing_claim(const Message& message, std::string_view header);

}  // namespace mcp::protocol
