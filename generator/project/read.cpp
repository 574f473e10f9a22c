#include <algorithm>
#include <string_view>

#include "project/project.h"
#include "source/parse.h"
#include "structure/structure.h"
#include "support/digest.h"

namespace mcpcc::project {

namespace fs = std::filesystem;
using source::Node;

namespace {

constexpr std::string_view surface_path = "generated/surface.json";
constexpr std::string_view lock_path = "mcpcc.lock";

// A file that keeps its schema, so that what the schema requires is there.
struct Checked {
  source::Tree tree;
  std::string_view text;
};

class Reader {
 public:
  Reader(const fs::path& folder, const resolve::FileAccess& files, Sources& sources,
         Diagnostics& diagnostics)
      : folder_(folder), files_(files), sources_(sources), diagnostics_(diagnostics) {}

  std::optional<Checked> read(std::string_view path,
                              std::vector<structure::Finding> (*check)(const Node&)) {
    const fs::path file = folder_ / path;
    const source::Limits limits;
    std::string error;
    auto text = files_.read(file, limits.max_bytes, true, error);
    if (text && text->size() > limits.max_bytes) error = "it is larger than 64 MiB";
    if (!error.empty() || !text) {
      diagnostics_.report(rules::project_invalid, '`' + file.generic_string() + "`: " + error,
                          {"the folder is one that `mcpcc generate` wrote"});
      return std::nullopt;
    }
    const std::uint32_t id = sources_.add(file.generic_string(), *std::move(text));
    auto tree = source::parse(sources_, id, limits, diagnostics_);
    if (!tree) return std::nullopt;
    const auto findings = check(tree->root());
    for (const auto& finding : findings) {
      diagnostics_.report(rules::project_invalid, finding.at, finding.pointer, finding.detail,
                          {"write it again with `mcpcc generate`"});
    }
    if (!findings.empty()) return std::nullopt;
    return Checked{std::move(*tree), sources_[id].text()};
  }

 private:
  const fs::path& folder_;
  const resolve::FileAccess& files_;
  Sources& sources_;
  Diagnostics& diagnostics_;
};

std::string text_of(const Node& object, std::string_view key) {
  const Node* node = object.find(key);
  return node == nullptr ? std::string() : std::string(node->string());
}

bool flag_of(const Node& object, std::string_view key) {
  const Node* node = object.find(key);
  return node != nullptr && node->boolean();
}

std::vector<std::string> texts_of(const Node* array) {
  std::vector<std::string> result;
  if (array == nullptr) return result;
  for (const Node& item : array->items()) result.emplace_back(item.string());
  return result;
}

template <class T, class Read>
std::vector<T> list_of(const Node& object, std::string_view key, Read read) {
  std::vector<T> result;
  for (const Node& item : object.find(key)->items()) result.push_back(read(item));
  return result;
}

EnvironmentVariable variable_of(const Node& node) {
  return {text_of(node, "name"),          text_of(node, "description"),    flag_of(node, "secret"),
          flag_of(node, "file"),          flag_of(node, "required"),       text_of(node, "default"),
          texts_of(node.find("allowed")), text_of(node, "security_scheme")};
}

std::vector<SecurityUse> requirement_of(const Node& node) {
  std::vector<SecurityUse> result;
  for (const source::Member& member : node.members())
    result.push_back({std::string(member.key), texts_of(&member.value)});
  return result;
}

Tool tool_of(const Node& node, std::string_view text) {
  Tool tool;
  tool.name = text_of(node, "name");
  tool.title = text_of(node, "title");
  tool.description = text_of(node, "description");
  tool.operation_id = text_of(node, "operation_id");
  tool.method = text_of(node, "method");
  tool.path = text_of(node, "path");
  tool.tags = texts_of(node.find("tags"));
  const Node& annotations = *node.find("annotations");
  tool.read_only = flag_of(annotations, "readOnlyHint");
  tool.destructive = flag_of(annotations, "destructiveHint");
  tool.idempotent = flag_of(annotations, "idempotentHint");
  tool.open_world = flag_of(annotations, "openWorldHint");
  tool.arguments = list_of<Argument>(node, "arguments", [](const Node& argument) {
    return Argument{text_of(argument, "argument"), text_of(argument, "in"),
                    text_of(argument, "name"), flag_of(argument, "required")};
  });
  tool.errors = list_of<DocumentedError>(node, "errors", [](const Node& error) {
    return DocumentedError{text_of(error, "status"), text_of(error, "description")};
  });
  tool.security = list_of<std::vector<SecurityUse>>(node, "security", requirement_of);
  const auto raw = [&](const Node& schema) {
    return text.substr(schema.span().begin, schema.span().end - schema.span().begin);
  };
  tool.input_schema = raw(*node.find("input_schema"));
  if (const Node* output = node.find("output_schema")) tool.output_schema = raw(*output);
  return tool;
}

File file_of(const Node& node) { return {text_of(node, "file"), text_of(node, "sha256")}; }

}  // namespace

std::optional<Project> read(const fs::path& folder, const resolve::FileAccess& files,
                            Sources& sources, Diagnostics& diagnostics) {
  Reader reader(folder, files, sources, diagnostics);
  const auto lock = reader.read(lock_path, structure::check_lock);
  if (!lock) return std::nullopt;
  const auto surface = reader.read(surface_path, structure::check_surface);
  if (!surface) return std::nullopt;

  Project project;
  project.folder = folder;
  const Node& from = lock->tree.root();
  project.compiler_version = text_of(from, "mcpcc");
  project.inputs = list_of<File>(from, "inputs", file_of);
  project.outputs = list_of<File>(from, "outputs", file_of);
  project.lock_sha256 = sha256(lock->text);

  const Node& root = surface->tree.root();
  project.surface = surface->text;
  project.name = text_of(root, "name");
  project.title = text_of(root, "title");
  project.version = text_of(root, "version");
  project.instructions = text_of(root, "instructions");
  project.website_url = text_of(root, "website_url");
  project.upstreams = list_of<Upstream>(root, "upstreams", [](const Node& node) {
    return Upstream{text_of(node, "url"), text_of(node, "description")};
  });
  project.security_schemes =
      list_of<SecurityScheme>(root, "security_schemes", [](const Node& node) {
        return SecurityScheme{text_of(node, "name"), text_of(node, "kind"),
                              text_of(node, "description")};
      });
  project.environment = list_of<EnvironmentVariable>(root, "environment", variable_of);
  project.tags = list_of<Tag>(root, "tags", [](const Node& node) {
    return Tag{text_of(node, "name"), text_of(node, "summary"), text_of(node, "description"),
               text_of(node, "parent"), text_of(node, "kind")};
  });
  project.tools =
      list_of<Tool>(root, "tools", [&](const Node& node) { return tool_of(node, surface->text); });

  // Records and images say what was compiled: an edited surface would make them say something else.
  const auto written = std::ranges::find(project.outputs, surface_path, &File::path);
  if (written == project.outputs.end() || written->sha256 != sha256(surface->text)) {
    diagnostics.report(
        rules::project_invalid,
        '`' + (folder / surface_path).generic_string() + "` is not what mcpcc.lock says",
        {"write it again with `mcpcc generate`"});
    return std::nullopt;
  }
  return project;
}

}  // namespace mcpcc::project
