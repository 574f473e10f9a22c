// These tests run their own program as the server under test: with `--as-server` in front of a
// generated server's command line it is one.
#include <gtest/gtest.h>
#include <mcp/hooks.h>

#include <string_view>

#include "tables.h"

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--as-server") {
    argv[1] = argv[0];
    return mcp::run(mcp::credentials::test::server, {}, argc - 1, argv + 1);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
