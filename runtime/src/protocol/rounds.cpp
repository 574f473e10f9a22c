// What travels through the client between the rounds of one request.
#include "json/write.h"
#include "protocol/request.h"
#include "protocol/request_state.h"

namespace mcp::protocol {
namespace {

// How long a user may think about a form.
constexpr std::chrono::hours lifetime{1};
constexpr std::size_t most_answers = 64;

/// What a request state is bound to: who calls what with which arguments.
std::string binding(const Request& request) {
  std::string arguments;
  if (request.arguments != nullptr) json::append_compact(arguments, request.arguments->raw());
  return request.principal.id + '\n' + std::to_string(static_cast<int>(request.kind)) +
         request.name + '\n' + sha256(arguments == "{}" ? "" : arguments);
}

void append_map(std::string& out, const std::map<std::string, std::string, std::less<>>& map,
                bool raw) {
  out += '{';
  bool first = true;
  for (const auto& [key, value] : map) {
    if (!first) out += ',';
    first = false;
    json::append_string(out, key);
    out += ':';
    if (raw) {
      json::append_compact(out, value);
    } else {
      json::append_string(out, value);
    }
  }
  out += '}';
}

void restore(const std::string& text, Rounds& rounds) {
  const auto parsed = json::Document::parse(text);
  const auto* document = std::get_if<json::Document>(&parsed);
  if (document == nullptr) return;
  for (const json::Member& member : document->root().find("answers")->members()) {
    rounds.answers.emplace(member.key, member.value.raw());
  }
  for (const json::Member& member : document->root().find("kept")->members()) {
    rounds.kept.emplace(member.key, member.value.string());
  }
}

}  // namespace

std::string_view method_of(const Request& request) {
  switch (request.kind) {
    case Request::Kind::tool:
      return "tools/call";
    case Request::Kind::resource:
      return "resources/read";
    case Request::Kind::prompt:
      return "prompts/get";
    case Request::Kind::completion:
      break;
  }
  return "completion/complete";
}

Problem read_rounds(const json::Value* params, const StateSealer& sealer, Request& request) {
  if (params == nullptr) return std::nullopt;
  if (const json::Value* state = params->find("requestState")) {
    if (!state->is_string()) return "`params.requestState` must be a string";
    const auto opened = sealer.open(state->string(), binding(request), StateSealer::Clock::now());
    if (!opened) {
      return "`params.requestState` is not one that was given out for this call, or has expired";
    }
    restore(*opened, request.rounds);
  }
  const json::Value* responses = params->find("inputResponses");
  if (responses == nullptr) return std::nullopt;
  if (!responses->is_object()) return "`params.inputResponses` must be an object";
  if (responses->members().size() > most_answers) return "`params.inputResponses` is too large";
  for (const json::Member& member : responses->members()) {
    if (!member.value.is_object())
      return "every member of `params.inputResponses` must be an object";
    // What was answered in an earlier round stays: the handler has acted on it.
    request.rounds.answers.emplace(member.key, member.value.raw());
  }
  return std::nullopt;
}

std::string request_state(const Request& request, const StateSealer& sealer) {
  std::string text = R"({"answers":)";
  append_map(text, request.rounds.answers, true);
  text += R"(,"kept":)";
  append_map(text, request.rounds.kept, false);
  text += '}';
  return sealer.seal(text, binding(request), StateSealer::Clock::now() + lifetime);
}

// MCP 2026-07-28, `ElicitResult`, `CreateMessageResult`, `ListRootsResult`: the members that
// handlers rely on.
Problem check_answer(const Question& question, const json::Value& answer) {
  const auto wrong = [&](std::string_view what) {
    return "the answer to `" + question.key + "` " + std::string(what);
  };
  if (!answer.is_object()) return wrong("must be an object");
  if (question.method == "elicitation/create") {
    const json::Value* action = answer.find("action");
    if (action == nullptr || !action->is_string() ||
        (action->string() != "accept" && action->string() != "decline" &&
         action->string() != "cancel")) {
      return wrong("needs an `action`: accept, decline or cancel");
    }
    const json::Value* content = answer.find("content");
    if (content != nullptr && !content->is_object())
      return wrong("has a `content` that is no object");
    return std::nullopt;
  }
  if (question.method == "roots/list") {
    const json::Value* list = answer.find("roots");
    if (list == nullptr || !list->is_array()) return wrong("needs `roots`");
    return std::nullopt;
  }
  const json::Value* content = answer.find("content");
  const json::Value* role = answer.find("role");
  if (content == nullptr || role == nullptr) return wrong("needs `role` and `content`");
  return std::nullopt;
}

}  // namespace mcp::protocol
