// SIGTERM and SIGINT as a readable file descriptor.
#pragma once

namespace mcp::transport {

/// While one lives, the first SIGTERM or SIGINT makes descriptor() readable instead of ending the
/// process; a second one ends it, so that a drain that takes long can be cut short. At most one at
/// a time.
class Termination {
 public:
  Termination();
  ~Termination();
  Termination(const Termination&) = delete;
  Termination& operator=(const Termination&) = delete;

  /// -1 when the process has no descriptor to spare: signals then end the process as usual.
  int descriptor() const { return read_end_; }

 private:
  int read_end_ = -1;
  int write_end_ = -1;
};

}  // namespace mcp::transport
