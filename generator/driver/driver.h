// The command line of mcpcc. Everything it touches comes in through Environment, so that it runs
// inside a test as well.
#pragma once

#include <ctime>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "fetch/remote_documents.h"
#include "resolve/loader.h"

namespace mcpcc::driver {

/// The real file system.
class Disk : public resolve::FileAccess {
 public:
  std::optional<std::string> read(const std::filesystem::path& path, std::size_t max_bytes,
                                  bool regular_only, std::string& error) const override;
  std::filesystem::path canonical(const std::filesystem::path& path) const override;
};

/// Appends what `in` gives, but little more than `max_bytes`: enough to see that it is too much.
void read_limited(std::istream& in, std::size_t max_bytes, std::string& text);

struct Environment {
  const resolve::FileAccess& files;  ///< inputs; outputs go to the real file system
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  /// For documents that are named by URL; null: no request is made, only copies are read.
  fetch::RemoteDocuments::OpenNetwork open_network = nullptr;
  /// The value of an environment variable; null: none is set. Empty ones count as not set.
  std::optional<std::string> (*variable)(const std::string& name) = nullptr;
  /// The time that records note; null: that of the system.
  std::time_t (*now)() = nullptr;
};

/// Exit statuses; scripts rely on them.
enum Status : int {
  success = 0,
  input_error = 1,   ///< the document has errors
  usage_error = 2,   ///< wrong command line
  fault = 3,         ///< of mcpcc or of the machine
  tree_differs = 4,  ///< the output is not what the inputs give, or was edited by hand
};

/// Runs one command; `arguments` are without the program's name. Never throws.
int run(const std::vector<std::string>& arguments, Environment& environment);

}  // namespace mcpcc::driver
