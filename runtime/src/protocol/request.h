// A request that a handler in code answers, taken out of its message: everything the handler may
// ask for.
#pragma once

#include <mcp/server.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/state.h"
#include "json/value.h"
#include "protocol/capabilities.h"
#include "protocol/version.h"

namespace mcp::protocol {

/// What a request of the modern era brought back from earlier rounds.
struct Rounds {
  std::map<std::string, std::string, std::less<>> answers;  ///< raw JSON, by key of the question
  std::map<std::string, std::string, std::less<>> kept;     ///< of Call::once()
};

struct Request {
  enum class Kind { tool, resource, prompt, completion };
  Kind kind = Kind::tool;
  std::string id;  ///< raw JSON
  Version version = latest_legacy;
  std::shared_ptr<const json::Document> message;  ///< what the pointers below point into
  const json::Value* arguments = nullptr;         ///< an object, or nullptr
  const json::Value* meta = nullptr;              ///< likewise
  std::string name;                               ///< of the tool or prompt, or the URI
  std::string value;                              ///< Call::value()
  UriTemplate::Variables variables;

  std::shared_ptr<const void> owner;  ///< keeps `handler`
  const Features::Handler* handler = nullptr;
  std::shared_ptr<const ToolFeature> tool;  ///< with Kind::tool
  const Tool* operation = nullptr;          ///< that it replaces; nullptr: none
  std::chrono::milliseconds fresh_for{0};   ///< with Kind::resource

  // With Kind::tool, a task that the client asked for (2025-11-25).
  bool as_task = false;
  std::optional<std::chrono::milliseconds> task_lifetime;  ///< that it wants
  std::string refusal;  ///< why the arguments are refused: the task's result says it
  std::string task;     ///< its id, once there is one

  ClientCapabilities capabilities;
  std::string progress_token;         ///< raw JSON; empty: none wanted
  std::optional<LogLevel> log_level;  ///< nullopt: no log messages
  Principal principal;
  Rounds rounds;
};

/// The method of `request`.
std::string_view method_of(const Request& request);

/// Why parameters are refused; nullopt: they are fine.
using Problem = std::optional<std::string>;

/// Reads `inputResponses` and `requestState` of a retried request. MCP 2026-07-28,
/// `basic/patterns/mrtr`.
class StateSealer;
Problem read_rounds(const json::Value* params, const StateSealer& sealer, Request& request);

/// The token that carries `request.rounds`.
std::string request_state(const Request& request, const StateSealer& sealer);

/// What is wrong with `answer` as one to `question`; nullopt: nothing.
Problem check_answer(const Question& question, const json::Value& answer);

}  // namespace mcp::protocol
