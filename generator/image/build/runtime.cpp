#include "image/build/runtime.h"

#include <fstream>
#include <optional>

#include "image/build/folder_lock.h"
#include "support/digest.h"

namespace mcpcc::image {

namespace fs = std::filesystem;

namespace {

constexpr const char* config_name = "mcpcc-config.cmake";
constexpr const char* version_name = "mcpcc-config-version.cmake";

// The package as CMake installs it, for a library that stands beside this file.
constexpr const char* config = R"(include(CMakeFindDependencyMacro)
find_dependency(OpenSSL 3)
find_dependency(ZLIB)
find_dependency(Threads)
if(NOT TARGET mcpcc::runtime)
  add_library(mcpcc::runtime STATIC IMPORTED)
  set_target_properties(mcpcc::runtime PROPERTIES
    IMPORTED_LOCATION "${CMAKE_CURRENT_LIST_DIR}/libmcpcc_runtime.a"
    INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_CURRENT_LIST_DIR}/include"
    INTERFACE_COMPILE_FEATURES cxx_std_20
    INTERFACE_LINK_LIBRARIES "OpenSSL::SSL;OpenSSL::Crypto;ZLIB::ZLIB;Threads::Threads;-l:libre2.a;-l:libpcre2-8.a;-l:libbrotlidec.a;-l:libbrotlicommon.a;-l:libzstd.a")
endif()
)";

constexpr const char* lists = R"(cmake_minimum_required(VERSION 3.25)
project(mcpcc_runtime_for_images LANGUAGES CXX)
add_subdirectory(runtime)
)";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Of an mcpcc of another version the table format may be another.
bool is_this_version(const fs::path& folder) {
  return read(folder / version_name).find("PACKAGE_VERSION \"" MCPCC_VERSION "\"") !=
         std::string::npos;
}

std::optional<fs::path> find_installed(const BuildRequest& request) {
  for (const fs::path& prefix : request.prefixes) {
    for (const char* library : {"lib", "lib64", "lib/x86_64-linux-gnu", "lib/aarch64-linux-gnu"}) {
      const fs::path folder = prefix / library / "cmake/mcpcc";
      std::error_code error;
      if (fs::exists(folder / config_name, error) && is_this_version(folder)) return folder;
    }
  }
  return std::nullopt;
}

// Files that are there already keep their times, so that a build that was cut off goes on.
bool write(const fs::path& path, std::string_view content) {
  std::error_code error;
  if (fs::exists(path, error) && read(path) == content) return true;
  fs::create_directories(path.parent_path(), error);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  return static_cast<bool>(out);
}

// A name for what comes out: another one for other sources, tools or options.
std::string key(const Tools& tools, const BuildRequest& request) {
  std::string all = std::string(config) + lists + tools.compiler_version;
  for (const auto& file : request.runtime) {
    all.append(file.path) += '\0';
    all += sha256(file.content);
  }
  return MCPCC_VERSION "-" + request.platform.architecture + '-' + sha256(all).substr(0, 16);
}

}  // namespace

std::variant<fs::path, BuildFailure> provide_runtime(const Tools& tools,
                                                     const BuildRequest& request) {
  if (request.platform == host_platform()) {
    if (auto installed = find_installed(request)) return std::move(*installed);
  }
  std::error_code error;
  const fs::path cache = fs::weakly_canonical(fs::absolute(request.cache), error) / "runtime";
  const fs::path folder = cache / key(tools, request);
  if (fs::exists(folder / config_name, error)) return folder;

  // One builds it and others wait. The name is always the same: compilers see it, and so does
  // ccache.
  fs::path work = folder, lock_file = folder;
  work += ".work";
  lock_file += ".lock";
  const FolderLock lock(lock_file, build_patience);
  if (lock.is_taken()) {
    return BuildFailure{BuildFailure::Kind::machine,
                        "another build works in `" + work.generic_string() + '`',
                        {"run the command again when that one has ended"}};
  }
  if (fs::exists(folder / config_name, error)) return folder;
  const auto fail = [&](const fs::path& path) {
    fs::remove_all(work, error);
    return BuildFailure{
        BuildFailure::Kind::machine, "`" + path.generic_string() + "` cannot be written", {}};
  };
  for (const auto& file : request.runtime) {
    const fs::path path = work / "source/runtime" / file.path;
    if (!write(path, file.content)) return fail(path);
  }
  if (!write(work / "source/CMakeLists.txt", lists)) return fail(work);
  CMakeRun run{work / "source", work / "build", work / "build.log", "mcpcc_runtime", {}};
  if (BuildFailure failure = run_cmake(tools, run); !failure.message.empty()) {
    failure.message = "the runtime for " + to_string(request.platform) + ": " + failure.message;
    failure.hints.insert(
        failure.hints.begin(),
        "it needs the libraries that servers link, of that architecture; on Debian: dpkg "
        "--add-architecture " +
            request.platform.architecture +
            " && apt-get update && apt-get "
            "install libssl-dev:A zlib1g-dev:A libbrotli-dev:A libzstd-dev:A libre2-dev:A "
            "libpcre2-dev:A, with A for " +
            request.platform.architecture);
    return failure;
  }
  const fs::path ready = work / "ready";
  fs::remove_all(ready, error);
  fs::create_directories(ready, error);
  fs::rename(work / "build/runtime/libmcpcc_runtime.a", ready / "libmcpcc_runtime.a", error);
  if (!error) fs::rename(work / "source/runtime/include", ready / "include", error);
  if (error || !write(ready / config_name, config)) return fail(ready);
  fs::rename(ready, folder, error);
  if (error && !fs::exists(folder / config_name)) return fail(folder);
  fs::remove_all(work, error);
  return folder;
}

}  // namespace mcpcc::image
