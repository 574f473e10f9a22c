// The tests of the transports run their own program as the server under test: with `--as-server` in
// front of a generated server's command line it is one, with `--features` one that is written in
// code, with `--media` one of an API that gives bytes and streams.
#include <gtest/gtest.h>
#include <mcp/hooks.h>

#include <stdexcept>
#include <string_view>

#include "../runtime_protocol/sample_tables.h"
#include "features_server.h"
#include "media_tables.h"

namespace {

void before_request(const mcp::Tool&, const mcp::Principal&, mcp::HttpRequest& request) {
  if (request.url.find("limit=13") != std::string::npos) throw std::runtime_error("unlucky");
  request.headers.emplace_back("X-Hook", "was here");
}

void after_response(const mcp::Tool&, mcp::HttpResponse& response) {
  if (response.status == 418) throw 418;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--as-server") {
    argv[1] = argv[0];
    if (argc > 2 && std::string_view(argv[2]) == "--features") {
      argv[2] = argv[0];
      mcp::Features features;
      mcp::test::add_features(features);
      return mcp::run({.name = "features", .version = "1"}, features, argc - 2, argv + 2);
    }
    if (argc > 2 && std::string_view(argv[2]) == "--media") {
      argv[2] = argv[0];
      return mcp::run(mcp::test::media::server, {}, argc - 2, argv + 2);
    }
    return mcp::run(mcp::sample::server, {before_request, after_response}, argc - 1, argv + 1);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
