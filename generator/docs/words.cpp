#include "docs/words.h"

namespace mcpcc::docs {

std::vector<std::string> traits(const project::Tool& tool) {
  std::vector<std::string> result;
  result.emplace_back(tool.read_only     ? "read only"
                      : tool.destructive ? "may change or delete"
                                         : "only adds");
  if (tool.idempotent && !tool.read_only) result.emplace_back("idempotent");
  return result;
}

std::vector<std::string> requirements(const project::Tool& tool) {
  std::vector<std::string> result;
  for (const auto& requirement : tool.security) {
    std::string text;
    for (const auto& use : requirement) {
      if (!text.empty()) text += " and ";
      text += use.scheme;
      for (const auto& scope : use.scopes)
        text.append(&scope == &use.scopes.front() ? " (" : ", ").append(scope);
      if (!use.scopes.empty()) text += ')';
    }
    result.push_back(text.empty() ? "nothing" : text);
  }
  return result;
}

std::string places(const Loss& loss) {
  constexpr std::size_t most = 4;
  std::string out;
  const std::size_t shown = loss.count > most + 1 ? most : loss.places.size();
  for (std::size_t i = 0; i < shown; ++i) out.append(i == 0 ? "" : ", ").append(loss.places[i]);
  if (loss.count > shown) out += " and " + std::to_string(loss.count - shown) + " more";
  return out;
}

std::vector<std::string> common_errors() {
  return {
      "Arguments that the schema does not allow: every one of them is named, and nothing is sent.",
      "Credentials that the call needs and that are not set: the variables are named.",
      "An answer of the API other than 2xx: its status, and what it says.",
      "An API that cannot be reached, or does not answer in time.",
  };
}

std::string shell_call(const std::string& program, const Tool& tool) {
  if (tool.example.empty()) return {};
  std::string quoted;
  for (const char c : tool.example) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return program + " call " + tool.tool->name + " '" + quoted + "'";
}

}  // namespace mcpcc::docs
