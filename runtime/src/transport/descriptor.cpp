#include "transport/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace mcp::transport {
namespace {

/// After a failed read or write: waits until `descriptor` is ready for `events`; false when the
/// error is none to wait for.
bool wait_ready(int descriptor, short events) {
  if (errno == EINTR) return true;
  if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
  pollfd ready{descriptor, events, 0};
  return poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

iovec piece(std::string_view text) {
  // writev() takes a pointer to non-const bytes that it only reads.
  return {const_cast<char*>(text.data()), text.size()};
}

}  // namespace

bool write_all(int descriptor, std::string_view first, std::string_view second) {
  while (!first.empty() || !second.empty()) {
    const std::array<iovec, 2> pieces = {piece(first), piece(second)};
    const ssize_t written = writev(descriptor, pieces.data(), pieces.size());
    if (written < 0) {
      if (!wait_ready(descriptor, POLLOUT)) return false;
      continue;
    }
    const std::size_t of_first = std::min(static_cast<std::size_t>(written), first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(static_cast<std::size_t>(written) - of_first);
  }
  return true;
}

std::optional<std::string> read_all(int descriptor, std::size_t limit) {
  std::string text;
  std::array<char, 16 * 1024> chunk{};
  while (true) {
    const ssize_t count = read(descriptor, chunk.data(), chunk.size());
    if (count == 0) return text;
    if (count < 0) {
      if (!wait_ready(descriptor, POLLIN)) return std::nullopt;
      continue;
    }
    if (text.size() + static_cast<std::size_t>(count) > limit) return std::nullopt;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

std::optional<std::string> read_file(const std::string& path, std::size_t limit) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  std::optional<std::string> text = read_all(descriptor, limit);
  close(descriptor);
  return text;
}

std::size_t allow_descriptors(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur < wanted) {
    rlimit more = limit;
    more.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &more) == 0) limit = more;
  }
  return static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, wanted));
}

}  // namespace mcp::transport
