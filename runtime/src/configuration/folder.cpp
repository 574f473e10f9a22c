#include "configuration/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string_view>
#include <utility>

#include "invoke/percent.h"
#include "transport/descriptor.h"

namespace mcp::configuration {
namespace {

using invoke::FileContent;
using invoke::FileProblem;

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor() {
    if (value_ >= 0) close(value_);
  }
  int get() const { return value_; }
  bool is_open() const { return value_ >= 0; }

 private:
  int value_;
};

/// One step at a time, and none of them through a symbolic link.
Descriptor open_below(int folder, std::string_view path) {
  Descriptor at(-1);
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string name(path.substr(0, slash));
    if (name.empty() || name == "." || name == ".." || name.find('\0') != std::string::npos) {
      return Descriptor(-1);
    }
    const bool is_last = slash == std::string_view::npos;
    // A pipe would block the opening.
    const int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (is_last ? O_NONBLOCK : O_DIRECTORY);
    at = Descriptor(openat(at.is_open() ? at.get() : folder, name.c_str(), flags));
    if (is_last || !at.is_open()) return at;
    path.remove_prefix(slash + 1);
  }
}

std::variant<FileContent, FileProblem> read(int folder, std::string_view uri_path,
                                            std::size_t limit) {
  const std::string path = invoke::percent_decoded(uri_path);
  const Descriptor file = open_below(folder, path);
  struct stat status {};
  if (!file.is_open() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return FileProblem{"names no file that can be read below the folder of this server"};
  }
  auto bytes = transport::read_all(file.get(), limit);
  if (!bytes) {
    return FileProblem{"names a file that cannot be read or is over " + std::to_string(limit) +
                       " bytes"};
  }
  return FileContent{std::move(*bytes), {}, path.substr(path.rfind('/') + 1)};
}

}  // namespace

std::variant<invoke::FileReader, Error> open_folder(const std::string& folder, std::size_t limit) {
  const auto root =
      std::make_shared<const Descriptor>(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root->is_open()) return Error{folder + " is no folder that can be read"};
  return invoke::FileReader(
      [root, limit](std::string_view path) { return read(root->get(), path, limit); });
}

}  // namespace mcp::configuration
