// posix_spawn() and nothing else: Boost.Process of Debian's older Boost would bring the library
// Boost.Filesystem.
#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX leaves it to programs

namespace mcpcc {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int descriptor = -1) : descriptor_(descriptor) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return descriptor_; }
  void reset(int descriptor) {
    close();
    descriptor_ = descriptor;
  }
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_;
};

struct Pipe {
  Descriptor out, in;
};

bool open(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe.out.reset(ends[0]);
  pipe.in.reset(ends[1]);
  return true;
}

struct Actions {
  Actions() { posix_spawn_file_actions_init(&value); }
  ~Actions() { posix_spawn_file_actions_destroy(&value); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  posix_spawn_file_actions_t value{};
};

// Signals that the parent ignores, such as SIGPIPE below, mean what they always do in a child.
struct Attributes {
  Attributes() {
    posix_spawnattr_init(&value);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&value, &signals);
    posix_spawnattr_setflags(&value, POSIX_SPAWN_SETSIGDEF);
  }
  ~Attributes() { posix_spawnattr_destroy(&value); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  posix_spawnattr_t value{};
};

std::vector<std::string> environment_with(const std::map<std::string, std::string>& added) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (added.find(text.substr(0, text.find('='))) == added.end()) result.push_back(text);
  }
  for (const auto& [name, value] : added) result.push_back(name + '=' + value);
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

// Feeds `input` and reads what comes, both as they are ready, so that neither waits for the other.
void exchange(Pipe& to_child, Pipe& from_child, std::string_view input, std::size_t max_output,
              std::string& output) {
  fcntl(to_child.in.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) to_child.in.close();
  while (from_child.out.get() >= 0) {
    std::array<pollfd, 2> waiting = {pollfd{from_child.out.get(), POLLIN, 0},
                                     pollfd{to_child.in.get(), POLLOUT, 0}};
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) break;
    if (waiting[1].revents != 0) {
      const ssize_t count = write(to_child.in.get(), input.data(), input.size());
      if (count > 0) input.remove_prefix(static_cast<std::size_t>(count));
      if (input.empty() || (count < 0 && errno != EAGAIN && errno != EINTR)) to_child.in.close();
    }
    if (waiting[0].revents != 0) {
      std::array<char, 1 << 14> buffer{};
      const ssize_t count = read(from_child.out.get(), buffer.data(), buffer.size());
      if (count == 0 || (count < 0 && errno != EINTR)) from_child.out.close();
      if (count > 0) {
        const std::size_t room = max_output - std::min(max_output, output.size());
        output.append(buffer.data(), std::min(room, static_cast<std::size_t>(count)));
      }
    }
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Ended run_process(const Command& command) {
  Ended ended;
  const auto fail = [&](int error) {
    ended.status = 127;
    ended.is_missing = error == ENOENT;
    ended.problem = "`" + command.words.front() + "`: " + std::strerror(error);
    return ended;
  };
  Pipe to_child, from_child;
  if (!open(to_child) || !open(from_child)) return fail(errno);
  Actions actions;
  posix_spawn_file_actions_adddup2(&actions.value, to_child.out.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions.value, from_child.in.get(), STDOUT_FILENO);
  if (!command.log.empty()) {
    posix_spawn_file_actions_addopen(&actions.value, STDOUT_FILENO, command.log.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&actions.value, STDOUT_FILENO, STDERR_FILENO);
  } else if (command.drops_errors) {
    posix_spawn_file_actions_addopen(&actions.value, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  }
  const Attributes attributes;
  std::vector<std::string> words = command.words;
  std::vector<std::string> environment = environment_with(command.environment);
  pid_t child = 0;
  const auto before = std::signal(SIGPIPE, SIG_IGN);  // a child need not read its input
  const int error = posix_spawnp(&child, words.front().c_str(), &actions.value, &attributes.value,
                                 pointers(words).data(), pointers(environment).data());
  if (error != 0) {
    std::signal(SIGPIPE, before);
    return fail(error);
  }
  to_child.out.close();
  from_child.in.close();
  exchange(to_child, from_child, command.input, command.max_output, ended.output);
  std::signal(SIGPIPE, before);
  ended.status = wait_for(child);
  return ended;
}

}  // namespace mcpcc
