// These tests run their own program as the server under test: with `--as-server` in front of a
// generated server's command line it is one, with `--features` after it one with a tool in code.
#include <gtest/gtest.h>
#include <mcp/hooks.h>
#include <mcp/server.h>

#include <string_view>

#include "tables.h"

namespace {

void before_request(const mcp::Tool&, const mcp::Principal& caller, mcp::HttpRequest& request) {
  request.headers.emplace_back("X-Caller", caller.id);
}

void add_features(mcp::Features& features) {
  features.add_tool({.name = "write_note", .scopes = {"notes:read", "notes:write"}},
                    [](mcp::Call&) { return mcp::text_result("written"); });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--as-server") {
    argv[1] = argv[0];
    if (argc > 2 && std::string_view(argv[2]) == "--features") {
      argv[2] = argv[0];
      return mcp::run(mcp::auth::test::server, {.add_features = add_features}, argc - 2, argv + 2);
    }
    return mcp::run(mcp::auth::test::server, {.before_request = before_request}, argc - 1,
                    argv + 1);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
