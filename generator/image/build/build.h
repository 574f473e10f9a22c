// The program of a project, built for an image: one static file.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "image/image.h"
#include "support/embedded.h"

namespace mcpcc::image {

struct BuildRequest {
  std::filesystem::path project;  ///< folder with the CMakeLists.txt
  std::string program;            ///< target, and name of the file
  Platform platform;
  std::filesystem::path folder;                 ///< where it is built; kept, so that it is quick
  std::vector<std::filesystem::path> prefixes;  ///< where mcpcc may be installed
  std::filesystem::path cache;                  ///< for runtimes that are built from source
  std::span<const embedded::File> runtime;      ///< the runtime's sources
  std::int64_t time = 0;                        ///< what the compiler takes for now
};

struct BuiltProgram {
  std::string bytes;
  std::vector<std::filesystem::path> linked;  ///< every file that the linker read
  std::string compiler;                       ///< what it says about itself, one line
};

struct BuildFailure {
  enum class Kind : unsigned char {
    project,  ///< something is wrong with what is built
    tool,     ///< a program that is needed is not installed
    machine   ///< a folder that cannot be written, a full disk
  };
  Kind kind = Kind::project;
  std::string message;
  std::vector<std::string> hints;
};

/// Builds `program` static, position independent, without symbols, and without paths of this
/// machine in it, by CMake and the compiler for the platform: `c++`, or CXX, on a machine of the
/// same kind, else Debian's cross compiler. The runtime is the one in the project, else one that is
/// installed, else it is built from its sources once and kept in the cache. The same sources and
/// packages give the same bytes.
std::variant<BuiltProgram, BuildFailure> build_program(const BuildRequest& request);

/// The platform of this machine.
Platform host_platform();

}  // namespace mcpcc::image
