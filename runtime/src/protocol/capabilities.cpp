#include "protocol/capabilities.h"

namespace mcp::protocol {
namespace {

const json::Value* object(const json::Value* value, std::string_view key) {
  const json::Value* found = value == nullptr ? nullptr : value->find(key);
  return found != nullptr && found->is_object() ? found : nullptr;
}

}  // namespace

bool ClientCapabilities::has(Capability capability) const {
  switch (capability) {
    case Capability::elicitation:
      return elicitation;
    case Capability::elicitation_url:
      return elicitation_url;
    case Capability::sampling:
      return sampling;
    case Capability::roots:
      return roots;
    case Capability::tasks:
      break;
  }
  return tasks;
}

ClientCapabilities read_capabilities(const json::Value* value) {
  ClientCapabilities out;
  if (const json::Value* elicitation = object(value, "elicitation")) {
    out.elicitation_url = elicitation->find("url") != nullptr;
    // An empty object means forms (MCP 2025-11-25, `client/elicitation`).
    out.elicitation = elicitation->find("form") != nullptr || !out.elicitation_url;
  }
  out.sampling = object(value, "sampling") != nullptr;
  out.roots = object(value, "roots") != nullptr;
  out.tasks = object(object(value, "extensions"), tasks_extension) != nullptr;
  return out;
}

std::string required_capability(Capability capability) {
  const auto data = [](std::string_view capabilities) {
    return R"({"requiredCapabilities":{)" + std::string(capabilities) + "}}";
  };
  switch (capability) {
    case Capability::elicitation:
      return data(R"("elicitation":{"form":{}})");
    case Capability::elicitation_url:
      return data(R"("elicitation":{"url":{}})");
    case Capability::sampling:
      return data(R"("sampling":{})");
    case Capability::roots:
      return data(R"("roots":{})");
    case Capability::tasks:
      break;
  }
  return data(R"("extensions":{")" + std::string(tasks_extension) + R"(":{}})");
}

}  // namespace mcp::protocol
