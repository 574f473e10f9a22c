#include "protocol/result_link.h"

#include <gtest/gtest.h>

#include <string>

#include "../runtime_transport/media_tables.h"
#include "protocol/catalog.h"
#include "protocol/protocol.h"
#include "protocol/results.h"
#include "sample_tables.h"

namespace mcp::protocol {
namespace {

const Tool& photo = test::media::tools[0];

const json::Document& arguments() {
  static const json::Document out =
      std::get<json::Document>(json::Document::parse(R"({ "id" : 1.50 })"));
  return out;
}

std::string uri_of(const StateSealer& sealer, std::string_view principal = "ann") {
  return result_uri(sealer, photo, &arguments().root(), principal,
                    {"image/png", 5'000'000'000, "\"v\""});
}

TEST(ResultLink, HoldsTheCallThatGaveTheResult) {
  const StateSealer sealer({}, "media");
  const std::string uri = uri_of(sealer);
  EXPECT_EQ(uri.substr(0, 28), "upstream://get_photo/result/");
  EXPECT_LT(uri.size(), 400U);
  const auto opened = open_result_uri(sealer, uri + "?offset=7&length=9", "ann");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->tool, "get_photo");
  EXPECT_EQ(opened->arguments->text(), R"({"id":1.50})");
  EXPECT_EQ(opened->part.uri, uri);
  EXPECT_EQ(opened->part.asked_uri, uri + "?offset=7&length=9");
  EXPECT_EQ(opened->part.body.media_type, "image/png");
  EXPECT_EQ(opened->part.body.size, 5'000'000'000U);
  EXPECT_EQ(opened->part.body.validator, "\"v\"");
  EXPECT_EQ(opened->part.range.offset, 7U);
  EXPECT_EQ(opened->part.range.length, 9U);
  EXPECT_EQ(open_result_uri(sealer, uri + "?length=9", "ann")->part.range.offset, 0U);
  EXPECT_FALSE(result_uri(sealer, photo, nullptr, "", {"a/b", 1, {}}).empty());
}

TEST(ResultLink, IsOfOneServerAndOneCaller) {
  const StateSealer sealer({}, "media"), other({}, "media");
  const std::string uri = uri_of(sealer);
  EXPECT_FALSE(open_result_uri(sealer, uri, "bob"));
  EXPECT_FALSE(open_result_uri(sealer, uri, ""));
  EXPECT_FALSE(open_result_uri(other, uri, "ann"));
  // Processes that share a key serve each other's.
  const std::vector<std::string> key = {"a key that several processes share"};
  EXPECT_TRUE(open_result_uri(StateSealer(key, "media"), uri_of(StateSealer(key, "media")), "ann"));
  // What was sealed for another purpose is none.
  const std::string state = sealer.seal(R"({"tool":"get_photo","type":"a/b","size":1})", "ann",
                                        StateSealer::Clock::now() + std::chrono::hours(1));
  EXPECT_FALSE(open_result_uri(sealer, "upstream://get_photo/result/" + state, "ann"));
}

TEST(ResultLink, ThatIsWrittenOtherwiseIsNone) {
  const StateSealer sealer({}, "media");
  const std::string uri = uri_of(sealer);
  const std::string key = uri.substr(28);
  for (const std::string& wrong :
       {std::string(), std::string("upstream://"), std::string("upstream:///result/"),
        "upstream://watch/result/" + key, "upstream://get_photo/" + key, key, uri + "x",
        uri.substr(0, uri.size() - 1), uri + "?offset=-1", uri + "?offset=", uri + "?length=0",
        uri + "?offset=1&offset=2", uri + "?size=1", uri + "?offset=1x",
        uri + "?offset=99999999999999999999", std::string("upstream://a?/result/b")}) {
    EXPECT_FALSE(open_result_uri(sealer, wrong, "ann")) << wrong;
  }
}

TEST(ResultLink, LongArgumentsHaveNone) {
  const auto long_one = std::get<json::Document>(
      json::Document::parse("{\"id\":\"" + std::string(3000, 'x') + "\"}"));
  EXPECT_EQ(result_uri(StateSealer(), photo, &long_one.root(), "", {"a/b", 1, {}}), "");
}

TEST(ResultLink, IsOfferedWhereBytesMayCome) {
  struct Case {
    std::string_view accept;
    bool expected;
  };
  const Case cases[] = {
      {"application/json, */*;q=0.1", false},
      {"text/plain, application/xml, text/event-stream, application/vnd.a+json, */*;q=0.1", false},
      {"application/json, image/png, */*;q=0.1", true},
      {"application/pdf", true},
      {"*/*", true},
  };
  for (const Case& c : cases) {
    Tool tool = photo;
    tool.accept = {c.accept.data(), static_cast<std::uint32_t>(c.accept.size())};
    EXPECT_EQ(may_give_bytes(tool), c.expected) << c.accept;
    tool.annotations.read_only = false;
    EXPECT_FALSE(may_give_bytes(tool)) << c.accept;
  }
  const Features none;
  EXPECT_TRUE(Catalog(test::media::server, none).has_result_links());
  EXPECT_FALSE(Catalog(sample::server, none).has_result_links());
}

/// A request of the newest version over HTTP, by `principal`.
Step handled(Handler& handler, const std::string& method, const std::string& params,
             const std::string& name, const Principal& principal) {
  Connection connection;
  Envelope envelope;
  envelope.http = true;
  envelope.protocol_version = "2026-07-28";
  envelope.method = method;
  envelope.name = name;
  envelope.principal = &principal;
  Outcome outcome =
      handler.handle(connection, envelope,
                     R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":{)" + params +
                         R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                         R"("io.modelcontextprotocol/clientCapabilities":{}}}})");
  return std::move(std::get<Step>(outcome));
}

// Reading a part is a call of its tool, so whoever checks what a caller may call checks this, too.
TEST(ResultLink, IsReadByACallOfItsTool) {
  const Features none;
  Catalog catalog(test::media::server, none);
  Handler handler(catalog);
  Principal ann, bob;
  ann.id = "key:ann";
  bob.id = "key:bob";
  const Step called = handled(handler, "tools/call", R"("name":"get_photo","arguments":{"id":"a"})",
                              "get_photo", ann);
  const Call& call = std::get<Call>(called);
  ASSERT_EQ(call.sealer, &handler.sealer());
  EXPECT_EQ(call.method(), "tools/call");
  const std::string uri =
      result_uri(*call.sealer, *call.tool, call.arguments, ann.id, {"image/png", 10, {}});
  const std::string params = R"("uri":")" + uri + "\"";
  const Step read = handled(handler, "resources/read", params, uri, ann);
  EXPECT_EQ(std::get<Call>(read).tool, call.tool);
  EXPECT_EQ(std::get<Call>(read).arguments->raw(), R"({"id":"a"})");
  EXPECT_EQ(std::get<Call>(read).principal.id, ann.id);
  EXPECT_EQ(std::get<Call>(read).method(), "resources/read");
  EXPECT_EQ(std::get<Call>(read).sealer, nullptr);
  const Step refused = handled(handler, "resources/read", params, uri, bob);
  EXPECT_NE(std::get<Reply>(refused).text.find("there is no resource"), std::string::npos);
}

}  // namespace
}  // namespace mcp::protocol
