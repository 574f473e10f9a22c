#include "driver/image/programs.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <ostream>

#include "image/build/build.h"
#include "image/build/program.h"
#include "support/embedded.h"

namespace mcpcc::driver {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t max_program = std::size_t{1} << 30;
constexpr std::int64_t last_second = 253402300799;  // of the year 9999

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// Where an installed mcpcc may be: this one, what CMake is told, and the system's.
std::vector<fs::path> prefixes() {
  std::vector<fs::path> result;
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) result.push_back(self.parent_path().parent_path());
  const std::string told = variable("CMAKE_PREFIX_PATH");
  for (std::size_t at = 0; at < told.size();) {
    const std::size_t colon = std::min(told.find(':', at), told.size());
    if (colon > at) result.emplace_back(told.substr(at, colon - at));
    at = colon + 1;
  }
  result.insert(result.end(), {"/usr/local", "/usr"});
  return result;
}

fs::path cache_folder() {
  if (const std::string folder = variable("XDG_CACHE_HOME"); !folder.empty()) {
    return fs::path(folder) / "mcpcc";
  }
  if (const std::string home = variable("HOME"); !home.empty()) {
    return fs::path(home) / ".cache/mcpcc";
  }
  return fs::temp_directory_path() / "mcpcc-cache";
}

int build(const project::Project& project, std::int64_t time, const MessageOptions& options,
          Environment& environment, Diagnostics& diagnostics, image::Program& program) {
  image::BuildRequest request;
  request.project = project.folder;
  request.program = project.program();
  request.platform = program.platform;
  request.folder = project.folder / "build/image" / program.platform.architecture;
  request.prefixes = prefixes();
  request.cache = cache_folder();
  request.runtime = embedded::runtime_sources();
  request.time = time;
  if (!options.quiet && options.diagnostics == DiagnosticsFormat::text) {
    environment.err << "building " << request.program << " for "
                    << image::to_string(program.platform) << '\n'
                    << std::flush;
  }
  auto built = image::build_program(request);
  if (const auto* failure = std::get_if<image::BuildFailure>(&built)) {
    using Kind = image::BuildFailure::Kind;
    diagnostics.report(
        failure->kind == Kind::tool ? rules::image_tool_missing : rules::image_build_failed,
        failure->message, failure->hints);
    return failure->kind == Kind::project ? input_error : fault;
  }
  auto& done = std::get<image::BuiltProgram>(built);
  program.bytes = std::move(done.bytes);
  program.components = image::find_components(done.linked);
  program.compiler = std::move(done.compiler);
  return success;
}

}  // namespace

int provide_program(const project::Project& project, const std::vector<std::string>& given,
                    std::int64_t time, const MessageOptions& options, Environment& environment,
                    Diagnostics& diagnostics, image::Program& program) {
  for (const auto& pair : given) {
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != image::to_string(program.platform)) continue;
    const fs::path file = pair.substr(equals + 1);
    std::string problem;
    auto bytes = environment.files.read(file, max_program, true, problem);
    if (bytes) problem = image::check_program(*bytes, program.platform);
    if (!problem.empty()) {
      diagnostics.report(rules::image_program_unsuitable,
                         "`" + file.generic_string() + "`: " + problem);
      return input_error;
    }
    program.bytes = *std::move(bytes);
    program.components = image::find_components({});
    return success;
  }
  return build(project, time, options, environment, diagnostics, program);
}

std::optional<std::int64_t> read_time(Diagnostics& diagnostics) {
  std::int64_t time = 0;
  const std::string text = variable("SOURCE_DATE_EPOCH");
  if (text.empty()) return time;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), time);
  if (error == std::errc() && *end == '\0' && time >= 0 && time <= last_second) return time;
  diagnostics.report(rules::image_build_failed,
                     "SOURCE_DATE_EPOCH is no number of seconds since 1970");
  return std::nullopt;
}

}  // namespace mcpcc::driver
