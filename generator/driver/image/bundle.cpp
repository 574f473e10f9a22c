#include "image/bundle.h"

#include <filesystem>
#include <ostream>

#include "driver/image/image.h"
#include "driver/image/programs.h"
#include "driver/image/publish.h"
#include "driver/messages.h"
#include "image/archive.h"
#include "image/build/build.h"
#include "image/output.h"

namespace mcpcc::driver {

namespace {

int make_bundle(const BundleOptions& options, Environment& environment, Sources& sources,
                Diagnostics& diagnostics) {
  const auto project = project::read(options.folder, environment.files, sources, diagnostics);
  if (!project) return input_error;
  const auto time = read_time(diagnostics);
  if (!time) return input_error;
  const std::filesystem::path output =
      options.output.empty() ? project->name + ".mcpb" : options.output;
  // A place that is not free is known before anything is built.
  if (const int status = report_write(image::Outputs::check_file(output), diagnostics);
      status != success) {
    return status;
  }
  image::Program program;
  program.platform =
      options.platform.empty() ? image::host_platform() : *image::parse_platform(options.platform);
  if (const int status = provide_program(*project, options.programs, *time, options, environment,
                                         diagnostics, program);
      status != success) {
    return status;
  }
  const std::string bundle = image::zip(image::bundle_files(
      *project, program, {options.author, options.licenses, options.source, *time}));
  image::Outputs outputs;
  image::WriteFailure failure = outputs.add_file(output, bundle);
  if (failure.message.empty()) failure = outputs.commit();
  if (const int status = report_write(failure, diagnostics); status != success) return status;
  if (!options.quiet) {
    environment.out << project->program() << " for " << image::to_string(program.platform) << " in "
                    << output.generic_string() << ", " << megabytes(bundle.size()) << '\n';
  }
  return success;
}

}  // namespace

int bundle(const BundleOptions& options, Environment& environment) {
  Sources sources;
  Diagnostics diagnostics(options.severities);
  const int status = make_bundle(options, environment, sources, diagnostics);
  print_messages(diagnostics, sources, options, environment);
  return status;
}

}  // namespace mcpcc::driver
