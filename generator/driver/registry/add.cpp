// register, and what other commands record.
#include <ostream>

#include "driver/registry/commands.h"
#include "driver/registry/print.h"
#include "driver/registry/record.h"
#include "driver/registry/session.h"
#include "registry/publication.h"

namespace mcpcc::driver::registry_commands {

using registry::Action;
using registry::Failure;
using registry::Kind;

namespace {

struct Item {
  registry::RecordId id;
  std::string content;
};

/// All that one command records, to be written at once.
struct Job {
  std::vector<Item> items;
  std::string surface, surface_sha256;  ///< empty: none
};

/// False: the folder holds no project, which was reported.
bool add_project(Job& job, Session& session, const std::string& folder, const std::string& name) {
  const auto project =
      project::read(folder, session.environment().files, session.sources(), session.diagnostics());
  if (!project) return false;
  auto contents = registry::contents_of(*project, name.empty() ? project->name : name);
  job.surface = std::move(contents.surface);
  job.surface_sha256 = std::move(contents.surface_sha256);
  job.items.push_back({std::move(contents.api), std::move(contents.api_content)});
  job.items.push_back({std::move(contents.server), std::move(contents.server_content)});
  return true;
}

void add_checked(Job& job, registry::RecordId id, std::string content) {
  registry::check_name(id);
  if (auto problem = registry::problem_of_content(id.kind, content); !problem.empty())
    throw Failure(rules::registry_name_invalid, '`' + to_string(id) + "`: " + problem);
  job.items.push_back({std::move(id), std::move(content)});
}

std::vector<registry::Outcome> write(const Job& job, Session& session) {
  return session.write([&] {
    registry::Database& database = session.database();
    if (!job.surface_sha256.empty())
      registry::put_surface(database, job.surface_sha256, job.surface);
    std::vector<registry::Outcome> outcomes;
    const auto author = session.author();
    for (const auto& item : job.items)
      outcomes.push_back(registry::put(database, item.id, Action::update, item.content, author));
    return outcomes;
  });
}

void print(const std::vector<registry::Outcome>& outcomes, bool json, bool quiet,
           Environment& environment) {
  if (json) {
    JsonArray changes;
    for (const auto& [version, changed] : outcomes)
      changes.raw(json_of(version).flag("changed", changed).str());
    environment.out << registry::indented(JsonObject().raw("changes", changes.str()).str()) << '\n';
    return;
  }
  if (quiet) return;
  for (const auto& [version, changed] : outcomes) {
    environment.out << to_string(version.id) << ": "
                    << (changed ? version.number == 1 ? "recorded" : "updated" : "no change")
                    << ", " << version_text(version) << '\n';
  }
}

}  // namespace

int add(const RegistryOptions& options, Environment& environment) {
  return in_session(options, environment, [&](Session& session) -> int {
    Job job;
    if (!options.folder.empty() && !add_project(job, session, options.folder, options.name))
      return input_error;
    const std::string server = !options.server.empty() ? options.server
                               : !job.items.empty()    ? job.items.back().id.name
                                                       : std::string();
    const bool is_of_this_project = !job.items.empty() && job.items.back().id.name == server;
    if (!server.empty() && !is_of_this_project) {
      session.read([&] {
        return registry::existing(session.database(), {Kind::server, server}).number;
      });
    }
    if (!options.image.empty()) {
      add_checked(job, {Kind::image, options.image},
                  registry::content_of(registry::Image{options.image, server, options.digest,
                                                       options.platforms, options.size}));
    }
    if (!options.endpoint.empty()) {
      add_checked(
          job, {Kind::endpoint, options.endpoint},
          registry::content_of(registry::Endpoint{options.endpoint, server, options.transport}));
    }
    print(write(job, session), options.json, options.quiet, environment);
    return success;
  });
}

int check_registry(const MessageOptions& messages, const RegistryLocation& location,
                   Environment& environment) {
  return in_session(messages, location, environment, [](Session& session) -> int {
    session.author();
    // Taken back at once: whether it can be written is known by beginning to.
    const registry::Transaction attempt(session.database(), registry::Access::write);
    return success;
  });
}

int record_project(const std::string& folder, const MessageOptions& messages,
                   const RegistryLocation& location, Environment& environment) {
  return in_session(messages, location, environment, [&](Session& session) -> int {
    Job job;
    if (!add_project(job, session, folder, {})) return input_error;
    print(write(job, session), false, messages.quiet, environment);
    return success;
  });
}

int record_image(const registry::Image& image, const MessageOptions& messages,
                 const RegistryLocation& location, Environment& environment) {
  return in_session(messages, location, environment, [&](Session& session) -> int {
    Job job;
    add_checked(job, {Kind::image, image.reference}, registry::content_of(image));
    print(write(job, session), false, messages.quiet, environment);
    return success;
  });
}

}  // namespace mcpcc::driver::registry_commands
