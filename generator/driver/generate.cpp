#include <future>
#include <ostream>

#include "driver/commands.h"
#include "driver/lock.h"
#include "driver/output.h"
#include "driver/registry/record.h"
#include "emit/project.h"
#include "support/count.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

namespace {

// A path in a depfile: what Make and Ninja both read.
std::string depfile_path(const fs::path& path) {
  std::string result;
  for (const char c : path.generic_string()) {
    if (c == ' ' || c == '#' || c == '\\') result += '\\';
    if (c == '$') result += '$';
    result += c;
  }
  return result;
}

std::string depfile(const emit::OutputTree& tree, const fs::path& folder,
                    const resolve::Loader& loader) {
  std::string out;
  for (const auto& file : tree) {
    if (file.ownership != emit::Ownership::generated) continue;
    out += (out.empty() ? "" : " \\\n ") + depfile_path(folder / file.path);
  }
  out += ':';
  for (const auto& path : loader.paths()) out += " \\\n  " + depfile_path(path);
  return out + '\n';
}

}  // namespace

int generate(const Options& options, Environment& environment) {
  const bool records = options.record && !options.check_only;
  if (records) {
    // What cannot be recorded is not made.
    const int status = registry_commands::check_registry(options, options.registry, environment);
    if (status != success) return status;
  }
  const auto compilation = compile(options, environment);
  Diagnostics& diagnostics = compilation->diagnostics;
  if (diagnostics.has_errors() || !compilation->lowered) {
    print_diagnostics(*compilation, options, environment);
    return input_error;
  }
  const ir::Server& server = compilation->lowered->server;
  auto inputs = std::async(std::launch::async, [&] {
    return digest_inputs(compilation->sources, *compilation->loader);
  });
  emit::OutputTree tree = emit::emit_project(
      server, {.compiler_version = MCPCC_VERSION, .vendor_runtime = options.vendor_runtime});
  if (options.generated_only) {
    std::erase_if(tree,
                  [](const auto& file) { return file.ownership != emit::Ownership::generated; });
  }
  const Lock lock = make_lock(server.name, inputs.get(), tree);
  tree.push_back({std::string(lock_path), to_json(lock), emit::Ownership::generated});

  const fs::path folder(options.output);
  std::size_t written = 0;
  int status = success;
  if (options.check_only) {
    status = compare_tree(tree, folder, diagnostics);
  } else {
    WriteOptions write_options{options.force, !options.depfile.empty(), {}, {}};
    if (!options.depfile.empty()) {
      write_options.depfile = options.depfile;
      write_options.depfile_text = depfile(tree, folder, *compilation->loader);
    }
    status = write_tree(tree, folder, write_options, diagnostics, written);
  }
  print_diagnostics(*compilation, options, environment);
  if (status == success && !options.quiet) {
    environment.out << server.name << "-mcp: " << counted(server.tools.size(), "tool") << " of "
                    << counted(compilation->operations, "operation") << " in "
                    << folder.generic_string();
    if (options.check_only) {
      environment.out << ", up to date\n";
    } else {
      environment.out << ", " << counted(written, "file") << " written\n";
    }
  }
  if (status == success && records)
    return registry_commands::record_project(options.output, options, options.registry,
                                             environment);
  return status;
}

}  // namespace mcpcc::driver
