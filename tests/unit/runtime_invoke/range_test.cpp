#include "invoke/range.h"

#include <gtest/gtest.h>

#include <string>

namespace mcp::invoke {
namespace {

std::string asked(HttpRequest request, const LargeBody& body, const Range& range) {
  ask_for_range(request, body, range);
  std::string out;
  for (const auto& [name, value] : request.headers) out += name + ": " + value + "\n";
  return out;
}

TEST(Range, IsAskedForWhereTheApiCanGiveIt) {
  const HttpRequest get{"GET", "http://a/", {}, {}};
  const std::string plain = "Accept-Encoding: identity\n";
  EXPECT_EQ(asked(get, {"a/b", 1000, {}}, {100, 50}), "Range: bytes=100-149\n" + plain);
  EXPECT_EQ(asked(get, {"a/b", 1000, {}}, {}), "Range: bytes=0-999\n" + plain);
  EXPECT_EQ(asked(get, {"a/b", 1000, {}}, {999, 500}), "Range: bytes=999-999\n" + plain);
  EXPECT_EQ(asked(get, {"a/b", 1000, {}}, {100, 50, 10}), "Range: bytes=90-159\n" + plain);
  EXPECT_EQ(asked(get, {"a/b", 1000, {}}, {5, 990, 10}), "Range: bytes=0-999\n" + plain);
  EXPECT_EQ(asked(get, {"a/b", 1000, "\"v1\""}, {0, 1}),
            "Range: bytes=0-0\n" + plain + "If-Range: \"v1\"\n");
  EXPECT_EQ(asked(get, {"a/b", 1000, "W/\"v1\""}, {0, 1}), "Range: bytes=0-0\n" + plain);
  EXPECT_EQ(asked({"POST", "http://a/", {}, {}}, {"a/b", 1000, {}}, {0, 1}), "");
  EXPECT_EQ(asked({"GET", "http://a/", {{"range", "bytes=1-2"}}, {}}, {"a/b", 2, {}}, {0, 1}),
            "range: bytes=1-2\n");
}

std::string read(int status, const HttpHeaders& headers, const std::string& bytes,
                 const LargeBody& body, const Range& range) {
  const RangeBytes out = read_range({status, headers, bytes}, body, range);
  return out.problem.empty() ? out.bytes : out.problem.substr(0, out.problem.find(' ', 9));
}

TEST(Range, IsTakenOutOfWhatTheApiSends) {
  const LargeBody body{"a/b", 10, "\"v1\""};
  const std::string whole = "0123456789";
  const HttpHeaders same = {{"ETag", "\"v1\""}};
  EXPECT_EQ(read(200, same, whole, body, {3, 4}), "3456");
  EXPECT_EQ(read(200, {}, whole, body, {8, 4}), "89");
  EXPECT_EQ(read(206, {{"Content-Range", "bytes 3-6/10"}}, "3456", body, {3, 4}), "3456");
  EXPECT_EQ(read(206, {{"Content-Range", "bytes 1-8/10"}}, "12345678", body, {3, 4, 2}), "3456");
  EXPECT_EQ(read(206, {{"Content-Range", "bytes 3-4/*"}}, "34", body, {3, 4}), "34");
  EXPECT_EQ(read(200, {{"ETag", "W/\"v1\""}}, whole, body, {0, 1}), "0");
}

TEST(Range, OfAnotherBodyIsNone) {
  const LargeBody body{"a/b", 10, "\"v1\""};
  const std::string changed = "The resource", other = "The API sent";
  EXPECT_EQ(read(200, {{"ETag", "\"v2\""}}, "0123456789", body, {0, 1}), changed);
  EXPECT_EQ(read(200, {}, "012345678", body, {0, 1}), changed);
  EXPECT_EQ(read(206, {{"Content-Range", "bytes 0-0/11"}}, "0", body, {0, 1}), changed);
  for (const char* header :
       {"bytes 1-1/10", "bytes 0-1/10", "bytes 1-0/10", "bytes 0-0", "items 0-0/10",
        "bytes 0-0/10x", "bytes 0-18446744073709551616/10", ""}) {
    EXPECT_EQ(read(206, {{"Content-Range", header}}, "0", body, {0, 1}), other) << header;
  }
  EXPECT_EQ(read(206, {}, "0", body, {0, 1}), other);
}

}  // namespace
}  // namespace mcp::invoke
