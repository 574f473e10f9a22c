// How programs are compiled and linked for images.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "image/build/build.h"

namespace mcpcc::image {

/// The tools for one platform.
struct Tools {
  std::string compiler;            ///< name or path
  std::string compiler_version;    ///< first line of `--version`
  std::string generator;           ///< of CMake: `Ninja` or `Unix Makefiles`
  std::vector<std::string> cross;  ///< options of CMake for another machine
  std::map<std::string, std::string> environment;
};

/// What is installed, or what is missing.
std::variant<Tools, BuildFailure> find_tools(const Platform& platform);

/// Configures `source` in `build` with the options that images need, and builds `target`. What is
/// printed goes to `log`. Paths below `source` and `build` do not show in what is compiled. Empty
/// message: it worked.
struct CMakeRun {
  std::filesystem::path source, build, log;
  std::string target;
  std::vector<std::string> options;  ///< `-DNAME=VALUE`
};
BuildFailure run_cmake(const Tools& tools, const CMakeRun& run);

}  // namespace mcpcc::image
