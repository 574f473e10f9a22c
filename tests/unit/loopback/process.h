// A generated server as a child process, and small helpers to talk to it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::test {

/// The whole output of a program that has ended.
struct Output {
  int status = -1;
  std::string out, err;
};

class Process {
 public:
  /// Starts the server with `arguments` and nothing but `environment` ("NAME=value") as its
  /// environment; `--features` in front makes it one that is written in code, `--media` one of an
  /// API that gives bytes and streams. `output_file`: where its standard output goes instead of to
  /// read_line().
  explicit Process(std::vector<std::string> arguments, std::vector<std::string> environment = {},
                   const char* output_file = nullptr);
  ~Process();  ///< kills it when it still runs
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void write(std::string_view text);
  void write_line(std::string_view text);
  void close_input();
  /// The next line of standard output or error without its end; empty at the end of the stream.
  std::string read_line();
  std::string read_error_line();
  std::string read_rest();
  std::string read_error_rest();
  void signal(int number);
  /// Waits for the end; -1 when a signal ended it.
  int wait();

 private:
  pid_t pid_ = -1;
  int input_ = -1, output_ = -1, error_ = -1;
};

/// Runs to the end with `input` as standard input.
Output run(std::vector<std::string> arguments, std::vector<std::string> environment = {},
           std::string_view input = {});

/// A TCP connection to 127.0.0.1.
class Socket {
 public:
  explicit Socket(std::uint16_t port);
  ~Socket() { close(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  void write(std::string_view text);
  std::string read_line();  ///< without its "\n"
  std::string read_all();   ///< until the other side closes
  void close();

 private:
  int descriptor_;
};

/// One HTTP exchange on a connection of its own; `headers` are lines with "\r\n". Returns the
/// response whole.
std::string http(std::uint16_t port, std::string_view method, std::string_view target,
                 std::string_view headers, std::string_view body = {});

int status_of(std::string_view response);
std::string_view body_of(std::string_view response);

/// The port in a line that holds ":<port>/mcp".
std::uint16_t port_in(std::string_view line);

}  // namespace mcp::test
