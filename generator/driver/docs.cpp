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

// What of a document belongs to which tools, by pointers like `#/paths/~1pets/get/summary`. What
// several paths share belongs to all tools that are made of it.
class ToolFinder {
 public:
  explicit ToolFinder(const lower::Lowered& lowered) {
    for (const auto& tool : lowered.server.tools)
      tools_[{tool.origin.file, tool.origin.begin}].push_back(tool.name);
    for (const auto& loss : lowered.losses) {
      if (!loss.use || loss.pointer.empty()) continue;
      const auto found = tools_.find({loss.at.file, loss.at.begin});
      if (found == tools_.end()) continue;
      // What an overlay wrote below it stands in another file.
      if (!loss.use->is_referenced) in_paths_.emplace(loss.pointer, &found->second);
      referenced_.emplace(std::pair(loss.at.file, loss.pointer), &found->second);
    }
  }

  /// Empty: to none.
  const std::vector<std::string>& find(Span at, const std::string& pointer) const {
    static const std::vector<std::string> none;
    constexpr int most = 8;  // steps to an operation
    std::size_t end = 0;
    for (int step = 0; step < most && end != std::string::npos; ++step) {
      end = pointer.find('/', end + 1);
      const std::string holder = pointer.substr(0, end);
      if (const auto found = in_paths_.find(holder); found != in_paths_.end())
        return *found->second;
      const auto found = referenced_.find({at.file, holder});
      if (found != referenced_.end()) return *found->second;
    }
    return none;
  }

 private:
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::string>> tools_;  // by place
  std::map<std::string, const std::vector<std::string>*> in_paths_;
  std::map<std::pair<std::uint32_t, std::string>, const std::vector<std::string>*> referenced_;
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
  const ToolFinder tools(*compilation.lowered);
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
    const LossKey key{to_string(row.loss_class), row.construct, row.reason};
    const auto& owners = tools.find(row.at, ledger.pointer(row));
    for (const std::string& tool : owners) of_tools[tool][key].add(place);
    if (owners.empty()) others[key].add(place);
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
