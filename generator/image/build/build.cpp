#include "image/build/build.h"

#include <fstream>

#include "image/build/folder_lock.h"
#include "image/build/program.h"
#include "image/build/runtime.h"
#include "image/build/tools.h"
#include "image/components.h"

namespace mcpcc::image {

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::variant<BuiltProgram, BuildFailure> build_program(const BuildRequest& request) {
  auto found = find_tools(request.platform);
  if (auto* failure = std::get_if<BuildFailure>(&found)) return std::move(*failure);
  Tools& tools = std::get<Tools>(found);
  tools.environment["SOURCE_DATE_EPOCH"] = std::to_string(request.time);
  std::error_code error;
  CMakeRun run;
  run.source = fs::weakly_canonical(fs::absolute(request.project), error);
  run.build = fs::weakly_canonical(fs::absolute(request.folder), error);
  run.log = run.build / "build.log";
  run.target = request.program;
  const FolderLock lock(run.build / "build.lock", build_patience);
  if (lock.is_taken()) {
    return BuildFailure{BuildFailure::Kind::machine,
                        "another build works in `" + run.build.generic_string() + '`',
                        {"run the command again when that one has ended"}};
  }
  if (!fs::exists(run.source / "runtime/CMakeLists.txt", error)) {
    auto runtime = provide_runtime(tools, request);
    if (auto* failure = std::get_if<BuildFailure>(&runtime)) return std::move(*failure);
    run.options.push_back("-Dmcpcc_DIR=" + std::get<fs::path>(runtime).string());
  }
  if (BuildFailure failure = run_cmake(tools, run); !failure.message.empty()) return failure;
  BuiltProgram program;
  program.bytes = read(run.build / request.program);
  if (program.bytes.empty()) {
    return BuildFailure{BuildFailure::Kind::project,
                        "the build makes no file `" + request.program + "`",
                        {"the target of that name in CMakeLists.txt has to stay"}};
  }
  if (std::string problem = check_program(program.bytes, request.platform); !problem.empty()) {
    return BuildFailure{BuildFailure::Kind::project,
                        "the program that was built cannot run in an image: " + problem,
                        {}};
  }
  for (const fs::path& file : read_linked_files(read(run.build / "mcpcc-linked.d"))) {
    program.linked.push_back(file.is_absolute() ? file : run.build / file);
  }
  program.compiler = tools.compiler_version;
  return program;
}

}  // namespace mcpcc::image
