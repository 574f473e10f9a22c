// Messages that a server sends of its own accord, as JSON text on one line.
#pragma once

#include <mcp/server.h>

#include <optional>
#include <string>
#include <string_view>

#include "features/state.h"
#include "protocol/version.h"

namespace mcp::protocol {

/// `task`: id of the task that tells it; empty: none does.
std::string progress_notification(std::string_view token, Version version, double progress,
                                  std::optional<double> total, std::string_view message,
                                  std::string_view task = {});

std::string log_notification(LogLevel level, std::string_view data, std::string_view logger,
                             std::string_view task = {});

/// `subscription`: raw JSON id of the request that listens, in the modern era; else empty.
std::string change_notification(const Change& change, std::string_view subscription);

/// `_meta` of what is sent because request `id` (raw JSON) listens.
std::string subscription_meta(std::string_view id);

/// A request to the client. `id` is raw JSON. `task`: id of the task that asks; empty: none does.
std::string client_request(std::string_view id, const Question& question,
                           std::string_view task = {});

/// `_meta` of a message about a task. MCP 2025-11-25, `basic/utilities/tasks`.
std::string related_task(std::string_view task);

std::optional<LogLevel> parse_log_level(std::string_view name);
std::string_view to_string(LogLevel level);

}  // namespace mcp::protocol
