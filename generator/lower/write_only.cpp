#include "lower/write_only.h"

#include <algorithm>
#include <unordered_map>

namespace mcpcc::lower {

namespace {

// As schemas are written here: a string holds no quotes but escaped ones, so this is a member.
constexpr std::string_view flag = R"("writeOnly":true)";
constexpr std::string_view reference = R"("$ref":"#/$defs/)";

// Calls `visit` with the name of each definition that `schema` refers to, until it returns true.
template <class Visit>
bool any_reference(std::string_view schema, Visit visit) {
  for (std::size_t at = schema.find(reference); at != schema.npos;
       at = schema.find(reference, at)) {
    at += reference.size();
    if (visit(schema.substr(at, schema.find('"', at) - at))) return true;
  }
  return false;
}

}  // namespace

WriteOnly::WriteOnly(const std::vector<ir::Definition>& definitions) {
  std::vector<std::string_view> pending;
  for (const ir::Definition& definition : definitions) {
    if (definition.schema.find(flag) != std::string::npos) pending.push_back(definition.name);
  }
  if (pending.empty()) return;
  std::unordered_map<std::string_view, std::vector<std::string_view>> users;
  for (const ir::Definition& definition : definitions) {
    any_reference(definition.schema, [&](std::string_view name) {
      users[name].push_back(definition.name);
      return false;
    });
  }
  while (!pending.empty()) {
    const std::string_view name = pending.back();
    pending.pop_back();
    if (!holders_.insert(name).second) continue;
    const auto found = users.find(name);
    if (found == users.end()) continue;
    pending.insert(pending.end(), found->second.begin(), found->second.end());
  }
}

bool WriteOnly::holds_any(std::string_view schema) const {
  if (schema.find(flag) != schema.npos) return true;
  return !holders_.empty() && any_reference(schema, [&](std::string_view name) {
    return holders_.find(name) != holders_.end();
  });
}

std::vector<ir::HidingResponse> WriteOnly::of(const std::vector<HidingTexts>& responses) const {
  std::vector<ir::HidingResponse> result;
  bool hides = false;
  for (const HidingTexts& response : responses) {
    result.push_back({response.status, of(response.schemas)});
    hides = hides || !result.back().schema.empty();
  }
  return hides ? result : std::vector<ir::HidingResponse>();
}

std::string WriteOnly::of(const std::vector<std::string>& alternatives) const {
  std::string result;
  std::size_t count = 0;
  for (const std::string& schema : alternatives) {
    if (!holds_any(schema)) continue;
    if (count++ != 0) result += ',';
    result += schema;
  }
  return count < 2 ? result : R"({"anyOf":[)" + result + "]}";
}

}  // namespace mcpcc::lower
