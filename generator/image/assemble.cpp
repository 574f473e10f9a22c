#include "image/assemble.h"

#include <algorithm>

#include "image/archive.h"
#include "image/labels.h"
#include "image/root_filesystem.h"
#include "image/statement.h"
#include "support/digest.h"
#include "support/utf8.h"

namespace mcpcc::image {

namespace {

constexpr int port = 8080;

// Labels are shown in lists, so a text becomes its first paragraph, and not too long a one.
std::string one_line(std::string_view text) {
  constexpr std::size_t most = 300;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const utf8::CodePoint point = utf8::decode(text, at);
    const std::string_view bytes = text.substr(at, point.size);
    at += point.size;
    if (bytes == "\n" && (at == text.size() || text[at] == '\n' || text[at] == '\r')) break;
    if (out.size() + bytes.size() > most) return out + "...";
    if (bytes == "\n" || bytes == "\t" || bytes == "\r") {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (point.valid && !utf8::is_hidden(point.value)) {
      out += bytes;
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// The keys of OCI's specification, "Pre-Defined Annotation Keys", and the one by which registries
// of MCP servers see that an image belongs to its record.
Labels labels_of(const project::Project& project, const AssembleOptions& options) {
  Labels labels;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) labels[key] = value;
  };
  add("org.opencontainers.image.title", project.program());
  add("org.opencontainers.image.description",
      one_line(project.instructions.empty() ? project.title : project.instructions));
  add("org.opencontainers.image.version", project.version);
  // What a document says there may be anything.
  if (problem_of_url(project.website_url).empty()) {
    add("org.opencontainers.image.url", project.website_url);
  }
  add("org.opencontainers.image.source", options.source);
  add("org.opencontainers.image.revision", options.revision);
  add("org.opencontainers.image.licenses", options.licenses);
  add("io.modelcontextprotocol.server.name", options.server_name);
  for (const auto& [key, value] : options.labels) labels[key] = value;
  return labels;
}

ImageConfig config_of(const project::Project& project, const AssembleOptions& options) {
  const std::string program = '/' + project.program();
  const std::string user = std::to_string(user_id);
  ImageConfig config;
  config.created = options.created;
  config.entrypoint = {program, "--http", "0.0.0.0:" + std::to_string(port)};
  config.environment = {std::string("SSL_CERT_FILE=") + ca_bundle_path};
  config.health_check = {program, "health"};
  config.user = user + ':' + user;
  config.port = port;
  config.history = "mcpcc image build";
  config.labels = labels_of(project, options);
  return config;
}

Subject subject_of(const project::Project& project, const Program& program,
                   const AssembleOptions& options) {
  Subject subject;
  subject.name = project.program();
  subject.version = project.version;
  subject.license = options.licenses;
  subject.compiler_version = MCPCC_VERSION;
  subject.sha256 = sha256(program.bytes);
  subject.platform = program.platform;
  subject.created = options.created;
  subject.components = program.components;
  subject.components.push_back({"mcpcc-runtime", MCPCC_VERSION, "Apache-2.0",
                                "pkg:generic/mcpcc-runtime@" MCPCC_VERSION,
                                Component::Use::linked});
  for (const auto& input : project.inputs) subject.inputs.push_back({input.path, input.sha256});
  return subject;
}

std::string provenance_of(const project::Project& project, const std::vector<Program>& programs,
                          const AssembleOptions& options, const Layout& layout) {
  Provenance result;
  const std::string name = options.reference.registry + '/' + options.reference.repository;
  result.subjects.push_back({name, layout.top.digest});
  for (const auto& image : layout.images) {
    if (image.digest != layout.top.digest) result.subjects.push_back({name, image.digest});
  }
  result.server = project.name;
  result.compiler_version = MCPCC_VERSION;
  result.source = options.source;
  result.revision = options.revision;
  for (const Program& program : programs) {
    result.platforms.push_back(to_string(program.platform));
    if (!program.compiler.empty()) result.compilers.push_back(program.compiler);
    for (const Component& component : program.components) {
      if (std::find(result.components.begin(), result.components.end(), component) ==
          result.components.end()) {
        result.components.push_back(component);
      }
    }
  }
  for (const auto& input : project.inputs) result.inputs.push_back({input.path, input.sha256});
  result.inputs.push_back({"mcpcc.lock", project.lock_sha256});
  for (const auto& output : project.outputs) result.inputs.push_back({output.path, output.sha256});
  return provenance(result);
}

}  // namespace

std::vector<Statement> bills_of_materials(const project::Project& project, const Program& program,
                                          const AssembleOptions& options) {
  const Subject subject = subject_of(project, program, options);
  return {{"spdx.json", media_type::spdx, spdx(subject)},
          {"cdx.json", media_type::cyclonedx, cyclonedx(subject)}};
}

Assembled assemble(const project::Project& project, const std::vector<Program>& programs,
                   const AssembleOptions& options) {
  const ImageConfig config = config_of(project, options);
  Assembled result;
  for (const Program& program : programs) {
    result.images.push_back(
        make_image(program.platform, config,
                   tar(root_filesystem(project.program(), program.bytes, options.ca_bundle),
                       options.created)));
  }
  result.layout = make_layout(result.images, config.labels);
  const Labels when = {{"org.opencontainers.image.created", rfc3339(options.created)}};
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Descriptor target = result.layout.images[i];
    const Platform& platform = programs[i].platform;
    for (Statement& bill : bills_of_materials(project, programs[i], options)) {
      attach(result.layout, target, bill.media_type, bill.text, when);
      bill.suffix = platform.os + '-' + platform.architecture + '.' + bill.suffix;
      result.statements.push_back(std::move(bill));
    }
  }
  std::string from = provenance_of(project, programs, options, result.layout);
  const Descriptor top = result.layout.top;
  attach(result.layout, top, media_type::in_toto, from, when);
  result.statements.push_back({"provenance.json", media_type::in_toto, std::move(from)});
  return result;
}

}  // namespace mcpcc::image
