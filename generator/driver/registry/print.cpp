#include "driver/registry/print.h"

#include "registry/contents.h"
#include "support/count.h"

namespace mcpcc::driver::registry_commands {

using registry::Kind;

namespace {

std::string size_text(std::uint64_t bytes) {
  const std::uint64_t tenths = bytes * 10 / 1'000'000;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " MB";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

}  // namespace

JsonObject json_of(const registry::Version& version) {
  JsonObject out;
  out.text("kind", registry::to_string(version.id.kind))
      .text("name", version.id.name)
      .number("version", version.number)
      .text("action", registry::to_string(version.action))
      .flag("removed", !version.content)
      .text("changed_by", version.changed_by)
      .text("changed_at", version.changed_at);
  return out;
}

std::string summary(const registry::Version& version) {
  if (!version.content) return "removed";
  switch (version.id.kind) {
    case Kind::api: {
      const auto api = registry::read_server(version);
      return api.title + (api.version.empty() ? "" : " " + api.version);
    }
    case Kind::server: {
      const auto server = registry::read_server(version);
      return counted(server.tools.size(), "tool") + ", about " + std::to_string(server.tokens) +
             " tokens, mcpcc " + server.compiler;
    }
    case Kind::image: {
      const auto image = registry::read_image(version);
      // What was registered by hand may have neither.
      std::vector<std::string> known = image.platforms;
      if (image.size > 0) known.insert(known.begin(), size_text(image.size));
      known.push_back(image.digest.substr(0, 19));
      return joined(known);
    }
    case Kind::endpoint: {
      const auto endpoint = registry::read_endpoint(version);
      return endpoint.transport + " of " + endpoint.server;
    }
    case Kind::credential:
      return "sealed";
  }
  return {};
}

std::string_view done(registry::Action action) {
  switch (action) {
    case registry::Action::add:
      return "added";
    case registry::Action::update:
      return "updated";
    case registry::Action::rollback:
      return "rolled back";
    case registry::Action::remove:
      return "removed";
    case registry::Action::import:
      return "imported";
  }
  return {};
}

std::string version_text(const registry::Version& version) {
  return "version " + std::to_string(version.number);
}

}  // namespace mcpcc::driver::registry_commands
