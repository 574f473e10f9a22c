// export and import.
#include "registry/exchange.h"

#include <algorithm>
#include <ostream>

#include "driver/registry/commands.h"
#include "driver/registry/print.h"
#include "driver/registry/session.h"
#include "image/reference.h"
#include "registry/publication.h"
#include "support/count.h"
#include "support/digest.h"

namespace mcpcc::driver::registry_commands {

using registry::Failure;
using registry::Kind;

namespace {

constexpr std::size_t most_bytes_of_file = std::size_t{512} << 20;

std::string tag_of(const std::string& text) {
  const auto parsed = image::parse_reference(text);
  const auto* reference = std::get_if<image::Reference>(&parsed);
  return reference == nullptr ? std::string() : reference->tag;
}

// Of several images that are recorded, those of the version that is published.
std::vector<registry::Image> chosen_images(const RegistryOptions& options,
                                           const registry::Publication& publication,
                                           std::vector<registry::Image> recorded) {
  if (!options.images.empty()) {
    std::vector<registry::Image> result;
    for (const auto& reference : options.images) {
      registry::check_name({Kind::image, reference});
      const auto found = std::find_if(recorded.begin(), recorded.end(), [&](const auto& image) {
        return image.reference == reference;
      });
      result.push_back(found != recorded.end() ? *found
                                               : registry::Image{reference, {}, {}, {}, 0});
    }
    return result;
  }
  if (recorded.size() > 1) {
    const std::string version = image::tag_of_version(
        publication.version.empty() ? publication.server.version : publication.version);
    std::erase_if(recorded, [&](const auto& image) { return tag_of(image.reference) != version; });
    if (recorded.empty()) {
      throw Failure(rules::export_incomplete,
                    "several images are recorded, and none has the tag `" + version + '`',
                    {"choose with --image"});
    }
  }
  return recorded;
}

std::vector<registry::Endpoint> chosen_endpoints(const RegistryOptions& options,
                                                 std::vector<registry::Endpoint> recorded) {
  if (options.no_endpoints) return {};
  if (options.endpoints.empty()) return recorded;
  std::vector<registry::Endpoint> result;
  for (const auto& url : options.endpoints) {
    registry::check_name({Kind::endpoint, url});
    const auto found = std::find_if(recorded.begin(), recorded.end(),
                                    [&](const auto& endpoint) { return endpoint.url == url; });
    result.push_back(found != recorded.end() ? *found
                                             : registry::Endpoint{url, {}, options.transport});
  }
  return result;
}

std::optional<registry::Publication> publication_of(const RegistryOptions& options,
                                                    Session& session) {
  registry::Publication result;
  result.registry_name = options.name;
  result.version = options.version;
  result.repository_url = options.repository;
  std::vector<registry::Image> images;
  std::vector<registry::Endpoint> endpoints;
  if (!options.folder.empty()) {
    const auto project = project::read(options.folder, session.environment().files,
                                       session.sources(), session.diagnostics());
    if (!project) return std::nullopt;
    registry::Version version;
    version.content = registry::contents_of(*project, project->name).server_content;
    result.name = project->name;
    result.server = registry::read_server(version);
  } else {
    if (options.records.size() != 1) {
      throw Failure(rules::registry_name_invalid, "this format is about one server",
                    {"name it, or its project folder: --project DIR"});
    }
    registry::Database& database = session.database();
    registry::Transaction transaction(database, registry::Access::read);
    const auto id = registry::parse_record_id(options.records.front());
    if (id.kind != Kind::server)
      throw Failure(rules::registry_name_invalid, "this format is about servers");
    result.name = id.name;
    result.server = registry::read_server(registry::existing(database, id));
    for (const auto& version : registry::list(database, Kind::image, false)) {
      if (auto image = registry::read_image(version); image.server == id.name)
        images.push_back(std::move(image));
    }
    for (const auto& version : registry::list(database, Kind::endpoint, false)) {
      if (auto endpoint = registry::read_endpoint(version); endpoint.server == id.name)
        endpoints.push_back(std::move(endpoint));
    }
  }
  result.images = chosen_images(options, result, std::move(images));
  result.endpoints = chosen_endpoints(options, std::move(endpoints));
  if (!options.bundle_url.empty()) {
    registry::Publication::Bundle bundle{options.bundle_url, options.bundle_sha256};
    if (!options.bundle_file.empty()) {
      bundle.sha256 =
          sha256(read_file(session.environment(), options.bundle_file, most_bytes_of_file));
    }
    result.bundles.push_back(std::move(bundle));
  }
  return result;
}

int emit(const RegistryOptions& options, Environment& environment, const std::string& text) {
  if (options.output.empty()) {
    environment.out << text;
    return success;
  }
  write_private_file(
      options.output, [&](std::ostream& out) { out << text; }, true);
  return success;
}

}  // namespace

int export_records(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    if (const auto format = registry::parse_format(options.format)) {
      const auto publication = publication_of(options, session);
      if (!publication) return input_error;
      const auto text = registry::publish(*publication, *format, session.diagnostics());
      return text ? emit(options, environment, *text) : input_error;
    }
    std::vector<registry::RecordId> ids;
    for (const auto& record : options.records) ids.push_back(registry::parse_record_id(record));
    return emit(options, environment,
                session.read([&] { return registry::export_records(session.database(), ids); }));
  });
}

int import_records(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    std::string text;
    if (options.file == "-") {
      read_limited(environment.in, most_bytes_of_file, text);
      if (text.size() > most_bytes_of_file)
        throw Failure(rules::registry_file_invalid, "standard input is larger than 512 MiB");
    } else {
      text = read_file(environment, options.file, most_bytes_of_file);
    }
    const auto imported = session.write(
        [&] { return registry::import_records(session.database(), text, session.author()); });
    if (options.json) {
      JsonArray changes, credentials;
      for (const auto& [version, changed] : imported.outcomes)
        changes.raw(json_of(version).flag("changed", changed).str());
      for (const auto& id : imported.credentials) credentials.text(id.name);
      environment.out << registry::indented(JsonObject()
                                                .raw("changes", changes.str())
                                                .raw("missing_credentials", credentials.str())
                                                .str())
                      << '\n';
      return success;
    }
    if (options.quiet) return success;
    std::size_t changed = 0;
    for (const auto& outcome : imported.outcomes) changed += outcome.changed ? 1 : 0;
    environment.out << counted(imported.outcomes.size(), "record") << ", " << changed
                    << " changed\n";
    for (const auto& id : imported.credentials) {
      const auto slash = id.name.find('/');
      environment.out << "to be set: mcpcc registry credential set " << id.name.substr(0, slash)
                      << ' ' << id.name.substr(slash + 1) << '\n';
    }
    return success;
  });
}

}  // namespace mcpcc::driver::registry_commands
