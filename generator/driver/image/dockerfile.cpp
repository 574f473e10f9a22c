#include <filesystem>
#include <ostream>

#include "driver/image/image.h"
#include "driver/image/publish.h"
#include "driver/messages.h"
#include "emit/literals.h"
#include "emit/template.h"
#include "image/output.h"
#include "project/project.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

int write_dockerfile(const DockerfileOptions& options, Environment& environment) {
  Sources sources;
  Diagnostics diagnostics(options.severities);
  const auto end = [&](int status) {
    print_messages(diagnostics, sources, options, environment);
    return status;
  };
  const auto project = project::read(options.folder, environment.files, sources, diagnostics);
  if (!project) return end(input_error);
  const emit::TemplateData data("server_name", project->name);
  const std::pair<const char*, const char*> files[] = {
      {"deploy/Dockerfile", "docker/Dockerfile"}, {".dockerignore", "docker/dot_dockerignore"}};
  image::Outputs outputs;
  for (const auto& [name, from] : files) {
    const fs::path path = project->folder / name;
    std::error_code error;
    if (!options.force && fs::exists(path, error)) {
      diagnostics.report(rules::output_not_ours, "`" + path.generic_string() + "` is there already",
                         {"nothing was written; --force overwrites it"});
      return end(tree_differs);
    }
    // No tag is escaped: what stands in them is a name of [a-z0-9-].
    const image::WriteFailure failure =
        outputs.add_file(path, emit::render(from, data, emit::cpp_literal));
    if (const int status = report_write(failure, diagnostics); status != success)
      return end(status);
  }
  if (const int status = report_write(outputs.commit(), diagnostics); status != success) {
    return end(status);
  }
  if (!fs::exists(project->folder / "runtime/CMakeLists.txt")) {
    diagnostics.report(
        rules::image_runtime_missing, std::string(),
        {"run `mcpcc generate` again with --vendor-runtime before the image is built"});
  }
  if (!options.quiet) {
    environment.out << "deploy/Dockerfile and .dockerignore in " << project->folder.generic_string()
                    << '\n';
  }
  return end(success);
}

}  // namespace mcpcc::driver
