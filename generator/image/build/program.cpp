// ELF as far as it says what a program needs to start: the ELF header and the program headers
// (System V ABI, "Object Files" and "Program Header"), 64 bit and little endian.
#include "image/build/program.h"

#include <cstdint>

namespace mcpcc::image {

namespace {

constexpr std::size_t header_size = 64, program_header_size = 56;
constexpr std::uint64_t executable = 2, shared = 3;  // e_type: static-pie is `shared`
constexpr std::uint64_t interpreter = 3;             // p_type

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

std::string machine_name(std::uint64_t machine) {
  switch (machine) {
    case 62:
      return "amd64";
    case 183:
      return "arm64";
    default:
      return "machine " + std::to_string(machine) + " of ELF";
  }
}

}  // namespace

std::string check_program(std::string_view program, const Platform& platform) {
  using namespace std::string_view_literals;
  if (program.size() < header_size || program.substr(0, 6) !=
                                          "\x7f"
                                          "ELF\x02\x01"sv) {
    return "it is no program of a 64-bit Linux (ELF)";
  }
  const std::uint64_t type = number(program, 16, 2);
  if (type != executable && type != shared) return "it is no program but an object file";
  const std::string machine = machine_name(number(program, 18, 2));
  if (machine != platform.architecture) {
    return "it is for " + machine + ", and the image for " + platform.architecture;
  }
  const std::uint64_t headers = number(program, 32, 8), count = number(program, 56, 2);
  if (number(program, 54, 2) != program_header_size || headers > program.size() ||
      count > (program.size() - headers) / program_header_size) {
    return "its program headers are malformed";
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    if (number(program, headers + i * program_header_size, 4) == interpreter) {
      return "it is linked dynamically, and the image has no libraries: link it with -static-pie";
    }
  }
  return {};
}

}  // namespace mcpcc::image
