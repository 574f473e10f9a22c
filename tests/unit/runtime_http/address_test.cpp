#include "http/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string_view>

#include "http/client.h"
#include "sockets.h"

namespace mcp::http::test {
namespace {

IpAddress address(const char* text) {
  IpAddress result;
  result.is_v6 = std::string_view(text).find(':') != std::string_view::npos;
  EXPECT_EQ(inet_pton(result.is_v6 ? AF_INET6 : AF_INET, text, result.bytes.data()), 1) << text;
  return result;
}

TEST(IpAddress, SpecialOnesAreNotPublic) {
  constexpr const char* addresses[] = {"0.0.0.0",
                                       "0.255.255.255",
                                       "10.0.0.1",
                                       "10.255.255.255",
                                       "100.64.0.0",
                                       "100.127.255.255",
                                       "127.0.0.1",
                                       "127.255.255.255",
                                       "169.254.0.1",
                                       "169.254.169.254",
                                       "172.16.0.0",
                                       "172.31.255.255",
                                       "192.0.0.1",
                                       "192.0.0.170",
                                       "192.0.2.1",
                                       "192.88.99.1",
                                       "192.168.0.0",
                                       "192.168.255.255",
                                       "198.18.0.1",
                                       "198.19.255.255",
                                       "198.51.100.7",
                                       "203.0.113.7",
                                       "224.0.0.1",
                                       "239.255.255.255",
                                       "240.0.0.1",
                                       "255.255.255.255",
                                       "::",
                                       "::1",
                                       "::7f00:1",
                                       "::ffff:127.0.0.1",
                                       "::ffff:8.8.8.8",
                                       "::ffff:0:8.8.8.8",
                                       "64:ff9b::127.0.0.1",
                                       "64:ff9b::10.1.2.3",
                                       "64:ff9b:1::8.8.8.8",
                                       "100::1",
                                       "2001::1",
                                       "2001:1::1",
                                       "2001:2::1",
                                       "2001:20::1",
                                       "2001:1ff::1",
                                       "2001:db8::1",
                                       "2002:7f00:1::",
                                       "3fff::1",
                                       "3fff:fff::1",
                                       "4000::1",
                                       "5f00::1",
                                       "fc00::1",
                                       "fd12:3456::1",
                                       "fe80::1",
                                       "febf::1",
                                       "fec0::1",
                                       "ff02::1",
                                       "ff0e::1"};
  for (const char* text : addresses) EXPECT_FALSE(is_public(address(text))) << text;
}

TEST(IpAddress, OthersArePublic) {
  constexpr const char* addresses[] = {
      "1.1.1.1",         "8.8.8.8",         "9.255.255.255",   "11.0.0.0",
      "100.63.255.255",  "100.128.0.0",     "126.255.255.255", "128.0.0.0",
      "169.253.255.255", "169.255.0.0",     "172.15.255.255",  "172.32.0.0",
      "192.0.1.1",       "192.167.255.255", "192.169.0.0",     "198.17.255.255",
      "198.20.0.0",      "223.255.255.255", "2001:200::1",     "2001:db7::1",
      "2001:db9::1",     "2606:4700::1111", "2003::1",         "3ffe::1",
      "64:ff9b::8.8.8.8"};
  for (const char* text : addresses) EXPECT_TRUE(is_public(address(text))) << text;
}

std::string get(const std::string& url, const std::function<bool(const IpAddress&)>& may_connect) {
  LoopThread thread;
  ClientOptions options;
  options.may_connect = [&](const std::string& host, const IpAddress& candidate) {
    EXPECT_TRUE(url.find(host) != std::string::npos || host == "127.0.0.1") << host;
    return may_connect(candidate);
  };
  Client client(thread.loop, options);
  thread.start();
  std::string result = describe(fetch(client, {"GET", url, {}, ""}));
  thread.stop();
  return result;
}

TEST(MayConnect, RefusesBeforeAnythingIsSent) {
  RawServer server([](Peer&, int) {});
  const std::string port = std::to_string(server.port());
  // Besides the address itself: a name, and forms that only the resolver understands.
  for (const std::string host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]",
                                 "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const std::string url = "http://" + host + ":" + port + "/?secret";
    // Numbers that resolvers take for an address come out as that address.
    const bool is_number = host.front() != '[' && host != "localhost" && host != "0.0.0.0";
    const std::string shown = is_number ? "127.0.0.1" : host;
    EXPECT_EQ(get(url, is_public), "forbidden: connections to the address of " + shown + ":" +
                                       port + " are not allowed");
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST(MayConnect, IsAskedOfTheAddressThatIsConnectedTo) {
  RawServer server([](Peer& peer, int) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  });
  std::atomic<int> asked{0};
  const auto only_ipv4 = [&](const IpAddress& candidate) {
    ++asked;
    return !candidate.is_v6 && candidate.bytes[0] == 127;
  };
  EXPECT_EQ(get("http://localhost:" + std::to_string(server.port()) + "/", only_ipv4), "200 hi");
  EXPECT_GE(asked, 1);
}

}  // namespace
}  // namespace mcp::http::test
