// These tests run their own program as the server under test: with `--as-server` in front of a
// generated server's command line it is one.
#include <gtest/gtest.h>
#include <mcp/hooks.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "tables.h"

namespace {

// Code of a user that tells in its exception what it was given.
void before_request(const mcp::Tool&, const mcp::Principal&, mcp::HttpRequest& request) {
  if (request.url.find("/throw") == std::string::npos) return;
  std::string all = "cannot send " + request.url;
  for (const auto& [name, value] : request.headers) all += " " + name + ": " + value;
  throw std::runtime_error(all);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--as-server") {
    argv[1] = argv[0];
    return mcp::run(mcp::credentials::test::server, {.before_request = before_request}, argc - 1,
                    argv + 1);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
