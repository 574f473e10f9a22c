#include "driver/docs.h"

#include <algorithm>
#include <ostream>
#include <tuple>

#include "docs/formats.h"
#include "driver/compile.h"
#include "driver/losses.h"
#include "driver/messages.h"
#include "driver/replace_file.h"
#include "project/project.h"
#include "support/digest.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

namespace {

// What makes rows of the ledger one: they differ in their places only.
using LossKey = std::tuple<std::string, std::string, std::string>;
struct Places {
  std::vector<std::string> first;
  std::size_t count = 0;
  void add(std::string place) {
    ++count;
    if (first.size() < docs::max_places) first.push_back(std::move(place));
  }
};
using LossTable = std::map<LossKey, Places>;

std::vector<docs::Loss> rows_of(const LossTable& table) {
  std::vector<docs::Loss> result;
  for (const auto& [key, places] : table) {
    const auto& [loss_class, construct, reason] = key;
    result.push_back({loss_class, construct, reason, places.first, places.count});
  }
  // What is left out first.
  std::stable_partition(result.begin(), result.end(),
                        [](const docs::Loss& loss) { return loss.loss_class == "refused"; });
  return result;
}

// What of a document belongs to which tool, by pointers like `#/paths/~1pets/get/summary`.
class ToolFinder {
 public:
  explicit ToolFinder(const ir::Server& server) {
    for (const auto& tool : server.tools) tools_.emplace(tool.pointer, tool.name);
  }

  /// nullptr: to none.
  const std::string* find(std::string_view pointer) const {
    std::size_t end = 0;
    for (int slash = 0; slash < 4 && end != std::string_view::npos; ++slash)
      end = pointer.find('/', end + 1);
    const auto found = tools_.find(pointer.substr(0, end));
    return found == tools_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, std::string, std::less<>> tools_;
};

// Moves what many tools have in common to `others`: with each of them it would only be read over.
void move_common(std::map<std::string, LossTable>& of_tools, LossTable& others) {
  std::map<LossKey, std::size_t> tools;
  for (const auto& [name, table] : of_tools) {
    for (const auto& [key, places] : table) ++tools[key];
  }
  constexpr std::size_t few = 3;
  const std::size_t most = std::max(few, of_tools.size() / 4);
  for (auto& [name, table] : of_tools) {
    std::erase_if(table, [&](const auto& row) {
      if (tools.at(row.first) <= most) return false;
      Places& places = others[row.first];
      for (const auto& place : row.second.first) places.add(place);
      places.count += row.second.count - row.second.first.size();
      return true;
    });
  }
}

docs::Losses losses_of(const Compilation& compilation) {
  const ledger::Ledger ledger = ledger_of(compilation);
  const ToolFinder tools(compilation.lowered->server);
  // Files are named from the document's folder, so that the reference is the same on every machine.
  const std::string& document = compilation.sources[0].name();
  const std::string folder = document.substr(0, document.rfind('/') + 1);
  std::map<std::string, LossTable> of_tools;
  LossTable others;
  for (const auto& row : ledger.rows()) {
    if (row.loss_class == ledger::LossClass::mapped) continue;
    const auto& source = compilation.sources[row.at.file];
    const bool is_below = !folder.empty() && source.name().starts_with(folder);
    const std::string place = (is_below ? source.name().substr(folder.size()) : source.name()) +
                              ':' + std::to_string(source.line_number(row.at.begin));
    const std::string* tool = tools.find(ledger.pointer(row));
    LossTable& table = tool == nullptr ? others : of_tools[*tool];
    table[{std::string(to_string(row.loss_class)), std::string(row.construct),
           std::string(row.reason)}]
        .add(place);
  }
  move_common(of_tools, others);
  docs::Losses result;
  for (const auto& [name, table] : of_tools) result.of_tools.emplace(name, rows_of(table));
  result.others = rows_of(others);
  for (const auto& [construct, count] : ledger.counts())
    result.counts[std::string(construct)] = {count[0], count[1], count[2]};
  return result;
}

class Run {
 public:
  Run(const DocsOptions& options, Environment& environment)
      : options_(options), environment_(environment), diagnostics_(options.severities) {}

  int operator()() {
    const auto project = project::read(options_.folder, environment_.files, sources_, diagnostics_);
    int status = input_error;
    if (project) {
      std::optional<docs::Losses> losses;
      status = options_.spec.empty() ? int(success) : read_losses(*project, losses);
      if (status == success) {
        const auto reference =
            docs::make_reference(*project, losses ? &*losses : nullptr, MCPCC_VERSION);
        status = write(reference);
      }
    }
    print_messages(diagnostics_, sources_, options_, environment_);
    return status;
  }

 private:
  int read_losses(const project::Project& project, std::optional<docs::Losses>& losses) {
    Options options = options_;
    options.ledger = true;
    const auto compilation = compile(options, environment_);
    print_diagnostics(*compilation, options_, environment_);
    if (compilation->diagnostics.has_errors() || !compilation->lowered) return input_error;
    const bool is_input =
        std::any_of(project.inputs.begin(), project.inputs.end(), [&](const project::File& file) {
          return file.sha256 == sha256(compilation->sources[0].text());
        });
    if (!is_input && !options_.quiet)
      environment_.err
          << "mcpcc: `" << options_.spec
          << "` is not the document that the project was made of, so its losses may be "
             "others\n";
    losses = losses_of(*compilation);
    return success;
  }

  int write(const docs::Reference& reference) {
    emit::OutputTree tree;
    if (options_.as_markdown) tree = docs::to_markdown(reference);
    if (options_.as_html)
      tree.push_back({"tools.html", docs::to_html(reference), emit::Ownership::generated});
    if (options_.as_json)
      tree.push_back({"tools.json", docs::to_json(reference), emit::Ownership::generated});
    if (options_.print) {
      for (const auto& file : tree) environment_.out << file.content;
      return success;
    }
    const fs::path folder =
        options_.output.empty() ? fs::path(options_.folder) / "docs" : fs::path(options_.output);
    std::vector<const emit::OutputFile*> changed;
    for (const auto& file : tree) {
      const fs::path path = folder / file.path;
      std::string unread;
      std::error_code error;
      const auto before = environment_.files.read(path, std::size_t{1} << 30, true, unread);
      if (before == file.content) continue;
      changed.push_back(&file);
      const bool is_there = fs::exists(fs::symlink_status(path, error));
      if (is_there && !options_.force && !(before && docs::is_reference(file.path, *before)))
        diagnostics_.report(
            rules::output_not_ours, "`" + path.generic_string() + "` is there already",
            {"nothing was written; name another folder with -o, or overwrite it with --force"});
    }
    if (diagnostics_.has_errors()) return tree_differs;
    for (const auto* file : changed) {
      const fs::path path = folder / file->path;
      if (const auto reason = write_file(path, file->content); !reason.empty()) {
        diagnostics_.report(rules::output_unwritable, "`" + path.generic_string() + "`: " + reason,
                            {"see that the folder can be written and the disk has room"});
        return fault;
      }
    }
    if (!options_.quiet) {
      for (const auto& file : tree)
        environment_.out << (folder / file.path).generic_string() << ": " << file.content.size()
                         << " bytes\n";
    }
    return success;
  }

  const DocsOptions& options_;
  Environment& environment_;
  Sources sources_;
  Diagnostics diagnostics_;
};

}  // namespace

int docs(const DocsOptions& options, Environment& environment) {
  return Run(options, environment)();
}

}  // namespace mcpcc::driver
