// Results that are too large, read in parts: both eras, every transport, APIs with ranges and
// without.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <regex>
#include <string>
#include <vector>

#include "../loopback/sockets.h"
#include "../wire_schema.h"
#include "invoke/base64.h"
#include "process.h"
#include "served.h"

namespace mcp::test {
namespace {

using http::test::Peer;
using http::test::RawServer;
using testing::HasSubstr;
using testing::Not;

/// 3,000 bytes that differ from place to place, and are no text.
std::string photo() {
  std::string out = "\x89PNG\r\n\x1a\n";
  for (int i = 0; out.size() < 3000; ++i) out += std::to_string(i) + '\xff';
  out.resize(3000);
  return out;
}

/// An API with one photo, by id: `ranges` serves parts, `whole` does not, `changing` is another one
/// each time; `huge` says that it is larger than any response may be, and serves parts.
class Photos {
 public:
  std::atomic<int> requests = 0, parts = 0;
  std::atomic<std::size_t> largest = 0;  // body that was sent

  std::string answer(const std::string& request) {
    ++requests;
    const bool is_huge = request.find("/photos/huge") != std::string::npos;
    const bool has_ranges = is_huge || request.find("/photos/ranges") != std::string::npos;
    std::string bytes = photo();
    if (request.find("/photos/secret") != std::string::npos) {
      const std::size_t at = request.find("X-Key: ") + 7;
      bytes.replace(1000, 20, request.substr(at, 20));
    }
    std::string headers = "Content-Type: image/png\r\nAccept-Ranges: bytes\r\n";
    if (request.find("/photos/changing") != std::string::npos) {
      headers += "ETag: \"v" + std::to_string(requests) + "\"\r\n";
    } else {
      headers += "ETag: \"v\"\r\n";
    }
    std::smatch range;
    const std::regex pattern("\r\nRange: bytes=([0-9]+)-([0-9]+)\r\n");
    if (has_ranges && std::regex_search(request, range, pattern)) {
      ++parts;
      EXPECT_THAT(request, HasSubstr("Accept-Encoding: identity\r\n"));
      EXPECT_THAT(request, HasSubstr("If-Range: \"v\"\r\n"));
      const std::size_t first = std::stoul(range[1]), last = std::stoul(range[2]);
      const std::string size = std::to_string(is_huge ? huge_size : bytes.size());
      return message(206,
                     headers + "Content-Range: bytes " + range[1].str() + "-" + range[2].str() +
                         "/" + size + "\r\n",
                     bytes.substr(first, last + 1 - first));
    }
    if (!is_huge) return message(200, headers, bytes);
    return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(huge_size) +
           "\r\n\r\n";
  }

  static constexpr std::size_t huge_size = 5'000'000'000;

 private:
  std::string message(int status, const std::string& headers, const std::string& body) {
    largest = std::max(largest.load(), body.size());
    return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

struct Api {
  Photos photos;
  RawServer server{[this](Peer& peer, int) {
    while (true) {
      const std::string request = peer.read_message();
      if (request.empty()) return;
      peer.send(photos.answer(request));
    }
  }};
};

constexpr const char* limits = R"({"result_blob_limit_bytes":1000,"retries":0})";

std::string member(const std::string& reply, const std::string& name) {
  const std::size_t at = reply.find("\"" + name + "\":\"");
  if (at == std::string::npos) return {};
  const std::size_t begin = at + name.size() + 4;
  return reply.substr(begin, reply.find('"', begin) - begin);
}

/// Reads everything that `uri` stands for, as the replies say how to go on.
std::string read_all(Client& client, std::string uri, protocol::Version version) {
  std::string out;
  while (!uri.empty()) {
    const std::string reply = client.request("resources/read", R"({"uri":")" + uri + "\"}", uri);
    if (WireSchema::is_there()) {
      EXPECT_EQ(WireSchema::of(version).message_problems(reply, "ReadResourceResult"), "");
    }
    EXPECT_EQ(member(reply, "uri"), uri);
    EXPECT_EQ(member(reply, "mimeType"), "image/png");
    const auto bytes = invoke::base64_decoded(member(reply, "blob"));
    if (!bytes || bytes->empty() || bytes->size() > 1000) {
      ADD_FAILURE() << reply;
      break;
    }
    out += *bytes;
    uri = member(reply, "next");
  }
  return out;
}

std::string link_of(Client& client, const std::string& id) {
  return member(client.call("get_photo", R"({"id":")" + id + "\"}"), "uri");
}

TEST(LargeResult, IsALinkThatIsReadInParts) {
  for (const Client::Kind kind : Client::kinds) {
    for (const protocol::Version version : Client::versions(kind)) {
      Api api;
      Client client(kind, version, {"--media"}, api.server.url(""), limits);
      for (const char* id : {"ranges", "whole"}) {
        const std::string reply = client.call("get_photo", R"({"id":")" + std::string(id) + "\"}");
        if (WireSchema::is_there()) {
          EXPECT_EQ(WireSchema::of(version).message_problems(reply, "CallToolResult"), "");
        }
        EXPECT_THAT(reply, HasSubstr("3000 bytes of image/png, left out: the limit is 1000 bytes"));
        std::string uri = member(reply, "uri");
        if (!protocol::has_links(version)) {
          EXPECT_THAT(reply, Not(HasSubstr("resource_link")));
          std::smatch found;
          EXPECT_TRUE(std::regex_search(reply, found, std::regex("get_photo: (upstream:[^\"]*)")));
          uri = found[1];
        } else {
          EXPECT_THAT(reply, HasSubstr(R"("mimeType":"image/png","size":3000)"));
        }
        EXPECT_EQ(read_all(client, uri, version), photo()) << id;
      }
      EXPECT_GE(api.photos.parts, 3);
      const std::string templates = client.request("resources/templates/list", "{}");
      EXPECT_THAT(templates, HasSubstr("upstream://{tool}/result/{key}{?offset,length}"));
      if (WireSchema::is_there()) {
        EXPECT_EQ(
            WireSchema::of(version).message_problems(templates, "ListResourceTemplatesResult"), "");
      }
      EXPECT_THAT(client.request("resources/list", "{}"), HasSubstr(R"("resources":[])"));
      EXPECT_THAT(client.capabilities(), HasSubstr(R"("resources":{})"));
    }
  }
}

TEST(LargeResult, TheApiSendsNoMoreThanThePart) {
  Api api;
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""), limits);
  const std::string uri = link_of(client, "ranges");
  api.photos.largest = 0;
  const std::string part = uri + "?offset=1500&length=10";
  const std::string reply = client.request("resources/read", R"({"uri":")" + part + "\"}", part);
  EXPECT_EQ(invoke::base64_decoded(member(reply, "blob")), photo().substr(1500, 10));
  EXPECT_THAT(reply, HasSubstr(R"("mcpcc/range":{"offset":1500,"length":10,"size":3000,"next":)"));
  EXPECT_LT(api.photos.largest, 600U);
}

TEST(LargeResult, ThatIsLargerThanAnyResponseIsNotFetchedWhole) {
  Api api;
  Client client(Client::Kind::http, protocol::latest, {"--media"}, api.server.url(""), limits);
  const std::string reply = client.call("get_photo", R"({"id":"huge"})");
  EXPECT_THAT(reply, HasSubstr(R"("size":5000000000)"));
  const std::string uri = member(reply, "uri") + "?offset=1000";
  const std::string part = client.request("resources/read", R"({"uri":")" + uri + "\"}", uri);
  EXPECT_EQ(invoke::base64_decoded(member(part, "blob")), photo().substr(1000, 1000));
  EXPECT_THAT(part, HasSubstr(R"("offset":1000,"length":1000,"size":5000000000)"));
}

TEST(LargeResult, ThatHasChangedIsAnError) {
  Api api;
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""), limits);
  const std::string uri = link_of(client, "changing");
  const std::string reply = client.request("resources/read", R"({"uri":")" + uri + "\"}", uri);
  EXPECT_THAT(reply, HasSubstr(R"("code":-32603)"));
  EXPECT_THAT(reply, HasSubstr("call the tool again"));
}

TEST(LargeResult, OfWhatChangesThingsThereIsNoLink) {
  Api api;
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""), limits);
  const std::string reply = client.call("make_photo", R"({"id":"ranges"})");
  EXPECT_THAT(reply, HasSubstr("(3000 bytes of image/png, left out: the limit is 1000 bytes)"));
  EXPECT_THAT(reply, Not(HasSubstr("upstream://")));
}

TEST(LargeResult, WrongUrisAndOffsetsAreRefused) {
  Api api;
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""), limits);
  const std::string uri = link_of(client, "ranges");
  for (const std::string& wrong : {uri + "x", uri + "?offset=x", std::string("upstream://x/y")}) {
    EXPECT_THAT(client.request("resources/read", R"({"uri":")" + wrong + "\"}", wrong),
                HasSubstr(R"("code":-32602)"));
  }
  const std::string beyond = uri + "?offset=3000";
  EXPECT_THAT(client.request("resources/read", R"({"uri":")" + beyond + "\"}", beyond),
              HasSubstr("the resource has 3000 bytes"));
}

TEST(LargeResult, HasNoSecretHoweverItIsCut) {
  const std::string secret = "sesame/0123456789abc";
  ASSERT_EQ(secret.size(), 20U);
  Api api;
  Client client(Client::Kind::stdio, protocol::latest, {"--media"}, api.server.url(""), limits,
                {"MEDIA_KEY=" + secret});
  const std::string uri = link_of(client, "secret");
  std::string all;
  for (int offset = 990; offset < 1030; offset += 5) {
    const std::string part = uri + "?offset=" + std::to_string(offset) + "&length=5";
    const std::string reply = client.request("resources/read", R"({"uri":")" + part + "\"}", part);
    all += invoke::base64_decoded(member(reply, "blob")).value_or("");
  }
  EXPECT_EQ(all.substr(10, 20), std::string(20, '*'));
  EXPECT_EQ(all.substr(0, 10) + all.substr(30), photo().substr(990, 10) + photo().substr(1020, 10));
}

TEST(LargeResult, TheShellHasNoLinks) {
  Api api;
  const Output output = run({"--media", "call", "get_photo", R"({"id":"ranges"})", "--base-url",
                             api.server.url(""), "--config", ConfigFile(limits).path()});
  EXPECT_EQ(output.out, "(3000 bytes of image/png, left out: the limit is 1000 bytes)\n");
}

}  // namespace
}  // namespace mcp::test
