#include "image/build/tools.h"

#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "support/process.h"

namespace mcpcc::image {

namespace fs = std::filesystem;

namespace {

// Relocations take 600 KB else; linkers that cannot pack them say so and go on.
constexpr std::string_view linker_flags =
    "-DCMAKE_EXE_LINKER_FLAGS=-static-pie -s -Wl,--gc-sections -Wl,-z,pack-relative-relocs "
    "-Wl,--dependency-file=mcpcc-linked.d";

struct Machine {
  const char* architecture;  // as Go names it
  const char* processor;     // as uname does
  const char* triplet;       // as Debian does
  const char* cross_package;
};
constexpr std::array<Machine, 2> machines = {{
    {"amd64", "x86_64", "x86_64-linux-gnu", "g++-x86-64-linux-gnu"},
    {"arm64", "aarch64", "aarch64-linux-gnu", "g++-aarch64-linux-gnu"},
}};

const Machine& machine_of(const Platform& platform) {
  return *std::find_if(machines.begin(), machines.end(), [&](const Machine& machine) {
    return machine.architecture == platform.architecture;
  });
}

// What CMake reads after each project(): only static libraries are found. Suffixes are set by
// project() itself, so no variable of the command line survives.
constexpr const char* static_only =
    "set(CMAKE_FIND_LIBRARY_SUFFIXES .a)\n"
    "set(OPENSSL_USE_STATIC_LIBS ON)\n"
    "set(ZLIB_USE_STATIC_LIBS ON)\n";

// Flags are a line of a shell.
std::string for_shell(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// Lines of a log that say what is wrong; the last ones when none looks like it.
std::vector<std::string> what_went_wrong(const fs::path& log) {
  constexpr std::size_t most = 8;
  std::ifstream in(log);
  std::vector<std::string> errors, last;
  bool is_cmake_error = false;
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    last.push_back(line);
    if (last.size() > most) last.erase(last.begin());
    const bool is_error = line.find("error: ") != std::string::npos ||
                          line.find("undefined reference") != std::string::npos ||
                          line.find("CMake Error") != std::string::npos;
    if ((is_error || is_cmake_error) && errors.size() < most) errors.push_back(line);
    is_cmake_error =
        line.find("CMake Error") != std::string::npos || (is_cmake_error && line.starts_with("  "));
  }
  return errors.empty() ? last : errors;
}

}  // namespace

Platform host_platform() {
  utsname name{};
  uname(&name);
  for (const Machine& machine : machines) {
    if (std::string_view(name.machine) == machine.processor) return {"linux", machine.architecture};
  }
  return {"linux", name.machine};
}

std::variant<Tools, BuildFailure> find_tools(const Platform& platform) {
  const auto missing = [](const std::string& program, const std::string& package) {
    return BuildFailure{BuildFailure::Kind::tool,
                        "`" + program + "` is not installed",
                        {"on Debian: apt-get install " + package}};
  };
  const auto first_line = [](const Ended& ended) {
    return ended.output.substr(0, ended.output.find('\n'));
  };
  Tools tools;
  if (run_process({{"cmake", "--version"}, {}, {}, {}}).is_missing)
    return missing("cmake", "cmake");
  const bool has_ninja = !run_process({{"ninja", "--version"}, {}, {}, {}}).is_missing;
  if (!has_ninja && run_process({{"make", "--version"}, {}, {}, {}}).is_missing) {
    return missing("ninja", "ninja-build");
  }
  tools.generator = has_ninja ? "Ninja" : "Unix Makefiles";
  const Machine& machine = machine_of(platform);
  std::string package = "g++";
  if (platform == host_platform()) {
    const char* chosen = std::getenv("CXX");
    tools.compiler = chosen != nullptr && *chosen != '\0' ? chosen : "c++";
  } else {
    const std::string triplet = machine.triplet;
    tools.compiler = triplet + "-g++";
    package = machine.cross_package;
    tools.cross = {"-DCMAKE_SYSTEM_NAME=Linux",
                   std::string("-DCMAKE_SYSTEM_PROCESSOR=") + machine.processor,
                   "-DCMAKE_LIBRARY_ARCHITECTURE=" + triplet};
    // What is said about libraries of this machine would be taken for the other's.
    tools.environment["PKG_CONFIG_LIBDIR"] = "/usr/lib/" + triplet + "/pkgconfig";
  }
  const Ended version = run_process({{tools.compiler, "--version"}, {}, {{"LC_ALL", "C"}}, {}});
  if (version.is_missing) return missing(tools.compiler, package);
  tools.compiler_version = first_line(version);
  return tools;
}

BuildFailure run_cmake(const Tools& tools, const CMakeRun& run) {
  std::error_code error;
  fs::create_directories(run.build, error);
  if (error)
    return {BuildFailure::Kind::machine,
            "`" + run.build.generic_string() + "`: " + error.message(),
            {}};
  fs::remove(run.log, error);
  const fs::path settings = run.build / "mcpcc-static.cmake";
  std::ofstream(settings) << static_only;
  // No path of this machine, no symbol that nobody needs, and only what is called.
  const std::string flags = "-ffunction-sections -fdata-sections " +
                            for_shell("-ffile-prefix-map=" + run.build.string() + "=build") + ' ' +
                            for_shell("-ffile-prefix-map=" + run.source.string() + "=source");
  Command configure;
  configure.log = run.log;
  configure.environment = tools.environment;
  configure.words = {"cmake",
                     "-G",
                     tools.generator,
                     "-S",
                     run.source.string(),
                     "-B",
                     run.build.string(),
                     "-DCMAKE_BUILD_TYPE=Release",
                     "-DCMAKE_CXX_COMPILER=" + tools.compiler,
                     "-DCMAKE_CXX_FLAGS=" + flags,
                     "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG",
                     "-DCMAKE_POSITION_INDEPENDENT_CODE=ON",
                     std::string(linker_flags),
                     "-DCMAKE_PROJECT_INCLUDE=" + settings.string()};
  if (!run_process({{"ccache", "--version"}, {}, {}, {}}).is_missing) {
    configure.words.emplace_back("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache");
  }
  configure.words.insert(configure.words.end(), tools.cross.begin(), tools.cross.end());
  configure.words.insert(configure.words.end(), run.options.begin(), run.options.end());
  Command build;
  build.log = run.log;
  build.environment = tools.environment;
  build.words = {"cmake", "--build", run.build.string(), "--target", run.target, "--parallel"};
  for (const Command& command : {configure, build}) {
    const Ended ended = run_process(command);
    if (ended.status == 0) continue;
    BuildFailure failure{BuildFailure::Kind::project, ended.problem, {}};
    if (failure.message.empty()) {
      failure.message = "CMake ended with status " + std::to_string(ended.status);
    }
    failure.hints = what_went_wrong(run.log);
    const std::string full = std::strerror(ENOSPC);
    if (std::ranges::any_of(failure.hints, [&](const std::string& line) {
          return line.find(full) != std::string::npos;
        })) {
      failure.kind = BuildFailure::Kind::machine;
    }
    failure.hints.push_back("all that was printed: " + run.log.generic_string());
    return failure;
  }
  return {};
}

}  // namespace mcpcc::image
