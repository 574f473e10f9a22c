#include "image/build/build.h"

#include <algorithm>
#include <filesystem>
#include <ostream>

#include "driver/image/image.h"
#include "driver/image/programs.h"
#include "driver/image/publish.h"
#include "driver/messages.h"
#include "driver/registry/record.h"
#include "image/assemble.h"
#include "image/output.h"
#include "project/project.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;
using image::Platform;

namespace {

constexpr std::size_t max_ca_bundle = std::size_t{8} << 20;

class Build {
 public:
  Build(const ImageBuildOptions& options, Environment& environment)
      : options_(options), environment_(environment), diagnostics_(options.severities) {}

  int run() {
    if (options_.record) {
      // What cannot be recorded is not made.
      const int status =
          registry_commands::check_registry(options_, options_.registry, environment_);
      if (status != success) return status;
    }
    const int status = try_all();
    print_messages(diagnostics_, sources_, options_, environment_);
    if (status != success || !options_.record) return status;
    return registry_commands::record_image(made_, options_, options_.registry, environment_);
  }

 private:
  int try_all() {
    if (const int status = read_names(); status != success) return status;
    const auto project = project::read(options_.folder, environment_.files, sources_, diagnostics_);
    if (!project) return input_error;
    if (options_.tag.empty()) {
      const std::string tag = image::tag_of_version(project->version);
      auto named = read_reference(project->name + (tag.empty() ? "" : ":" + tag), diagnostics_);
      if (!named) return input_error;
      wanted_.reference = std::move(*named);
    }
    if (wanted_.reference.tag.empty()) wanted_.reference.tag = "latest";
    if (const int status = check_output(*project); status != success) return status;
    if (const int status = read_ca_bundle(); status != success) return status;
    std::vector<image::Program> programs;
    for (const Platform& platform : platforms_) {
      programs.emplace_back().platform = platform;
      const int status = provide_program(*project, options_.programs, wanted_.created, options_,
                                         environment_, diagnostics_, programs.back());
      if (status != success) return status;
    }
    const image::Assembled made = image::assemble(*project, programs, wanted_);
    if (const int status = write(made); status != success) return status;
    say(made, programs);
    note(*project, made, programs);
    if (!target_) return success;
    return publish(made.layout, *target_, options_.plain_http, options_, environment_,
                   diagnostics_);
  }

  // What can be seen to be wrong before anything is built.
  int read_names() {
    if (!options_.tag.empty()) {
      auto named = read_reference(options_.tag, diagnostics_);
      if (!named) return input_error;
      if (!named->digest.empty()) {
        diagnostics_.report(rules::image_name_invalid,
                            "`" + options_.tag + "` has a digest, which is known when it is built",
                            {"leave out what follows `@`"});
        return input_error;
      }
      wanted_.reference = std::move(*named);
    }
    if (!options_.push.empty()) {
      target_ = read_reference(options_.push, diagnostics_);
      if (!target_) return input_error;
      if (target_->tag.empty()) target_->tag = wanted_.reference.tag;
    }
    for (const auto& text : options_.platforms) {
      const Platform platform = *image::parse_platform(text);
      if (std::ranges::find(platforms_, platform) == platforms_.end()) {
        platforms_.push_back(platform);
      }
    }
    if (platforms_.empty()) platforms_ = platforms_of_programs();
    if (options_.format == "docker-archive" && platforms_.size() > 1) {
      diagnostics_.report(rules::image_platforms,
                          "a `docker-archive` holds the image of one platform",
                          {"name one with --platform, or use --format oci-archive"});
      return input_error;
    }
    wanted_.source = options_.source;
    wanted_.revision = options_.revision;
    wanted_.licenses = options_.licenses;
    wanted_.server_name = options_.server_name;
    for (const auto& label : options_.labels) {
      const std::size_t equals = label.find('=');
      wanted_.labels[label.substr(0, equals)] = label.substr(equals + 1);
    }
    const auto time = read_time(diagnostics_);
    if (!time) return input_error;
    wanted_.created = *time;
    return success;
  }

  // This machine's, unless there are programs for others only: then nothing has to be built.
  std::vector<Platform> platforms_of_programs() const {
    std::vector<Platform> result;
    for (const auto& program : options_.programs) {
      const auto platform = image::parse_platform(program.substr(0, program.find('=')));
      if (platform && std::ranges::find(result, *platform) == result.end()) {
        result.push_back(*platform);
      }
    }
    const Platform host = image::host_platform();
    if (result.empty() || std::ranges::find(result, host) != result.end()) return {host};
    return result;
  }

  int read_ca_bundle() {
    std::vector<fs::path> places = {"/etc/ssl/certs/ca-certificates.crt",
                                    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};
    if (!options_.ca_bundle.empty()) places = {options_.ca_bundle};
    std::string error;
    for (const fs::path& place : places) {
      auto text = environment_.files.read(place, max_ca_bundle, true, error);
      if (!text || text->find("-----BEGIN CERTIFICATE-----") == std::string::npos) continue;
      wanted_.ca_bundle = std::move(*text);
      return success;
    }
    diagnostics_.report(
        rules::image_build_failed,
        options_.ca_bundle.empty() ? "this system has no certificates of authorities"
                                   : "`" + options_.ca_bundle + "` holds no certificates",
        {"install the package ca-certificates, or name a PEM file with --ca-bundle"});
    return options_.ca_bundle.empty() ? fault : input_error;
  }

  // A place that is not free is known before anything is built.
  int check_output(const project::Project& project) {
    output_ = options_.output;
    if (output_.empty() && target_) return success;
    if (output_.empty()) {
      output_ = project.program() + (options_.format == "oci" ? ".oci" : ".tar");
    }
    return report_write(options_.format == "oci"
                            ? image::Outputs::check_folder(output_, "oci-layout")
                            : image::Outputs::check_archive(output_),
                        diagnostics_);
  }

  int write(const image::Assembled& made) {
    if (output_.empty()) return success;
    image::Outputs outputs;
    image::WriteFailure failure;
    if (options_.format == "oci") {
      failure =
          outputs.add_folder(output_, layout_files(made.layout, wanted_.reference), "oci-layout");
    } else {
      const auto files = options_.format == "docker-archive"
                             ? docker_files(made.images.front(), wanted_.reference)
                             : layout_files(made.layout, wanted_.reference);
      failure = outputs.add_file(output_, image::tar(files, wanted_.created));
    }
    fs::path beside = output_.has_filename() ? output_ : output_.parent_path();
    for (const auto& statement : made.statements) {
      if (!failure.message.empty()) break;
      fs::path path = beside;
      path += '.' + statement.suffix;
      failure = outputs.add_description(path, statement.text);
    }
    if (failure.message.empty()) failure = outputs.commit();
    return report_write(failure, diagnostics_);
  }

  void say(const image::Assembled& made, const std::vector<image::Program>& programs) {
    if (options_.quiet) return;
    std::ostream& out = environment_.out;
    out << wanted_.reference.name << ':' << wanted_.reference.tag << '@' << made.layout.top.digest;
    if (!output_.empty()) out << " in " << output_.generic_string();
    out << '\n';
    for (std::size_t i = 0; i < programs.size(); ++i) {
      out << image::to_string(programs[i].platform) << ": program "
          << megabytes(programs[i].bytes.size()) << ", image "
          << megabytes(made.images[i].layer_tar.size()) << ", compressed "
          << megabytes(made.images[i].layer.size()) << '\n';
    }
  }

  void note(const project::Project& project, const image::Assembled& made,
            const std::vector<image::Program>& programs) {
    const image::Reference& reference = target_ ? *target_ : wanted_.reference;
    made_.reference = reference.name + ':' + reference.tag;
    made_.server = project.name;
    made_.digest = made.layout.top.digest;
    for (const auto& program : programs)
      made_.platforms.push_back(image::to_string(program.platform));
    for (const auto& image : made.images) made_.size += image.layer.size();
  }

  const ImageBuildOptions& options_;
  Environment& environment_;
  Sources sources_;
  Diagnostics diagnostics_;
  image::AssembleOptions wanted_;
  std::vector<Platform> platforms_;
  std::optional<image::Reference> target_;
  fs::path output_;
  registry::Image made_;  ///< as it is recorded
};

}  // namespace

int build_image(const ImageBuildOptions& options, Environment& environment) {
  return Build(options, environment).run();
}

}  // namespace mcpcc::driver
