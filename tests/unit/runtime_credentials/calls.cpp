#include "calls.h"

#include <fstream>

#include "certificates.h"

namespace mcp::credentials::test {

std::string call_message(std::string_view tool, std::string_view arguments, int id) {
  std::string out = R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
                    R"(,"method":"tools/call","params":{"name":")";
  out.append(tool).append(R"(","arguments":)").append(arguments);
  return out + R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
               R"("io.modelcontextprotocol/clientCapabilities":{}}}})";
}

std::string answer_of(mcp::test::Process& process, std::string_view tool,
                      std::string_view arguments) {
  process.write_line(call_message(tool, arguments));
  return process.read_line();
}

std::string write_file(const std::string& name, const std::string& text) {
  std::string path = http::test::temporary_path(name);
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace mcp::credentials::test
