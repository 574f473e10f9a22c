#include "driver/lock.h"

#include "support/digest.h"
#include "support/text.h"

namespace mcpcc::driver {

InputDigests digest_inputs(const Sources& sources, const resolve::Loader& loader) {
  InputDigests inputs;
  const auto& document = loader.file(0);
  auto folder = document.path.parent_path();
  // A document from a URL lies beside its copy's folder, as those it refers to do.
  if (!document.url.empty()) folder = folder.parent_path().parent_path();
  for (std::uint32_t i = 0; i < sources.size(); ++i) {
    // Relative names: the same project comes out wherever the document lies. Standard input lies
    // nowhere, so an overlay for it has its name alone.
    const auto& path = loader.file(i).path;
    const auto name = folder.empty() ? path.filename() : path.lexically_relative(folder);
    inputs.emplace_back(path.empty() ? sources[i].name() : name.generic_string(),
                        sha256(sources[i].text()));
  }
  return inputs;
}

Lock make_lock(const std::string& server_name, InputDigests inputs, const emit::OutputTree& tree) {
  Lock lock{MCPCC_VERSION, server_name, std::move(inputs), {}};
  for (const auto& file : tree) {
    if (file.ownership == emit::Ownership::generated)
      lock.outputs[file.path] = sha256(file.content);
  }
  return lock;
}

std::string to_json(const Lock& lock) {
  std::string out = "{\n  \"mcpcc\": ";
  append_json_string(out, lock.compiler_version);
  out += ",\n  \"name\": ";
  append_json_string(out, lock.server_name);
  const auto list = [&](std::string_view key, const auto& entries) {
    out += ",\n  \"";
    out.append(key).append("\": [");
    const char* separator = "\n";
    for (const auto& [name, digest] : entries) {
      out.append(separator).append("    { \"file\": ");
      append_json_string(out, name);
      out += ", \"sha256\": \"" + digest + "\" }";
      separator = ",\n";
    }
    out += "\n  ]";
  };
  list("inputs", lock.inputs);
  list("outputs", lock.outputs);
  return out + "\n}\n";
}

std::optional<std::map<std::string, std::string, std::less<>>> read_outputs(
    const std::string& text) {
  Sources sources;
  Diagnostics ignored;
  const auto tree = source::parse(sources, sources.add("mcpcc.lock.json", text), {}, ignored);
  if (!tree) return std::nullopt;
  const source::Node* outputs = tree->root().find("outputs");
  if (outputs == nullptr || !outputs->is_array()) return std::nullopt;
  std::map<std::string, std::string, std::less<>> result;
  for (const auto& entry : outputs->items()) {
    const source::Node* file = entry.find("file");
    const source::Node* digest = entry.find("sha256");
    if (file == nullptr || digest == nullptr || !file->is_string() || !digest->is_string())
      continue;
    result.emplace(file->string(), digest->string());
  }
  return result;
}

}  // namespace mcpcc::driver
