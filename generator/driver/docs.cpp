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

// Rows of the ledger, one for those that differ in their places only.
class LossTable {
 public:
  void add(const std::string& loss_class, const std::string& construct, const std::string& reason,
           const std::string& place) {
    const auto [known, is_new] =
        known_.try_emplace(std::tuple(loss_class, construct, reason), losses_.size());
    if (is_new) losses_.push_back({loss_class, construct, reason, {}});
    auto& places = losses_[known->second].places;
    if (places.empty() || places.back() != place) places.push_back(place);
  }
  std::vector<docs::Loss> take() {
    // What is left out first.
    std::stable_partition(losses_.begin(), losses_.end(),
                          [](const docs::Loss& loss) { return loss.loss_class == "refused"; });
    return std::move(losses_);
  }

 private:
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> known_;
  std::vector<docs::Loss> losses_;
};

docs::Losses losses_of(const Compilation& compilation) {
  const ledger::Ledger ledger = ledger_of(compilation);
  // The pointer of an operation, and of what is in it: `#/paths/~1pets/get`, three tokens.
  std::map<std::string, std::string, std::less<>> tools;
  for (const auto& tool : compilation.lowered->server.tools) tools.emplace(tool.pointer, tool.name);
  const auto tool_of = [&](std::string_view pointer) -> const std::string* {
    std::size_t end = 0;
    for (int token = 0; token < 3 && end != std::string_view::npos; ++token)
      end = pointer.find('/', end + 1);
    if (end != std::string_view::npos) end = pointer.find('/', end + 1);
    const auto found = tools.find(pointer.substr(0, end));
    return found == tools.end() ? nullptr : &found->second;
  };
  std::map<std::string, LossTable> of_tools;
  LossTable others;
  for (const auto& row : ledger.rows()) {
    if (row.loss_class == ledger::LossClass::mapped) continue;
    const auto& source = compilation.sources[row.at.file];
    const std::string place =
        source.name() + ':' + std::to_string(source.line_number(row.at.begin));
    const std::string* tool = tool_of(ledger.pointer(row));
    LossTable& table = tool == nullptr ? others : of_tools[*tool];
    table.add(std::string(to_string(row.loss_class)), std::string(row.construct),
              std::string(row.reason), place);
  }
  docs::Losses result;
  for (auto& [name, table] : of_tools) result.of_tools.emplace(name, table.take());
  result.others = others.take();
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
    const auto compilation = compile(options_, environment_);
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
    for (const auto& file : tree) {
      const fs::path path = folder / file.path;
      std::string unread;
      const auto before = environment_.files.read(path, std::size_t{1} << 30, true, unread);
      if (before == file.content) continue;
      if (const auto reason = write_file(path, file.content); !reason.empty()) {
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
