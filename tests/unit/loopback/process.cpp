#include "process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace mcp::test {
namespace {

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  return ends;
}

std::string read_to_end(int descriptor) {
  std::string out;
  std::array<char, 4096> chunk{};
  ssize_t count = 0;
  while ((count = ::read(descriptor, chunk.data(), chunk.size())) > 0) {
    out.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return out;
}

std::string read_one_line(int descriptor) {
  std::string out;
  char c = 0;
  while (::read(descriptor, &c, 1) == 1 && c != '\n') out += c;
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

Process::Process(std::vector<std::string> arguments, std::vector<std::string> environment,
                 const char* output_file) {
  std::signal(SIGPIPE, SIG_IGN);
  arguments.insert(arguments.begin(), {"/opt/shop-mcp", "--as-server"});
  const auto in = make_pipe();
  const auto out = make_pipe();
  const auto err = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  posix_spawn_file_actions_adddup2(&actions, err[1], 2);
  if (output_file != nullptr) {
    posix_spawn_file_actions_addopen(&actions, 1, output_file, O_WRONLY, 0);
  }
  const int failure = posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr,
                                  pointers(arguments).data(), pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  for (const int end : {in[0], out[1], err[1]}) ::close(end);
  input_ = in[1];
  output_ = out[0];
  error_ = err[0];
  if (failure != 0) throw std::runtime_error("posix_spawn");
}

Process::~Process() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    wait();
  }
  for (const int end : {input_, output_, error_}) {
    if (end >= 0) ::close(end);
  }
}

void Process::write(std::string_view text) { write_all(input_, text); }

void Process::write_line(std::string_view text) { write(std::string(text) + "\n"); }

void Process::close_input() {
  ::close(input_);
  input_ = -1;
}

std::string Process::read_line() { return read_one_line(output_); }
std::string Process::read_error_line() { return read_one_line(error_); }
std::string Process::read_rest() { return read_to_end(output_); }
std::string Process::read_error_rest() { return read_to_end(error_); }

void Process::signal(int number) { kill(pid_, number); }

int Process::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Output run(std::vector<std::string> arguments, std::vector<std::string> environment,
           std::string_view input) {
  Process process(std::move(arguments), std::move(environment));
  Output output;
  std::thread writer([&] {
    process.write(input);
    process.close_input();
  });
  std::thread errors([&] { output.err = process.read_error_rest(); });
  output.out = process.read_rest();
  errors.join();
  writer.join();
  output.status = process.wait();
  return output;
}

Socket::Socket(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("connect");
  }
}

void Socket::write(std::string_view text) { write_all(descriptor_, text); }

std::string Socket::read_line() { return read_one_line(descriptor_); }

std::string Socket::read_all() { return read_to_end(descriptor_); }

void Socket::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

std::string http(std::uint16_t port, std::string_view method, std::string_view target,
                 std::string_view headers, std::string_view body) {
  Socket socket(port);
  socket.write(std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n" +
               std::string(headers) + "Connection: close\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  return socket.read_all();
}

int status_of(std::string_view response) {
  int status = 0;
  if (response.size() > 12) std::from_chars(response.data() + 9, response.data() + 12, status);
  return status;
}

std::string_view body_of(std::string_view response) {
  const std::size_t end = response.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string_view() : response.substr(end + 4);
}

std::uint16_t port_in(std::string_view line) {
  const std::size_t colon = line.rfind(':', line.rfind("/mcp"));
  std::uint16_t port = 0;
  if (colon != std::string_view::npos) {
    std::from_chars(line.data() + colon + 1, line.data() + line.size(), port);
  }
  return port;
}

}  // namespace mcp::test
