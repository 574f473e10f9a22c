#include "upstream/egress.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

namespace mcp::upstream {
namespace {

http::IpAddress address(const char* text) {
  http::IpAddress out;
  if (inet_pton(AF_INET, text, out.bytes.data()) == 1) return out;
  out.is_v6 = true;
  EXPECT_EQ(inet_pton(AF_INET6, text, out.bytes.data()), 1) << text;
  return out;
}

TEST(Egress, OnlyHostsThatAreNamed) {
  Egress egress;
  egress.allow("API.example", false);
  egress.allow("::1", true);
  for (const char* host : {"api.example", "Api.Example", "api.example.", "::1"}) {
    EXPECT_TRUE(egress.allows(host)) << host;
  }
  for (const char* host :
       {"", ".", "example", "x.api.example", "api.example.evil.test", "127.0.0.1"}) {
    EXPECT_FALSE(egress.allows(host)) << host;
  }
}

TEST(Egress, AHostOfTheDocumentIsPrivateOnlyWhereItsNameSaysSo) {
  struct Case {
    const char* host;
    bool private_too;
  };
  constexpr Case cases[] = {
      {"api.example", false}, {"8.8.8.8", false},          {"2606:4700::1111", false},
      {"localhost", true},    {"a.localhost", true},       {"127.0.0.1", true},
      {"10.1.2.3", true},     {"169.254.1.1", true},       {"::1", true},
      {"petstore", true},     {"printer.local", true},     {"api.corp.internal", true},
      {"a.home.arpa", true},  {"internal.example", false}, {"0x7f.1", true},
      {"134744072", false},   {"010.010.010.010", false},
  };
  for (const Case& c : cases) {
    Egress egress;
    egress.allow(c.host, false);
    for (const char* special : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1"}) {
      EXPECT_EQ(egress.may_connect(c.host, address(special)), c.private_too)
          << c.host << ' ' << special;
    }
    EXPECT_TRUE(egress.may_connect(c.host, address("1.1.1.1"))) << c.host;
    // What the operator names may be anywhere.
    egress.allow(c.host, true);
    EXPECT_TRUE(egress.may_connect(c.host, address("10.0.0.1"))) << c.host;
    egress.allow(c.host, false);
    EXPECT_TRUE(egress.may_connect(c.host, address("10.0.0.1"))) << c.host;
  }
}

}  // namespace
}  // namespace mcp::upstream
