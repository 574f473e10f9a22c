#include "driver/compile.h"

#include <algorithm>
#include <istream>
#include <iterator>

#include "driver/messages.h"
#include "driver/overlays.h"
#include "driver/structure.h"
#include "driver/tokens.h"
#include "openapi/parse.h"
#include "profile/outputs.h"
#include "profile/profile.h"
#include "resolve/uri.h"
#include "source/pointer_at.h"

namespace mcpcc::driver {

namespace {

std::unique_ptr<fetch::RemoteDocuments> make_remote(const Options& options,
                                                    const Environment& environment) {
  fetch::RemoteOptions remote;
  for (const auto& entry : options.allowed_remotes) remote.allowed.add(entry);
  remote.offline = options.offline;
  remote.refresh = options.refresh_remote;
  remote.private_addresses = options.private_network;
  remote.max_bytes = source::Limits{}.max_bytes;
  // What is not a file lies nowhere: its copies stand in the current folder.
  const bool is_file = options.spec != "-" && !resolve::is_http_url(options.spec);
  const auto folder = is_file ? std::filesystem::path(options.spec).parent_path() : "";
  return std::make_unique<fetch::RemoteDocuments>(
      std::move(remote), fetch::Store(environment.files, folder.empty() ? "." : folder),
      environment.open_network);
}

void allow_remotes(const std::vector<Located<std::string>>& entries, Compilation& compilation) {
  for (const auto& entry : entries) {
    if (compilation.remote->allowed().add(entry.value)) continue;
    compilation.diagnostics.report(rules::configuration_wrong_value, entry.at, {},
                                   "expected HOST, HOST:PORT or https://HOST/PATH");
  }
}

// The command line wins over the configuration; each name once.
std::vector<std::string> profiles_of(const Options& options,
                                     const configuration::Configuration& configuration) {
  std::vector<std::string> result;
  const auto add = [&](const std::string& name) {
    if (std::find(result.begin(), result.end(), name) == result.end()) result.push_back(name);
  };
  for (const auto& name : options.profiles) add(name);
  if (!result.empty()) return result;
  for (const auto& name : configuration.profiles) add(name.value);
  if (result.empty()) result.emplace_back(profile::names.front());
  return result;
}

// Configuration knows no profiles.
void check_profiles(configuration::Configuration& configuration, Diagnostics& diagnostics) {
  std::erase_if(configuration.profiles, [&](const Located<std::string>& name) {
    if (profile::is_name(name.value)) return false;
    diagnostics.report(rules::configuration_wrong_value, name.at, "#/profiles",
                       "there is no profile `" + name.value + "`",
                       suggest(name.value, {profile::names.begin(), profile::names.end()}));
    return true;
  });
}

lower::Lowered lower_under(const configuration::Configuration& configuration,
                           const Options& options, const resolve::Linked& linked,
                           Diagnostics& diagnostics) {
  lower::Lowered lowered = lower::lower(linked, {options.server_name, configuration}, diagnostics);
  lowered.server.profiles = profiles_of(options, configuration);
  profile::add_listings(lowered, configuration.limits, diagnostics);
  profile::add_output_schemas(lowered.server, configuration, diagnostics);
  return lowered;
}

}  // namespace

std::unique_ptr<Compilation> compile(const Options& options, Environment& environment) {
  auto result = std::make_unique<Compilation>(options.severities);
  result->remote = make_remote(options, environment);
  result->loader =
      std::make_unique<resolve::Loader>(environment.files, result->remote.get(), result->sources,
                                        source::Limits{}, result->diagnostics);
  const resolve::File* file = nullptr;
  if (options.spec == "-") {
    std::string text;
    read_limited(environment.in, source::Limits{}.max_bytes, text);
    file = &result->loader->load_text("<stdin>", std::move(text), options.reference_root);
  } else {
    file = &result->loader->load_document(options.spec, options.reference_root);
  }
  if (!options.configuration.empty()) {
    const resolve::File& configuration = result->loader->load_configuration(options.configuration);
    if (configuration.tree) {
      result->configuration = configuration::parse(configuration.tree->root(), result->diagnostics);
      allow_remotes(result->configuration.allow_remote, *result);
      check_profiles(result->configuration, result->diagnostics);
    }
  }
  if (!file->tree) return result;
  apply_overlays(options.overlays, *result);
  resolve::MisplacedReferences misplaced;
  if (const auto version = openapi::version_of(file->root)) {
    misplaced.replace_in_document(*result->loader, *version, result->diagnostics);
  }
  auto document = openapi::parse(file->root, result->diagnostics);
  if (!document) return result;
  result->linked = resolve::link(std::move(*document), std::move(misplaced), *result->loader,
                                 result->diagnostics);
  for (const auto& item : result->linked->document.paths)
    result->operations += item.operations.size() + item.malformed_operations.size();
  result->lowered =
      lower_under(result->configuration, options, *result->linked, result->diagnostics);
  const std::optional<std::size_t> limit =
      options.max_list_tokens ? options.max_list_tokens : result->configuration.limits.list_tokens;
  if (limit) {
    const auto list_under = [&](const configuration::Configuration& other) {
      Diagnostics unused;
      return list_bytes(lower_under(other, options, *result->linked, unused).server);
    };
    check_list_tokens(result->lowered->server, *limit, result->configuration, list_under,
                      result->diagnostics);
  }
  if (wants_all_references(options)) check_all_references(*result);
  if (wants_structure(options)) check_structure(*result);
  return result;
}

void print_diagnostics(const Compilation& compilation, const MessageOptions& options,
                       Environment& environment) {
  print_messages(
      compilation.diagnostics, compilation.sources, options, environment,
      [&](Diagnostic& diagnostic) {
        // Schemas are read without keeping track of where they stand: the place tells.
        // What stands elsewhere than where it was written was read there.
        const auto is_file = [&](const resolve::File* overlay) {
          return overlay->id == diagnostic.at.file;
        };
        const bool is_moved =
            (compilation.linked && compilation.linked->misplaced.lead_into(diagnostic.at.file)) ||
            std::ranges::any_of(compilation.overlays, is_file);
        if (!diagnostic.located || (!diagnostic.pointer.empty() && !is_moved)) return;
        const auto& file = compilation.loader->file(diagnostic.at.file);
        if (!file.tree) return;
        diagnostic.pointer = source::pointer_at(
            file.tree->root(), compilation.sources[diagnostic.at.file].shown(diagnostic.at));
      });
}

}  // namespace mcpcc::driver
